"""Every refusal and failure as `application/problem+json` (RFC 9457), in the reader's language."""

from __future__ import annotations

import re
import secrets
from html import escape
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from madoguchi.kernel.errors import Invalid, Refusal, TooMany
from madoguchi.language.catalogue import CUSTOMER_LOCALES, LOCALES, best_locale, text
from madoguchi.web.cross_origin import PREFIX

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger("madoguchi.web")

_MISSING = re.compile(r"missing required field `([^`]*)`")
_ABSENT = re.compile(r"^Missing required \w+ parameter '([^']*)'")
"""The framework's one finding about a request that it puts in a sentence alone."""
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_SECRET = re.compile(r"(?<=/)[\w-]{40,}")
"""The secret of a link, as of an invitation: whoever reads the log shall not be able to use it."""
_NO_OFFSET = "with a timezone component"
_EXPECTED = re.compile(r"Expected `?([^`]*?)`?(?:, got .*)?$")


class Problem(msgspec.Struct, frozen=True, omit_defaults=False):
    """A problem as clients read it; `key` and `params` are for programs, the rest for people."""

    type: str
    title: str
    status: int
    detail: str
    key: str
    params: dict[str, str | int | float]
    field: str | None


def problem(refusal: Refusal, locale: str) -> Problem:
    """Put a refusal into words."""
    return Problem(
        type=f"urn:madoguchi:problem:{refusal.key}",
        title=_text(f"web.title_{refusal.status}", locale, {}, HTTPStatus(refusal.status).phrase),
        status=refusal.status,
        detail=_text(refusal.key, locale, refusal.params, refusal.key),
        key=refusal.key,
        params=refusal.params,
        field=refusal.field,
    )


def locale_of(connection: Any) -> str:  # noqa: ANN401 - a request or a socket, signed in or not
    """Return the language of who asks: the person's own, else what their browser wishes."""
    signed_in = connection.scope.get("user")
    if signed_in is not None and signed_in.actor.kind == "person":
        return str(signed_in.actor.locale)
    at_the_counter = connection.scope["path"].startswith(PREFIX)
    spoken = CUSTOMER_LOCALES if at_the_counter else LOCALES
    return best_locale(connection.headers.get("accept-language", ""), spoken)


def answer(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """Return a refusal as an answer: words for programs, a page for who was led astray."""
    headers = {}
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        scheme = "Visitor" if request.scope["path"].startswith(PREFIX) else "Bearer"
        headers["WWW-Authenticate"] = f'{scheme} realm="Madoguchi"'  # RFC 9110, 15.5.2
    if isinstance(refusal, TooMany) and "retry_after" in refusal.params:
        headers["Retry-After"] = str(refusal.params["retry_after"])
    locale = locale_of(request)
    said = problem(refusal, locale)
    if _is_led_astray(request, refusal):
        page = _PAGE.format(locale=locale, title=escape(said.title), detail=escape(said.detail))
        return Response(page, status_code=refusal.status, media_type=MediaType.HTML)
    return Response(said, status_code=refusal.status, media_type=MEDIA_TYPE, headers=headers)


def _is_led_astray(request: Request[Any, Any, Any], refusal: Refusal) -> bool:
    """Say whether a person looks at an address of ours that leads nowhere."""
    return (
        refusal.key == "web.no_such_path"
        and not request.scope["path"].startswith(("/api/", PREFIX))
        and "text/html" in request.headers.get("accept", "")
    )


_PAGE = """<!doctype html>
<html lang="{locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/document.css"></head>
<body><main><h1>{title}</h1><p>{detail}</p><p><a href="/desk">Madoguchi</a></p></main></body></html>
"""


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """Answer what the framework refused: paths, methods, forms of input."""
    if isinstance(error, ValidationException):
        return answer(request, from_validation(error))
    if error.status_code >= 500:
        return on_failure(request, error)
    refusal = Refusal(_HTTP_KEYS.get(error.status_code, "web.bad_request"))
    refusal.status = error.status_code
    response = answer(request, refusal)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def on_unreadable(
    request: Request[Any, Any, Any], error: UnicodeError | RecursionError
) -> Response[Problem]:
    """Answer bytes that are not UTF-8, or JSON nested without end.

    Anywhere but in reading the request that is our failure.
    """
    reading = isinstance(error, UnicodeDecodeError | RecursionError)
    if reading and request.method in {"POST", "PUT", "PATCH", "DELETE"}:
        return answer(request, Invalid("web.bad_json"))
    return on_failure(request, error)


def on_failure(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer what nobody expected: the trace goes to the log under a number, never out."""
    incident = secrets.token_hex(4)
    path = _SECRET.sub("…", request.scope["path"])
    log.error("unexpected", incident=incident, path=path, exc_info=error)
    refusal = Refusal("web.unexpected", incident=incident)
    refusal.status = 500
    return answer(request, refusal)


def from_validation(error: ValidationException) -> Invalid:
    """Turn the framework's finding into a refusal that names the field and the accepted form."""
    found_faults: Any = error.extra or [{}]
    first = found_faults[0]
    said, field = str(first.get("message", "")), str(first.get("key", ""))
    inside = "" if field == "data" else f"{field}."
    if not error.extra and (absent := _ABSENT.search(error.detail)):
        return Invalid("web.missing_field", field=absent[1], name=absent[1])
    if found := _MISSING.search(said):
        return Invalid("web.missing_field", field=inside + found[1], name=found[1])
    if found := _UNKNOWN.search(said):
        return Invalid("web.unknown_field", field=inside + found[1], name=found[1])
    if field in {"", "data"}:
        return Invalid("web.bad_json")
    if _NO_OFFSET in said:
        return Invalid("web.no_offset", field=field, name=field)
    if found := _EXPECTED.search(said):
        return Invalid("web.wrong_form", field=field, name=field, form=found[1])
    return Invalid("web.bad_value", field=field, name=field)


_HTTP_KEYS = {
    400: "web.bad_json",
    404: "web.no_such_path",
    405: "web.no_such_method",
    413: "web.too_large",
    415: "web.unsupported",
}

HANDLERS: ExceptionHandlersMap = {
    Refusal: answer,
    HTTPException: on_http_exception,
    UnicodeError: on_unreadable,
    RecursionError: on_unreadable,
    Exception: on_failure,
}


def _text(key: str, locale: str, params: dict[str, Any], fallback: str) -> str:
    try:
        return text(key, locale, **params)
    except KeyError:
        log.exception("text_missing", key=key, locale=locale)
        return fallback

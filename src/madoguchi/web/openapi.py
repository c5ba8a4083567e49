"""The API described: OpenAPI 3.1 as JSON, and a reference page that needs no other host."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.routes import HTTPRoute

from madoguchi import __version__
from madoguchi.clocks.contracts import Shift
from madoguchi.web.cross_origin import PREFIX
from madoguchi.web.forms import explain, meanings
from madoguchi.web.idempotency import LONGEST_KEY
from madoguchi.web.inputs import Asked
from madoguchi.web.problems import MEDIA_TYPE, Problem
from madoguchi.web.reference import page

_INTRODUCTION = """\
Everything that the desk's own screens do, a program can do too. An owner makes it an API \
token under *Settings › API tokens*; send that with each request: `Authorization: Bearer \
mdg_…`.

**Repeating safely.** Send `Idempotency-Key` with a `POST` that lists it: the same key and \
body get the first answer again for 24 hours. A message has its `client_id` instead, and is \
stored once.

**Lists** that grow take `limit`, and answer with `items` and `next_cursor`: pass that as \
`cursor` for the next page, until it is `null`.

**Refusals** are `application/problem+json` (RFC 9457): `detail` is for people, in the \
language of `Accept-Language`; `key` and `params` are for programs, `field` names the input \
at fault. After 429, wait as long as `Retry-After` says.

**Times** are ISO 8601 in UTC, to the microsecond; send any offset, but never none. Days \
(`date`) and clock times are those of the `zone` beside them. **Money** is whole minor units of \
its `currency`.

**What happens** is read with `GET /api/v1/events?after=POSITION`, as far back as one was \
away, heard on the socket `/live/desk`, or sent to you as webhooks."""

CONFIG = OpenAPIConfig(
    title="Madoguchi",
    version=__version__,
    summary="The desk's API.",
    description=_INTRODUCTION,
    components=Components(
        security_schemes={
            "token": SecurityScheme(type="http", scheme="bearer", description="An API token."),
            "session": SecurityScheme(
                type="apiKey",
                security_scheme_in="cookie",
                name="madoguchi_session",
                description="The session cookie; changes also need `X-CSRF-Token`.",
            ),
            "visitor": SecurityScheme(
                type="apiKey",
                security_scheme_in="header",
                name="Authorization",
                description="`Visitor TOKEN`, as the shop's page has it from the socket's `hello`;"
                " with `Madoguchi-Identity`, the shop's own word on who it is.",
            ),
        }
    ),
    security=[{"token": []}, {"session": []}],
    use_handler_docstrings=True,
    render_plugins=(),
)


_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_REFUSED = {
    "description": "Refused: what, why, and what to do, in the reader's language (RFC 9457).",
    "content": _PROBLEM,
}
_STATUSES = {
    "401": "Nobody is signed in, or the token is not in force.",
    "403": "Not with this role, or not from this page.",
    "404": "Not there, or out of sight: the two are not told apart.",
    "409": "It exists already, or things do not stand so that it could be done.",
    "422": "The input is wrong; `field` and `detail` say how.",
    "429": "Too often; `Retry-After` says in seconds when to come again.",
}
"""What refusals mean. More are possible anywhere, as 413 where a body is too large."""
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body gets the first answer again, for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}


@get("/openapi.json", include_in_schema=False, public=True)
async def schema(request: Asked) -> Response[bytes]:
    """Send the description for programs."""
    return Response((await _written(request.app)).schema, media_type=MediaType.JSON)


@get("/docs", include_in_schema=False, public=True)
async def reference(request: Asked) -> Response[bytes]:
    """Show the description to people."""
    return Response((await _written(request.app)).page, media_type=MediaType.HTML)


class _Written(msgspec.Struct, frozen=True):
    """The description as it goes out."""

    schema: bytes
    page: bytes


async def _written(app: Litestar) -> _Written:
    """Return the description, written once and beside the work: it takes more than a second, and
    anybody may ask for it.
    """
    state = app.state
    if "description" not in state:
        state.description = asyncio.create_task(asyncio.to_thread(_write, app))
    found: _Written = await asyncio.shield(state.description)
    return found


def _write(app: Litestar) -> _Written:
    whole = described(app)
    return _Written(msgspec.json.encode(whole), page(whole).encode())


def described(app: Litestar) -> dict[str, Any]:
    """Return the framework's description with what every operation of ours has in common."""
    description: dict[str, Any] = app.openapi_schema.to_schema()
    # The framework takes what is written as an array for an object.
    _, ours = msgspec.json.schema_components([Problem, Shift])
    description["components"]["schemas"] |= ours
    explain(description["components"]["schemas"])
    description["components"]["responses"] = {
        f"Refused{status}": {"description": meaning, "content": _PROBLEM}
        for status, meaning in _STATUSES.items()
    }
    public, anew = _marked(app, "public"), _marked(app, "anew")
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            operation["responses"].pop("400", None)
            is_public = (path, method) in public
            for parameter in operation.get("parameters", ()):
                if meaning := meanings().get(parameter["name"]):
                    parameter.setdefault("description", meaning)
            operation["responses"] |= _refusals(path, method, operation, is_public)
            operation["responses"]["4XX"] = _REFUSED
            if is_public:
                operation["security"] = []
            elif path.startswith(PREFIX):
                operation["security"] = [{"visitor": []}]
            if method == "post" and (path, method) not in anew:
                operation["parameters"] = [*operation.get("parameters", ()), _IDEMPOTENCY_KEY]
    return description


def _refusals(path: str, method: str, operation: dict[str, Any], is_public: bool) -> dict[str, Any]:
    """Return the refusals that whoever sends an operation should expect, by their status."""
    expected = {
        "401": not is_public,
        "403": not is_public,
        "404": "{" in path,
        "409": method != "get",
        "422": "requestBody" in operation or bool(operation.get("parameters")),
        "429": True,
    }
    return {
        status: {"$ref": f"#/components/responses/Refused{status}"}
        for status, is_expected in expected.items()
        if is_expected
    }


def _marked(app: Litestar, mark: str) -> set[tuple[str, str]]:
    """Return the operations whose handlers carry a mark: `public`, or `anew` where a POST that is
    sent again is done again.
    """
    return {
        (route.path_format, method.lower())
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.opt.get(mark)
        for method in handler.http_methods
    }

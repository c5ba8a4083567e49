"""An owner consents at a mailbox's provider: there and back."""

from __future__ import annotations

from html import escape
from typing import Annotated, Literal

import msgspec
from litestar import MediaType, Response, get, post
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.email import consent
from madoguchi.channels.email.queries import mailboxes as queries
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.troubles import Troubled
from madoguchi.kernel.errors import Conflict, Refusal
from madoguchi.language.catalogue import text
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only
from madoguchi.web.guards import By
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.problems import Problem, answer, locale_of, problem
from madoguchi.web.state import Desk, GivenDesk

HOME = "/api/v1/mailboxes/consent"
"""Where the provider sends the owner back to; it must be told of it beforehand."""

Went = Literal["test", "consent-over", "consent-refused", "consent-failed"]
"""How it went, as the screen's path has it: what was granted is tried at once."""


class ConsentPage(msgspec.Struct, frozen=True):
    """Where to go to consent, and the address that the provider must know."""

    url: str
    redirect_url: str


@post(
    "/mailboxes/{mailbox_id:int}/consent",
    tags=["Mail"],
    summary="Begin to consent",
    status_code=HTTP_200_OK,
    anew=True,
)
async def begin(mailbox_id: PathId, by: By, desk: GivenDesk) -> ConsentPage:
    """Return the provider's page at which an owner lets the desk into a mailbox (OAuth 2)."""
    owner_only(by)
    mailbox = await desk.store.read(queries.mailbox, mailbox_id, by=by)
    home = _home(desk)
    url = await desk.store.read(consent.begin, mailbox, desk.keyring, home=home, by=by)
    return ConsentPage(url, home)


def _on_refusal(request: Asked, refusal: Refusal) -> Response[str] | Response[Problem]:
    """Show a page to whoever was sent here: a browser, on its way back from the provider."""
    if "text/html" not in request.headers.get("accept", ""):
        return answer(request, refusal)
    locale = locale_of(request)
    told = problem(refusal, locale)
    page = _PAGE.format(
        locale=locale,
        title=escape(told.title),
        detail=escape(told.detail),
        next=escape(text("mailbox.consent.again", locale)),
        back=escape(text("mailbox.consent.back", locale)),
    )
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(page, status_code=refusal.status, media_type=MediaType.HTML, headers=headers)


_PAGE = """<!doctype html>
<html lang="{locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title><link rel="stylesheet" href="/static/document.css"></head>
<body><main><h1>{title}</h1><p>{detail}</p><p>{next}</p>
<p><a href="/desk/settings/mailboxes">{back}</a></p></main></body></html>
"""


@get(
    "/mailboxes/consent",
    tags=["Mail"],
    summary="Come back from consenting",
    exception_handlers={Refusal: _on_refusal},
)
async def come_back(
    by: By,
    desk: GivenDesk,
    given: Annotated[str, QueryParameter(name="state")] = "",
    code: FromQuery[str] = "",
    error: FromQuery[str] = "",
) -> Redirect:
    """Take the provider's word and go to the mailbox's screen, which says how it went.

    422 for a state that this desk did not make, or made for somebody else. To a browser a refusal
    is a page that leads back to the desk, where to sign in and begin again.
    """
    owner_only(by)
    begun = consent.opened(given, desk.keyring, by=by)
    went = await _took(begun, code, error, desk, by)
    return Redirect(f"/desk/settings/mailboxes/{begun.mailbox_id}/{went}")


async def _took(begun: consent.Consent, code: str, error: str, desk: Desk, by: Actor) -> Went:
    if not await desk.store.read(consent.is_open, begun):
        return "consent-over"
    if error or not code:
        return "consent-refused"
    mailbox = await desk.store.read(queries.mailbox, begun.mailbox_id, by=by)
    if mailbox.oauth is None:
        return "consent-over"
    private = desk.settings.mailboxes_at_private_addresses
    secret = await desk.store.read(consent.client_secret, mailbox.id, desk.keyring)
    try:
        granted = await consent.fetch(
            mailbox.oauth, secret, begun, code, home=_home(desk), reach=Reach(private=private)
        )
        await desk.store.write(consent.keep, begun, granted, desk.keyring, private=private, by=by)
    except (consent.NotGranted, Troubled, OSError):
        return "consent-failed"
    except Conflict:
        return "consent-over"
    return "test"


def _home(desk: Desk) -> str:
    return desk.settings.url + HOME

"""An owner consents at a mailbox's provider: there and back."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import get, post
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.email import consent
from madoguchi.channels.email.queries import mailboxes as queries
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.troubles import Troubled
from madoguchi.kernel.errors import Conflict
from madoguchi.people.contracts import Actor
from madoguchi.people.operations.access import owner_only
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
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
)
async def begin(mailbox_id: PathId, by: By, desk: GivenDesk) -> ConsentPage:
    """Return the provider's page at which an owner lets the desk into a mailbox (OAuth 2)."""
    owner_only(by)
    mailbox = await desk.store.read(queries.mailbox, mailbox_id, by=by)
    home = _home(desk)
    url = await desk.store.read(consent.begin, mailbox, desk.keyring, home=home, by=by)
    return ConsentPage(url, home)


@get("/mailboxes/consent", tags=["Mail"], summary="Come back from consenting")
async def come_back(
    by: By,
    desk: GivenDesk,
    given: Annotated[str, QueryParameter(name="state")] = "",
    code: FromQuery[str] = "",
    error: FromQuery[str] = "",
) -> Redirect:
    """Take the provider's word and go to the mailbox's screen, which says how it went.

    422 for a state that this desk did not make, or made for somebody else.
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

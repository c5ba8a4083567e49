"""Mailboxes: where a shop's mail comes from and goes out, how each is doing, and trying one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromQuery, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK
from msgspec.structs import replace

from madoguchi.channels.email.contracts.mailboxes import (
    Mailbox,
    MailboxChanges,
    MailboxDraft,
    Trial,
    TrialStep,
)
from madoguchi.channels.email.contracts.mails import LogPage
from madoguchi.channels.email.operations import mailboxes as operations
from madoguchi.channels.email.queries import mailboxes as queries
from madoguchi.channels.email.queries import mails
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.trying import trial_steps, try_mailbox
from madoguchi.language.catalogue import text
from madoguchi.people.rules.roles import owner_only
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId
from madoguchi.web.state import GivenDesk

LINES = "application/x-ndjson"
"""JSON, an object a line."""


@get("/mailboxes", tags=["Mail"], summary="All mailboxes")
async def show_all(by: By, desk: GivenDesk) -> list[Mailbox]:
    """List the mailboxes of the shops in sight, each with how it is doing; never a secret."""
    found = await desk.store.read(queries.mailboxes, by=by)
    return [_told(each, by.locale) for each in found]


@post("/mailboxes", tags=["Mail"], summary="Add a mailbox")
async def make(
    request: Asked, data: JSONBody[MailboxDraft], by: By, desk: GivenDesk
) -> Response[Mailbox]:
    """Add a mailbox to a shop. Owners only; what signs in is sealed and never shown again."""
    private = desk.settings.mailboxes_at_private_addresses
    return await once(request, operations.make_mailbox, data, desk.keyring, private=private, by=by)


@get("/mailboxes/{mailbox_id:int}", tags=["Mail"], summary="One mailbox")
async def show(mailbox_id: PathId, by: By, desk: GivenDesk) -> Mailbox:
    """Show one mailbox."""
    return _told(await desk.store.read(queries.mailbox, mailbox_id, by=by), by.locale)


@patch("/mailboxes/{mailbox_id:int}", tags=["Mail"], summary="Change a mailbox")
async def change(
    mailbox_id: PathId, data: JSONBody[MailboxChanges], by: By, desk: GivenDesk
) -> Mailbox:
    """Change what is given; the mailbox is tried again at once. Owners only."""
    private = desk.settings.mailboxes_at_private_addresses
    return await desk.store.write(
        operations.change_mailbox, mailbox_id, data, desk.keyring, private=private, by=by
    )


@delete("/mailboxes/{mailbox_id:int}", tags=["Mail"], summary="Remove a mailbox")
async def remove(mailbox_id: PathId, by: By, desk: GivenDesk) -> None:
    """Remove a mailbox; its mails stay. Owners only."""
    await desk.store.write(operations.remove_mailbox, mailbox_id, by=by)


@post(
    "/mailboxes/{mailbox_id:int}/test",
    tags=["Mail"],
    summary="Try a mailbox",
    status_code=HTTP_200_OK,
    anew=True,
)
async def try_it(request: Asked, mailbox_id: PathId, by: By, desk: GivenDesk) -> Trial | Stream:
    """Sign in, send a mail to the mailbox itself and wait for it; says in words what is wrong.

    Whoever accepts `application/x-ndjson` is told each step as a line when it is known.
    """
    owner_only(by)
    mailbox = await desk.store.read(queries.mailbox, mailbox_id, by=by)
    reach = Reach(private=desk.settings.mailboxes_at_private_addresses)
    if LINES in request.headers.get("accept", ""):
        steps = trial_steps(desk.store, desk.keyring, mailbox, reach, locale=by.locale)
        return Stream(_as_lines(steps), headers={"Content-Type": LINES})
    return await try_mailbox(desk.store, desk.keyring, mailbox, reach, locale=by.locale)


@get("/mailboxes/{mailbox_id:int}/mails", tags=["Mail"], summary="What came in")
async def show_log(
    mailbox_id: PathId,
    by: By,
    desk: GivenDesk,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> LogPage:
    """List what came into a mailbox and what became of each, the newest first."""
    return await desk.store.read(mails.log, mailbox_id, by=by, limit=limit, cursor=cursor)


async def _as_lines(steps: AsyncIterator[TrialStep]) -> AsyncIterator[bytes]:
    async for step in steps:
        yield msgspec.json.encode(step) + b"\n"


def _told(mailbox: Mailbox, locale: str) -> Mailbox:
    """Put what is wrong with a mailbox into the reader's words."""
    trouble = mailbox.trouble
    if trouble is None:
        return mailbox
    words = text(trouble.key, locale, **trouble.params)
    return replace(mailbox, trouble=replace(trouble, text=words))

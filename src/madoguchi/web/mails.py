"""Mails: the whole of one, as it came; and what can still be done about one of ours."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.email.contracts.mails import MailView
from madoguchi.channels.email.operations import outgoing
from madoguchi.channels.email.operations.opening import FirstMail, write_first
from madoguchi.channels.email.queries import mails
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.desk.contracts import Message, Posted
from madoguchi.web.files_out import SANDBOX
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once, once_for
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@post("/mails", tags=["Mail"], summary="Write to somebody first")
async def begin(
    request: Asked, data: JSONBody[FirstMail], by: By, desk: GivenDesk
) -> Response[Posted]:
    """Begin a conversation by mail, with a customer or somebody not yet known."""
    return await once(
        request,
        write_first,
        data,
        by=by,
        limit=desk.settings.message_limit,
        reply_key=desk.keyring.key(REPLIES_PURPOSE),
    )


@get("/mails/{mail_id:int}", tags=["Mail"], summary="A mail whole")
async def show(mail_id: PathId, by: By, desk: GivenDesk) -> MailView:
    """Return a mail with its history, HTML (sanitised), and what trusted servers say of it.

    In the HTML, remote images are as they came: whoever shows it blocks them until asked for;
    `cid:` addresses are found in `inline`.
    """
    return await desk.store.read(mails.mail, mail_id, by=by)


@get("/mails/{mail_id:int}/original", tags=["Mail"], summary="A mail as it came")
async def show_original(mail_id: PathId, by: By, desk: GivenDesk) -> Stream:
    """Send the mail's own bytes, to be saved as an .eml file."""
    raw = await desk.store.read(mails.original, mail_id, by=by)
    return Stream(
        await desk.blobs.read(raw.blob),
        media_type="message/rfc822",
        headers={
            "Content-Length": str(raw.size),
            "Content-Disposition": f'attachment; filename="mail-{mail_id}.eml"',
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
        },
    )


@post(
    "/messages/{message_id:int}/take-back",
    tags=["Mail"],
    summary="Take a reply back",
    status_code=HTTP_200_OK,
)
async def take_back(request: Asked, message_id: PathId, by: By) -> Response[Message]:
    """Take a reply by mail back that has not left yet; 409 once it has."""
    return await once_for(request, message_id, outgoing.take_mail_back, message_id, by=by)


@post(
    "/messages/{message_id:int}/release",
    tags=["Mail"],
    summary="Send a held reply",
    status_code=HTTP_200_OK,
)
async def release(request: Asked, message_id: PathId, by: By) -> Response[Message]:
    """Let a reply leave that was held back."""
    return await once_for(request, message_id, outgoing.release, message_id, by=by)

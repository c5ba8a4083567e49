"""What the mail screens ask for: a mail as a page to frame, and what a reply would be."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromQuery

from madoguchi.channels.email.contracts.mails import ReplyPlan
from madoguchi.channels.email.enclosed import LARGEST, enclosed_page, is_mail
from madoguchi.channels.email.page import mail_page, page_policy
from madoguchi.channels.email.queries import mails, replying
from madoguchi.desk.queries.attachments import attachment
from madoguchi.kernel.errors import NotFound, TooLarge
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk

_FILES = "/api/v1/attachments"


@get("/mails/{mail_id:int}/page", tags=["Mail"], summary="A mail as it was laid out")
async def show_page(
    mail_id: PathId,
    by: By,
    desk: GivenDesk,
    images: FromQuery[bool] = False,
    history: FromQuery[bool] = False,
) -> Response[str]:
    """Send the mail's HTML as a page to frame: no scripts, and remote images only if asked for.

    404 for a mail without HTML.
    """
    found = await desk.store.read(mails.mail, mail_id, by=by)
    contents = found.contents
    if contents is None or contents.html is None:
        raise NotFound("mail.not_found")
    page = mail_page(contents.html, contents.inline, _FILES, images=images, history=history)
    return _framed(page, images=images)


@get("/attachments/{attachment_id:int}/mail", tags=["Mail"], summary="A mail within a mail")
async def show_enclosed(
    attachment_id: PathId, by: By, desk: GivenDesk, images: FromQuery[bool] = False
) -> Response[str]:
    """Send a file that is a mail (.eml) as a page to frame: its head, its words, no scripts.

    404 for other files, 413 for one above 10 MB.
    """
    file = await desk.store.read(attachment, attachment_id, by=by)
    if not is_mail(file.attachment.name):
        raise NotFound("mail.not_found")
    if file.attachment.size > LARGEST:
        raise TooLarge("mail.enclosed_too_large", limit=LARGEST // (1024 * 1024))
    raw = b"".join([chunk async for chunk in await desk.blobs.read(file.blob)])
    page = await enclosed_page(raw, locale=by.locale, zone=by.zone, images=images)
    return _framed(page, images=images)


@get("/conversations/{conversation_id:int}/reply-plan", tags=["Mail"], summary="A reply as it goes")
async def show_reply_plan(conversation_id: PathId, by: By, desk: GivenDesk) -> ReplyPlan:
    """Say from where and to whom a reply by mail would go, its subject, signature and quote."""
    return await desk.store.read(replying.reply_plan, conversation_id, by=by)


def _framed(page: str, *, images: bool) -> Response[str]:
    return Response(
        page,
        media_type="text/html; charset=utf-8",
        headers={
            "Content-Security-Policy": page_policy(images=images),
            "X-Frame-Options": "SAMEORIGIN",
            # Whoever keeps the images learns neither who looks nor from where.
            "Referrer-Policy": "no-referrer",
        },
    )

"""What the mail screens ask for: a mail as a page to frame, and what a reply would be."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromQuery

from madoguchi.channels.email.contracts.mails import ReplyPlan
from madoguchi.channels.email.page import mail_page, page_policy
from madoguchi.channels.email.queries import mails, replying
from madoguchi.kernel.errors import NotFound
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


@get("/conversations/{conversation_id:int}/reply-plan", tags=["Mail"], summary="A reply as it goes")
async def show_reply_plan(conversation_id: PathId, by: By, desk: GivenDesk) -> ReplyPlan:
    """Say from where and to whom a reply by mail would go, its subject, signature and quote."""
    return await desk.store.read(replying.reply_plan, conversation_id, by=by)

"""Reads of mails: where one belongs, what it holds, and what became of each that came."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.contracts.mails import (
    Contents,
    IncomingState,
    LoggedMail,
    LogPage,
    MailView,
)
from madoguchi.channels.email.queries import mailboxes
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.channels.email.rules.outgoing import Answered, Letter
from madoguchi.channels.email.tables import dead_address_table, mail_table, mailbox_table
from madoguchi.desk.queries import messages
from madoguchi.desk.queries.rows import to_message
from madoguchi.desk.tables import attachment_table, conversation_table, message_table
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200
_L = mail_table.c
_SENT_AS = Prepared(
    sa.select(_L.id)
    .where(_L.identifier == sa.bindparam("identifier"), _L.folder.is_(None))
    .limit(1)
)


class Raw(msgspec.Struct, frozen=True):
    """Where a mail lies as it came; `cut` says why only its head does."""

    id: int
    mailbox_id: int
    blob: str
    size: int
    cut: str | None = None


class ToSend(msgspec.Struct, frozen=True):
    """All that sending a mail needs; `files` are (name, type, size, blob) in the letter's order."""

    mailbox: Mailbox | None
    state: str
    letter: Letter | None
    blob: str | None
    files: list[tuple[str, str, int, str]]


def mail(view: View, mail_id: int, *, by: Actor) -> MailView:
    """Return a mail whole; raises `NotFound` also for those of conversations out of sight."""
    row = _row(view, mail_id)
    mark = None
    if row is None:
        raise NotFound("mail.not_found")
    if row.message_id is not None:
        mark = messages.message(view, row.message_id, by=by).mail
    elif row.mailbox_id is not None:
        mailboxes.mailbox(view, row.mailbox_id, by=by)
    elif not by.all_shops:
        # Nobody can say whose shop it is of.
        raise NotFound("mail.not_found")
    return MailView(
        id=row.id,
        mailbox_id=row.mailbox_id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        mark=mark,
        contents=row.contents,
        size=row.size,
        at=row.created_at,
    )


def original(view: View, mail_id: int, *, by: Actor) -> Raw:
    """Return where a mail lies as it came or left, for whoever may see it."""
    mail(view, mail_id, by=by)
    row = _row(view, mail_id)
    if row is None or row.blob is None:
        raise NotFound("mail.not_found")
    return Raw(row.id, row.mailbox_id or 0, row.blob, row.size)


def log(
    view: View, mailbox_id: int, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> LogPage:
    """Return what came into a mailbox, the newest first."""
    mailboxes.mailbox(view, mailbox_id, by=by)
    before = 2**62
    if cursor is not None:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
            raise Invalid("list.bad_cursor", field="cursor")
        before = int(cursor)
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = view.execute(
        sa.select(mail_table)
        .where(_L.mailbox_id == mailbox_id, _L.folder.is_not(None), _L.id < before)
        .order_by(_L.id.desc())
        .limit(limit + 1)
    ).all()
    items = [_logged(row) for row in rows[:limit]]
    return LogPage(items, str(items[-1].id) if len(rows) > limit else None)


def unread(
    view: View, mailbox_id: int | None = None, limit: int = 100, after: int = 0
) -> list[Raw]:
    """Return mails after one that are stored and not yet read, the oldest first."""
    wanted = sa.select(_L.id, _L.mailbox_id, _L.blob, _L.size, _L.reason).where(
        _L.state == "fetched", _L.id > after
    )
    if mailbox_id is not None:
        wanted = wanted.where(_L.mailbox_id == mailbox_id)
    return [Raw(*tuple(row)) for row in view.execute(wanted.order_by(_L.id).limit(limit))]


def unmarked(view: View, mailbox_id: int, folder: str, uidvalidity: int) -> list[tuple[int, int]]:
    """Return (id, uid) of mails that are read here and not yet marked so on the server."""
    rows = view.execute(
        sa.select(_L.id, _L.uid)
        .where(
            _L.mailbox_id == mailbox_id,
            _L.folder == folder,
            _L.uidvalidity == uidvalidity,
            _L.marked_at.is_(None),
            _L.state != "fetched",
            _L.uid.is_not(None),
        )
        .order_by(_L.id)
        .limit(1000)
    )
    return [(row.id, row.uid) for row in rows]


def sent_as(view: View, identifier: str) -> sa.Row[Any] | None:
    """Return the row of the mail of ours that has this Message-ID."""
    if not view.run(_SENT_AS, identifier=identifier):
        return None  # as of nearly every mail that comes in
    return view.execute(
        sa.select(mail_table).where(_L.identifier == identifier, _L.folder.is_(None)).limit(1)
    ).first()


def answered(view: View, conversation_id: int) -> Answered | None:
    """Return the newest mail that came into a conversation, as an answer needs it."""
    row = view.execute(
        sa.select(*mail_table.columns, message_table.c.id.label("of"))
        .join(message_table, message_table.c.id == _L.message_id)
        .where(
            _L.conversation_id == conversation_id,
            _L.state == "received",
            message_table.c.redacted_at.is_(None),
        )
        .order_by(_L.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    found = view.execute(sa.select(message_table).where(message_table.c.id == row.message_id)).one()
    message = to_message(found)
    contents: Contents | None = row.contents
    mark = message.mail
    assert mark is not None  # the join goes by it
    return Answered(
        author=mark.sender,
        reply_to=[] if contents is None else contents.reply_to,
        to=mark.to,
        cc=mark.cc,
        subject=mark.subject,
        text=message.body,
        identifier=row.identifier,
        references=[] if contents is None else contents.references,
        automatic=mark.automatic,
        at=message.at,
    )


def mailbox_of(view: View, conversation_id: int) -> int | None:
    """Return the mailbox through which a conversation's newest mail came or went, of its own shop.

    A mail to two shops may have come by the other's.
    """
    found: int | None = view.execute(
        sa.select(_L.mailbox_id)
        .join(mailbox_table, mailbox_table.c.id == _L.mailbox_id)
        .join(conversation_table, conversation_table.c.id == _L.conversation_id)
        .where(
            _L.conversation_id == conversation_id,
            mailbox_table.c.shop_id == conversation_table.c.shop_id,
        )
        .order_by(_L.id.desc())
        .limit(1)
    ).scalar()
    return found


def to_send(view: View, mail_id: int) -> ToSend | None:
    """Return what sending a mail needs, None where the mail is gone."""
    row = _row(view, mail_id)
    if row is None:
        return None
    letter: Letter | None = row.letter
    files = []
    if letter is not None and letter.files:
        columns = attachment_table.c
        found = {
            each.id: (each.name, each.content_type, each.size, each.blob)
            for each in view.execute(
                sa.select(
                    columns.id, columns.name, columns.content_type, columns.size, columns.blob
                ).where(columns.id.in_(letter.files))
            )
        }
        files = [found[file_id] for file_id in letter.files if file_id in found]
    mailbox = None if row.mailbox_id is None else mailboxes.find(view, row.mailbox_id)
    return ToSend(mailbox, row.state, letter, row.blob, files)


def dead_addresses(view: View, addresses: Collection[str]) -> set[str]:
    """Return those of the addresses to which mail comes back for good."""
    column = dead_address_table.c.address
    bare = {bare_address(each) for each in addresses}
    return set(view.execute(sa.select(column).where(column.in_(bare))).scalars())


def _row(view: View, mail_id: int) -> sa.Row[Any] | None:
    return view.execute(sa.select(mail_table).where(_L.id == mail_id)).first()


def _logged(row: sa.Row[Any]) -> LoggedMail:
    state: IncomingState = row.state
    return LoggedMail(
        id=row.id,
        folder=row.folder,
        uid=row.uid,
        state=state,
        reason=row.reason,
        size=row.size,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        at=row.created_at,
    )

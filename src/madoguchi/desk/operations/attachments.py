"""Files: stored loose when uploaded, then tied to the one message that carries them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import sqlalchemy as sa

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk.contracts import Attachment, Message
from madoguchi.desk.queries.attachments import kept_blobs
from madoguchi.desk.tables import attachment_table, draft_table
from madoguchi.kernel import blobs as blob_store
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx, View

LOOSE_LIFE = timedelta(days=1)
"""How long an upload waits for the message that carries it."""
BLOB_REMOVAL = blob_store.BLOB_REMOVAL
"""The kind of delivery by which the worker deletes a blob; its payload is the blob's name."""

_A = attachment_table.c


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A checked file that lies in the blob store; `uploader` is the sender who may use it."""

    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    blob: str
    thumbnail_blob: str | None
    shop_id: int
    uploader: str


def keep(tx: Tx, upload: Upload) -> Attachment:
    """Note an uploaded file; one that no message takes within a day is cleared away.

    People name photographs of their documents by the number that is on them.
    """
    upload = msgspec.structs.replace(upload, name=mask(upload.name))
    attachment_id = tx.execute(
        attachment_table.insert()
        .values(
            **{name: getattr(upload, name) for name in Upload.__struct_fields__},
            message_id=None,
            conversation_id=None,
            for_staff=True,
            created_at=tx.now,
        )
        .returning(attachment_table.c.id)
    ).scalar_one()
    return Attachment(
        attachment_id, upload.name, upload.content_type, upload.size, upload.width, upload.height
    )


def check_out(
    tx: Tx, attachment_ids: Sequence[int], shop_id: int, uploader: str
) -> list[Attachment]:
    """Return the attachments of these ids, in that order, that this uploader may hang on a message.

    Raises `NotFound` for one that is somebody else's, of another shop, or gone.
    """
    if not attachment_ids:
        return []
    columns = attachment_table.c
    rows = tx.execute(
        sa.select(
            columns.id, columns.name, columns.content_type, columns.size, columns.width,
            columns.height,
        ).where(
            columns.id.in_(attachment_ids),
            columns.uploader == uploader,
            columns.shop_id == shop_id,
        )
    )  # fmt: skip
    found = {row.id: Attachment(**row._mapping) for row in rows}
    if len(found) != len(set(attachment_ids)):
        raise NotFound("attachment.not_found", field="attachment_ids")
    return [found[attachment_id] for attachment_id in attachment_ids]


def tie(tx: Tx, attachments: Sequence[Attachment], message: Message, *, for_staff: bool) -> None:
    """Hang checked-out attachments on a stored message; raises `Conflict` for one used already."""
    if not attachments:
        return
    tied = tx.execute(
        attachment_table.update()
        .where(
            attachment_table.c.id.in_([attachment.id for attachment in attachments]),
            attachment_table.c.message_id.is_(None),
        )
        .values(message_id=message.id, conversation_id=message.conversation_id, for_staff=for_staff)
    )
    if tied.rowcount != len(attachments):
        raise Conflict("attachment.used_already", field="attachment_ids")


def copy(tx: Tx, attachments: Sequence[Attachment], uploader: str) -> list[Attachment]:
    """Note the same contents once more, loose and for another uploader; a gone file is left out.

    A content stays for as long as one of its notes does.
    """
    wanted = {attachment.id: None for attachment in attachments}
    rows = tx.execute(sa.select(attachment_table).where(_A.id.in_(wanted)).with_for_update())
    found = {row.id: row for row in rows}
    fields = Upload.__struct_fields__
    return [
        keep(
            tx,
            Upload(
                **{**{name: getattr(found[each], name) for name in fields}, "uploader": uploader}
            ),
        )
        for each in wanted
        if each in found
    ]


def loose_of(tx: View, uploader: str) -> list[Attachment]:
    """Return the files that an uploader has not yet hung on a message, the oldest first."""
    rows = tx.execute(
        sa.select(_A.id, _A.name, _A.content_type, _A.size, _A.width, _A.height)
        .where(_A.uploader == uploader, _A.message_id.is_(None))
        .order_by(_A.id)
    )
    return [Attachment(**row._mapping) for row in rows]


def drop_loose(tx: Tx, attachment_id: int, uploader: str) -> None:
    """Take back a file that no message carries. Raises `NotFound`."""
    if not _remove(
        tx, (_A.id == attachment_id) & (_A.uploader == uploader) & _A.message_id.is_(None)
    ):
        raise NotFound("attachment.not_found")


def let_loose(tx: Tx, message_id: int) -> None:
    """Take a message's files off it, so that who uploaded them may hang them on another."""
    tx.execute(
        attachment_table.update()
        .where(_A.message_id == message_id)
        .values(message_id=None, conversation_id=None, created_at=tx.now)
    )


def remove_all_of(tx: Tx, message_id: int) -> None:
    """Take a message's files away for good; their contents go after the commit."""
    _remove(tx, _A.message_id == message_id)


def clear_loose(tx: Tx, limit: int = 200) -> int:
    """Remove uploads that no message has taken within a day; returns how many. For the worker.

    Those in somebody's draft stay.
    """
    drafts = tx.execute(sa.select(draft_table.c.attachments).where(draft_table.c.attachments != []))
    kept = {attachment.id for (attachments,) in drafts for attachment in attachments}
    old = (
        sa.select(_A.id)
        .where(_A.message_id.is_(None), _A.created_at < tx.now - LOOSE_LIFE, _A.id.not_in(kept))
        .order_by(_A.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return _remove(tx, _A.id.in_(list(tx.execute(old).scalars())))


def _remove(tx: Tx, condition: sa.ColumnElement[bool]) -> int:
    rows = tx.execute(
        attachment_table.delete().where(condition).returning(_A.id, _A.blob, _A.thumbnail_blob)
    ).all()
    blobs = {blob: row.id for row in rows for blob in (row.blob, row.thumbnail_blob) if blob}
    # What a copy still shows stays; of two removed at once the sweep takes what both have left.
    for blob in sorted(blobs.keys() - kept_blobs(tx, blobs.keys())):
        tx.deliver(NewDelivery(BLOB_REMOVAL, blobs[blob], blob))
    return len(rows)

"""Files: stored loose when uploaded, then tied to the one message that carries them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from madoguchi.desk.contracts import Attachment, Message
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.transaction import Tx


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
    """Note an uploaded file; one that no message takes within a day is cleared away."""
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

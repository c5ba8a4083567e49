"""Noting that mails lie stored, how far each folder was fetched, and what its server knows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from madoguchi.channels.email.tables import folder_table, mail_table
from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx

_L = mail_table.c


class Stored(msgspec.Struct, frozen=True):
    """A mail whose bytes are durable, with the server's number for it where it has one.

    `cut` says why only its head was brought here: `too-large`, or `not-given` by the server.
    """

    blob: str
    size: int
    uid: int | None = None
    cut: str | None = None


def note_stored(
    tx: Tx, mailbox_id: int, folder: str, uidvalidity: int, stored: Sequence[Stored]
) -> list[int]:
    """Note mails that lie in the blob store, and how far the folder was fetched; returns their ids.

    What was noted before is not noted again, and its second copy goes.
    """
    insert = postgresql_insert if tx.on_postgresql else sqlite_insert
    noted: list[int] = []
    for each in stored:
        row = tx.execute(
            insert(mail_table)
            .values(
                mailbox_id=mailbox_id,
                folder=folder,
                uidvalidity=uidvalidity,
                uid=each.uid,
                state="fetched",
                reason=each.cut,
                attempts=0,
                blob=each.blob,
                size=each.size,
                created_at=tx.now,
            )
            .on_conflict_do_nothing(index_elements=["mailbox_id", "folder", "uidvalidity", "uid"])
            .returning(_L.id)
        ).first()
        if row is None:
            tx.deliver(NewDelivery(BLOB_REMOVAL, mailbox_id, each.blob))
        else:
            noted.append(row.id)
    numbers = [each.uid for each in stored if each.uid is not None]
    if numbers:
        note_place(tx, mailbox_id, folder, uidvalidity, max(numbers))
    return noted


def note_place(tx: Tx, mailbox_id: int, folder: str, uidvalidity: int, last_uid: int) -> None:
    """Note up to which of the server's numbers a folder is done with; never goes back."""
    insert = postgresql_insert if tx.on_postgresql else sqlite_insert
    values = {"mailbox_id": mailbox_id, "folder": folder, "uidvalidity": uidvalidity}
    new = insert(folder_table).values(**values, last_uid=last_uid)
    tx.execute(
        new.on_conflict_do_update(
            index_elements=["mailbox_id", "folder", "uidvalidity"],
            set_={"last_uid": last_uid},
            where=folder_table.c.last_uid < last_uid,
        )
    )


def note_marked(tx: Tx, mail_ids: Sequence[int]) -> None:
    """Note that the server knows these mails as read."""
    tx.execute(mail_table.update().where(_L.id.in_(mail_ids)).values(marked_at=tx.now))


def give_up(tx: Tx, mail_id: int, reason: str) -> None:
    """Leave a mail that cannot be taken in, named in the mailbox's log."""
    tx.execute(
        mail_table.update()
        .where(_L.id == mail_id, _L.state == "fetched")
        .values(state="broken", reason=reason)
    )


def note_attempt(tx: Tx, mail_id: int) -> int:
    """Count an attempt to read a mail that failed for no fault of its own; returns how many."""
    count: int = tx.execute(
        mail_table.update()
        .where(_L.id == mail_id)
        .values(attempts=_L.attempts + 1)
        .returning(_L.attempts)
    ).scalar_one()
    return count

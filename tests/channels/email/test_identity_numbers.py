"""A mail with an identity number in it is kept without the number, wherever it stands."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from madoguchi.channels.email.intake import Intake
from madoguchi.channels.email.operations.arriving import SEALING
from madoguchi.channels.email.sealing import Sealer
from madoguchi.channels.email.tables import mail_table
from madoguchi.customers.vault import queries as vault
from madoguchi.customers.vault.contracts import Why
from madoguchi.customers.vault.operations import ending, reading
from madoguchi.customers.vault.sealing import open_photo
from madoguchi.kernel.blobs import BLOB_REMOVAL
from madoguchi.kernel.deliveries import claim
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.outbox import Delivery, delivery_table
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx, View
from tests.channels.email.stage import KEYRING, Stage
from tests.customers.vault.numbers import KNOWN

LETTER = f"""\
From: Wang <wang@x.example>
Subject: my ID {KNOWN}
Message-ID: <number@x.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

For customs: {KNOWN}.
--b
Content-Type: text/html; charset=utf-8

<p>For <b>customs</b>: {KNOWN}.</p>
--b--
""".encode()


@pytest.mark.mail
def test_no_part_of_a_mail_keeps_the_number(stage: Stage) -> None:
    made = stage.mailbox()

    async def run() -> None:
        intake = Intake(
            stage.world.store, stage.blobs, KEYRING, spool=stage.folder / "spool", limit=10_000
        )
        await intake.note(made.id, "delivered", 0, [await intake.keep(LETTER, len(LETTER))])
        await intake.take_all()
        await intake.close()

    asyncio.run(run())
    [talk] = stage.conversations()
    [message] = stage.messages(talk.id)
    assert message.body == f"For customs: {'•' * 14}{KNOWN[-4:]}."
    stage.reply(talk.id, f"Is it {KNOWN}?")

    def look(view: View) -> tuple[str, list[str], list[str | None]]:
        rows = [str(row) for row in view.execute(sa.select(mail_table))]
        kinds = view.execute(sa.select(delivery_table.c.kind)).scalars().all()
        blobs = view.execute(sa.select(mail_table.c.blob)).scalars().all()
        return "\n".join(rows), list(kinds), list(blobs)

    rows, kinds, blobs = stage.world.store.read_now(look)
    assert "customs" in rows
    assert KNOWN not in rows
    assert SEALING in kinds
    assert not any(blobs)


@pytest.mark.mail
def test_the_original_is_sealed_with_the_number(stage: Stage) -> None:
    """Whoever may read the number may have the mail that it came in; nothing lies in clear."""
    made = stage.mailbox()
    world = stage.world
    world.store.close()
    world.store = store = Store(
        world.store.url, clock=world.clock, writers=2, readers=2, keyring=KEYRING
    )
    sealer = Sealer(store, stage.blobs)

    async def run() -> None:
        intake = Intake(store, stage.blobs, KEYRING, spool=stage.folder / "spool", limit=10_000)
        await intake.note(made.id, "delivered", 0, [await intake.keep(LETTER, len(LETTER))])
        await intake.take_all()
        await intake.close()
        (delivery,) = await store.write(take)
        await sealer.seal(delivery)
        await sealer.seal(delivery)  # as if the process had died before it was noted

    asyncio.run(run())
    [talk] = stage.conversations()
    (document,) = store.read_now(vault.documents_of, [talk.customer_id], by=stage.world.anna)
    assert document.sides == ["original"]
    (name,) = stage.blobs.names()
    sealed = b"".join(stage.blobs.read_now(name))
    assert KNOWN.encode() not in sealed
    why = Why(purpose="customs", words="declaration")
    opened = store.write_now(reading.read, document.id, why, by=stage.world.anna)
    uid, original, key = store.read_now(vault.photo_of, opened.reading.id, 0, by=stage.world.anna)
    assert open_photo(uid, key, original.side, sealed) == LETTER
    with pytest.raises(Forbidden):
        store.read_now(vault.photo_of, opened.reading.id, 0, by=stage.world.lin)
    store.write_now(ending.erase, document.id, by=stage.world.anna)
    removals = sa.select(delivery_table.c.payload).where(delivery_table.c.kind == BLOB_REMOVAL)
    assert name in store.read_now(lambda view: view.execute(removals).scalars().all())


def take(tx: Tx) -> list[Delivery]:
    return claim(tx, 10, [SEALING])

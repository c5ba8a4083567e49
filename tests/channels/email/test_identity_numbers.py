"""A mail with an identity number in it is kept without the number, wherever it stands."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from madoguchi.channels.email.intake import Intake
from madoguchi.channels.email.tables import mail_table
from madoguchi.kernel.outbox import delivery_table
from madoguchi.kernel.transaction import View
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
    assert "blob_removal" in kinds
    assert not any(blobs)

"""How mails of ours leave: composed once, taken by a server, put off, given up."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.channels.email.contracts.mails import Handed
from madoguchi.channels.email.operations import reports, unreached
from madoguchi.channels.email.rules.outgoing import Letter
from madoguchi.channels.email.tables import mail_table
from madoguchi.desk.operations import mailing
from madoguchi.kernel import deliveries
from madoguchi.kernel.deliveries import Outcome
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.transaction import Tx

_L = mail_table.c
_ON_ITS_WAY = ("waiting", "leaving")


def note_composed(tx: Tx, mail_id: int, blob: str, size: int) -> bool:
    """Note where a composed mail lies, before it is sent; returns whether it is still wanted.

    From here on it can no longer be taken back.
    """
    changed = tx.execute(
        mail_table.update()
        .where(_L.id == mail_id, _L.state.in_(_ON_ITS_WAY))
        .values(state="leaving", blob=blob, size=size)
    )
    return changed.rowcount > 0


def settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    """Note an attempt at which no server took the mail; one given up for good has failed."""
    row = _settled(tx, delivery, outcome)
    if row is None:
        return
    if outcome.final or _was_the_last(delivery):
        fail(tx, row, "undefined", outcome.answer)
    elif row.message_id is not None:
        mailing.mark_mail(tx, row.message_id, "mail_delayed", SYSTEM, detail=outcome.answer[:500])


def settle_handed(tx: Tx, delivery: Delivery, handed: Handed, took_ms: int) -> None:
    """Note what a server said to each recipient: taken, come back, or to be tried again.

    Those that it put off are tried again without the others, and after the last attempt they have
    come back.
    """
    refused, later = handed.refused, handed.later
    if _was_the_last(delivery):
        refused, later = [*refused, *later], []
    ok = not later and bool(handed.taken)
    outcome = Outcome(ok, None, handed.answer[:500], took_ms, final=not later)
    row = _settled(tx, delivery, outcome)
    if row is None:
        return
    letter: Letter = row.letter
    if later:
        left = replace(
            letter, left=[each.address for each in later], failed=[*letter.failed, *refused]
        )
        tx.execute(mail_table.update().where(_L.id == row.id).values(letter=left))
        if row.message_id is not None:
            said = "; ".join(each.diagnostic for each in later)[:500]
            mailing.mark_mail(tx, row.message_id, "mail_delayed", SYSTEM, detail=said)
        if refused:
            reports.note_bounced(tx, row, refused, done=False)
    elif refused:
        reports.note_bounced(tx, row, refused)
    elif letter.failed:
        _mark_bounced(tx, row, letter)
    else:
        _close(tx, row, "sent")
        if row.message_id is not None:
            mailing.mark_mail(
                tx, row.message_id, "mail_sent", SYSTEM, state="sent", send_at=None, detail="",
                reason=None,
            )  # fmt: skip


def fail(tx: Tx, row: sa.Row[Any], reason: str, detail: str) -> None:
    """Note that a mail of ours was never sent and will not be."""
    _close(tx, row, "failed")
    if row.partner_request_id is not None:
        unreached.note_lost(tx, row, reason)
    if row.message_id is not None:
        mailing.mark_mail(
            tx, row.message_id, "mail_failed", SYSTEM, state="failed", send_at=None,
            detail=detail[:500], reason=reason,
        )  # fmt: skip


def fail_all_of(tx: Tx, mailbox_id: int, reason: str) -> None:
    """Note that what waits to be sent from a mailbox, or is held there, will not be."""
    rows = tx.execute(
        sa.select(mail_table)
        .where(
            _L.mailbox_id == mailbox_id,
            _L.folder.is_(None),
            _L.state.in_((*_ON_ITS_WAY, "held")),
        )
        .order_by(_L.id)
        .with_for_update()
    ).all()
    for row in rows:
        fail(tx, row, reason, "")


def _settled(tx: Tx, delivery: Delivery, outcome: Outcome) -> sa.Row[Any] | None:
    """Settle the delivery; return the mail where it is still on its way."""
    deliveries.settle(tx, delivery, outcome)
    return tx.execute(
        sa.select(mail_table)
        .where(_L.id == int(delivery.payload), _L.state.in_(_ON_ITS_WAY))
        .with_for_update()
    ).first()


def _was_the_last(delivery: Delivery) -> bool:
    return delivery.attempts > len(deliveries.PAUSES)


def _mark_bounced(tx: Tx, row: sa.Row[Any], letter: Letter) -> None:
    """Say at the end that some were refused before: of each of them it was told at once."""
    _close(tx, row, "bounced")
    if row.message_id is not None:
        worst = next((each for each in letter.failed if each.hard), letter.failed[0])
        mailing.mark_mail(
            tx, row.message_id, "mail_bounced", SYSTEM, state="bounced", send_at=None,
            reason=worst.reason, detail=worst.diagnostic[:500],
        )  # fmt: skip


def _close(tx: Tx, row: sa.Row[Any], state: str) -> None:
    tx.execute(mail_table.update().where(_L.id == row.id).values(state=state, letter=None))

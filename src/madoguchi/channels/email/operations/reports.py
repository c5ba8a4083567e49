"""What comes back about mails of ours: bounced, brought there, marked as spam."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.channels.email.contracts import Bounce, BouncedRecipient
from madoguchi.channels.email.queries import mails
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.channels.email.tables import dead_address_table, mail_table
from madoguchi.customers import operations as customers
from madoguchi.customers.tables import customer_table, identity_table
from madoguchi.desk.operations import mailing
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.transaction import Tx

_L = mail_table.c


def tell(tx: Tx, bounce: Bounce, conversation_id: int | None) -> None:
    """Tie a report to the mail of ours that it is about, and to the addresses it names.

    Without the mail's own identifier it is the newest one of the conversation that the report was
    sent to. A report about a mail that we never sent changes nothing: anybody can write one.
    """
    row = None
    if bounce.original_message_id is not None:
        row = mails.sent_as(tx, bounce.original_message_id)
    elif conversation_id is not None:
        row = _newest_sent(tx, conversation_id)
    if row is None:
        return
    failed = [each for each in bounce.recipients if each.reason not in ("delivered", "feedback")]
    if failed:
        note_bounced(tx, row, failed)
    elif any(each.reason == "feedback" for each in bounce.recipients):
        if row.conversation_id is not None:
            mailing.write_line(
                tx, row.conversation_id, "mail_complained_of", SYSTEM, "mail_complaint"
            )
    elif bounce.recipients:
        _note_delivered(tx, row)


def note_bounced(tx: Tx, row: sa.Row[Any], failed: list[BouncedRecipient]) -> None:
    """Note that a mail of ours did not reach somebody; a dead address is remembered."""
    worst = next((each for each in failed if each.hard), failed[0])
    tx.execute(mail_table.update().where(_L.id == row.id).values(state="bounced", letter=None))
    for each in failed:
        if each.hard and each.address:
            bury(tx, each.address, each.reason)
    if row.message_id is not None:
        mailing.mark_mail(
            tx,
            row.message_id,
            "mail_bounced",
            SYSTEM,
            state="bounced",
            reason=worst.reason,
            detail=worst.diagnostic[:500],
            send_at=None,
        )
    if row.conversation_id is not None:
        mailing.write_line(
            tx,
            row.conversation_id,
            "mail_bounced",
            SYSTEM,
            "mail_bounced",
            wanted=True,
            address=worst.address,
            reason=worst.reason,
        )


def bury(tx: Tx, address: str, reason: str) -> None:
    """Remember an address as dead, and flag the customers who have it."""
    bare = bare_address(address)
    if mails.dead(tx, [bare]):
        return
    tx.execute(dead_address_table.insert().values(address=bare, reason=reason, at=tx.now))
    flag_customers(tx, bare, dead=True)


def flag_customers(tx: Tx, address: str, *, dead: bool) -> None:
    """Flag, or clear, the customers who are written to at an address."""
    ids = tx.execute(
        sa.select(customer_table.c.id)
        .where(customer_table.c.email.in_({address, *_as_written(tx, address)}))
        .order_by(customer_table.c.id)
    ).scalars()
    for customer_id in list(ids):
        customers.flag_email(tx, customer_id, dead=dead)


def _as_written(tx: Tx, address: str) -> list[str]:
    """Return how those whom the channel knows by an address have it in their profiles."""
    rows = tx.execute(
        sa.select(customer_table.c.email)
        .join(identity_table, identity_table.c.customer_id == customer_table.c.id)
        .where(identity_table.c.channel == "email", identity_table.c.external_id == address)
    )
    return [row.email for row in rows if row.email and row.email.lower() == address]


def _note_delivered(tx: Tx, row: sa.Row[Any]) -> None:
    if row.state != "sent":
        return
    tx.execute(mail_table.update().where(_L.id == row.id).values(state="delivered"))
    if row.message_id is not None:
        mailing.mark_mail(tx, row.message_id, "mail_delivered", SYSTEM, state="delivered")


def _newest_sent(tx: Tx, conversation_id: int) -> sa.Row[Any] | None:
    return tx.execute(
        sa.select(mail_table)
        .where(
            _L.conversation_id == conversation_id,
            _L.folder.is_(None),
            _L.state.in_(("sent", "delivered")),
        )
        .order_by(_L.id.desc())
        .limit(1)
    ).first()

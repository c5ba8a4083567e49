"""What comes back about mails of ours: bounced, brought there, marked as spam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from madoguchi.channels.email.contracts import Bounce, BouncedRecipient
from madoguchi.channels.email.operations import unreached
from madoguchi.channels.email.queries import mails
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.channels.email.rules.outgoing import Letter
from madoguchi.channels.email.tables import dead_address_table, mail_table
from madoguchi.customers import operations as customers
from madoguchi.customers.tables import customer_table, identity_table
from madoguchi.desk.operations import mailing
from madoguchi.desk.queries.rows import to_message
from madoguchi.desk.tables import message_table
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.transaction import Tx

MOST_NAMED = 20
"""Mails that a report answers, as far as they are looked for."""
_L = mail_table.c


def tell(tx: Tx, bounce: Bounce, named: Sequence[str], conversation_id: int | None) -> None:
    """Tie a report to the mail of ours that it is about, and to the addresses it names.

    That is the mail it returns, else one that it answers (`named`), else the newest one of the
    conversation whose signed address it was sent to. A report about a mail that we never sent
    changes nothing: anybody can write one.
    """
    row = _about(tx, bounce, named, conversation_id)
    if row is None:
        return
    told = [each for each in bounce.recipients if each.reason != "feedback"]
    failed = [each for each in told if each.reason != "delivered" and not each.delayed]
    delayed = [each for each in told if each.reason != "delivered" and each.delayed]
    if failed:
        note_bounced(tx, row, failed)
    elif delayed:
        _note_delayed(tx, row, delayed[0])
    elif told:
        _note_delivered(tx, row)
    elif bounce.recipients and row.conversation_id is not None:
        mailing.write_line(tx, row.conversation_id, "mail_complained_of", SYSTEM, "mail_complaint")


def note_bounced(
    tx: Tx, row: sa.Row[Any], failed: Sequence[BouncedRecipient], *, done: bool = True
) -> None:
    """Note that a mail of ours did not reach somebody; a dead address is remembered.

    Only those are believed dead whom the mail went to: whoever has got it could name anybody.
    Unless `done` the mail is still on its way to others, and its own state stays.
    """
    ours = recipients_of(tx, row)
    known = [each for each in failed if bare_address(each.address) in ours]
    worst = next((each for each in known if each.hard), (known or list(failed))[0])
    for each in known:
        if each.hard:
            note_dead_address(tx, each.address, each.reason)
    if done:
        tx.execute(mail_table.update().where(_L.id == row.id).values(state="bounced", letter=None))
    if done and row.message_id is not None:
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
    if row.partner_request_id is not None:
        unreached.note_lost(tx, row, worst.reason, worst.address)
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


def recipients_of(tx: Tx, row: sa.Row[Any]) -> set[str]:
    """Return the bare addresses that a mail of ours went to."""
    letter: Letter | None = row.letter
    if letter is not None:
        return {bare_address(each.address) for each in (*letter.to, *letter.cc, *letter.bcc)}
    if row.message_id is not None:
        mark = to_message(
            tx.execute(sa.select(message_table).where(message_table.c.id == row.message_id)).one()
        ).mail
        assert mark is not None  # a mail's message is one
        return {bare_address(each.address) for each in (*mark.to, *mark.cc, *mark.bcc)}
    if row.partner_request_id is not None:
        return unreached.addresses_of(tx, row)
    # A confirmation, which goes to the conversation's customer as they wrote.
    senders = tx.execute(
        sa.select(_L.sender).where(
            _L.conversation_id == row.conversation_id, _L.folder.is_not(None), _L.id < row.id
        )
    ).scalars()
    return {bare_address(each) for each in senders if each}


def note_dead_address(tx: Tx, address: str, reason: str) -> None:
    """Remember an address as dead, and flag the customers who have it."""
    bare = bare_address(address)
    if mails.dead_addresses(tx, [bare]):
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


def _about(
    tx: Tx, bounce: Bounce, named: Sequence[str], conversation_id: int | None
) -> sa.Row[Any] | None:
    returned = bounce.original_message_id
    if returned is not None:
        return mails.sent_as(tx, returned)
    for each in named[:MOST_NAMED]:
        if (row := mails.sent_as(tx, each)) is not None:
            return row
    return None if conversation_id is None else _newest_sent(tx, conversation_id)


def _note_delayed(tx: Tx, row: sa.Row[Any], told: BouncedRecipient) -> None:
    """Note that a server is still trying: what was brought there or came back says so later."""
    if row.state not in ("sent", "delayed"):
        return
    tx.execute(mail_table.update().where(_L.id == row.id).values(state="delayed"))
    if row.message_id is not None:
        mailing.mark_mail(
            tx,
            row.message_id,
            "mail_delayed",
            SYSTEM,
            state="delayed",
            reason=told.reason,
            detail=told.diagnostic[:500],
        )


def _note_delivered(tx: Tx, row: sa.Row[Any]) -> None:
    if row.state not in ("sent", "delayed"):
        return
    tx.execute(mail_table.update().where(_L.id == row.id).values(state="delivered"))
    if row.message_id is not None:
        mailing.mark_mail(
            tx, row.message_id, "mail_delivered", SYSTEM, state="delivered", reason=None, detail=""
        )


def _newest_sent(tx: Tx, conversation_id: int) -> sa.Row[Any] | None:
    return tx.execute(
        sa.select(mail_table)
        .where(
            _L.conversation_id == conversation_id,
            _L.folder.is_(None),
            _L.state.in_(("sent", "delayed", "delivered")),
        )
        .order_by(_L.id.desc())
        .limit(1)
    ).first()

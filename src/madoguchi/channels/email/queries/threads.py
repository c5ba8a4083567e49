"""Where a mail belongs: the address that we signed, and the conversations of the mails it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa

from madoguchi.channels.email.addressing import read_reply_address
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.channels.email.rules.outgoing import Letter, still_to_reach
from madoguchi.channels.email.tables import mail_table
from madoguchi.customers.tables import customer_table, identity_table
from madoguchi.desk.contracts import Mail
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.kernel.transaction import View

MOST_ROWS = 300
"""Mails of a thread that are looked at, the newest first: programs repeat their identifiers."""
_L = mail_table.c


class Named(msgspec.Struct, frozen=True):
    """A conversation that a mail names, and who has a part in the mails that it names there.

    Addresses stand in it bare.
    """

    conversation_id: int
    shop_id: int
    participants: frozenset[str]


def signed_for(addresses: Collection[str], key: bytes) -> int | None:
    """Return the conversation of an address that we signed, None where none is."""
    return next(
        (found for each in addresses if (found := read_reply_address(each, key)) is not None), None
    )


def named_by(view: View, identifiers: Sequence[str]) -> list[Named]:
    """Return the conversations whose mails have these identifiers, the nearest first."""
    if not identifiers:
        return []
    rows = view.execute(
        sa.select(
            _L.identifier,
            _L.conversation_id,
            _L.sender,
            _L.letter,
            message_table.c.mail,
            conversation_table.c.shop_id,
            conversation_table.c.customer_id,
        )
        .join(conversation_table, conversation_table.c.id == _L.conversation_id)
        .outerjoin(message_table, message_table.c.id == _L.message_id)
        .where(_L.identifier.in_(identifiers))
        .order_by(_L.id.desc())
        .limit(MOST_ROWS)
    ).all()
    place = {identifier: number for number, identifier in enumerate(identifiers)}
    taking_part: dict[int, set[str]] = {}
    shops: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: place[row.identifier]):
        if row.conversation_id not in shops:
            shops[row.conversation_id] = row.shop_id
            taking_part[row.conversation_id] = _names_of(view, row.customer_id)
        taking_part[row.conversation_id] |= _on(row.sender, row.letter, row.mail)
    return [Named(id, shops[id], frozenset(them)) for id, them in taking_part.items()]


def _names_of(view: View, customer_id: int) -> set[str]:
    """Return the addresses by which we know a customer."""
    email = sa.select(customer_table.c.email).where(customer_table.c.id == customer_id)
    names = sa.select(identity_table.c.external_id).where(
        identity_table.c.customer_id == customer_id, identity_table.c.channel == "email"
    )
    known = [*view.execute(email).scalars(), *view.execute(names).scalars()]
    return {bare_address(each) for each in known if each}


def _on(sender: str | None, letter: Letter | None, mark: Mail | None) -> set[str]:
    """Return who has written or got a mail."""
    addresses = [] if sender is None else [sender]
    if mark is not None:
        addresses += [each.address for each in (*mark.to, *mark.cc, *mark.bcc)]
    elif letter is not None:
        addresses += still_to_reach(letter)
    return {bare_address(each) for each in addresses}

"""Who writes: the customer behind an address, and somebody else who answers in their place."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.email.contracts import Address
from madoguchi.channels.email.operations import reports
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.channels.email.tables import dead_address_table
from madoguchi.customers import operations as customer_operations
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Identity, Introduction
from madoguchi.desk.contracts import Channel, Conversation
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.language.names import clean_name

CHANNEL: Channel = "email"
_DEAD = Prepared(
    sa.select(dead_address_table.c.address).where(
        dead_address_table.c.address == sa.bindparam("address")
    )
)


def introduce(tx: Tx, shop_id: int, author: Address, *, proven: bool) -> Introduction:
    """Return who writes; somebody whom the shop has vouched for under this address is that one.

    `proven` that it is theirs, for anybody can write anybody's address into a mail.
    """
    address = author.address.lower()
    identity = Identity(CHANNEL, address)
    if customers.find_by_identity(tx, shop_id, identity) is None:
        known = customers.find_verified_by_email(tx, shop_id, address)
        if known is not None:
            customer_operations.name_as(tx, known, (identity,), proven=proven)
    elif proven:
        customer_operations.prove(tx, shop_id, identity)
    name = clean_name(author.name)[:100] or author.address.partition("@")[0][:100]
    return Introduction(
        shop_id=shop_id, identities=(identity,), name=name, email=author.address, proven=proven
    )


def writer_of(tx: Tx, conversation: Conversation | None, author: Address) -> str | None:
    """Return who wrote where it is not the conversation's customer, by name and address."""
    if conversation is None:
        return None
    identity = Identity(CHANNEL, author.address.lower())
    found = customers.find_by_identity(tx, conversation.shop_id, identity)
    if found is not None and found.id == conversation.customer_id:
        return None
    shown = clean_name(author.name)[:100]
    return f"{shown} <{author.address}>" if shown else author.address


def revive(tx: Tx, address: str) -> None:
    """Take an address that writes to us off the dead ones."""
    bare = bare_address(address)
    if tx.run(_DEAD, address=bare):
        tx.execute(dead_address_table.delete().where(dead_address_table.c.address == bare))
        reports.flag_customers(tx, bare, dead=False)

"""Reads of mailboxes: for staff who see their shop, and for those who fetch and send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.channels.email.contracts import Ours
from madoguchi.channels.email.contracts.mailboxes import Mailbox, Secrets
from madoguchi.channels.email.rules.free_mail import is_free_mail
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.channels.email.tables import address_table, folder_table, mailbox_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.queries import staff

SECRETS_PURPOSE = "mailbox secrets"
REPLIES_PURPOSE = "reply addresses"

_M = mailbox_table.c
_FIELDS = Mailbox.__struct_fields__
_COLUMNS = [_M[name] for name in _FIELDS]
_BY_ID = Prepared(sa.select(*_COLUMNS).where(_M.id == sa.bindparam("id")))


def mailboxes(view: View, *, by: Actor) -> list[Mailbox]:
    """Return the mailboxes of the shops in sight, the oldest first."""
    return [each for each in every(view) if by.sees(each.shop_id)]


def mailbox(view: View, mailbox_id: int, *, by: Actor) -> Mailbox:
    """Return one mailbox; raises `NotFound` also for those of shops out of sight."""
    found = find(view, mailbox_id)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("mailbox.not_found")
    return found


def every(view: View) -> list[Mailbox]:
    """Return all mailboxes: for the rooms above, never for a door."""
    return [to_mailbox(row) for row in view.execute(sa.select(*_COLUMNS).order_by(_M.id))]


class InEdition(msgspec.Struct, frozen=True):
    """A mailbox and how often its owners have changed it: so often as well as its secrets."""

    mailbox: Mailbox
    edition: int


def in_editions(view: View) -> dict[int, InEdition]:
    """Return all mailboxes by id, each with its edition: for those who watch them."""
    rows = view.execute(sa.select(*_COLUMNS, _M.edition))
    return {row.id: InEdition(to_mailbox(row), row.edition) for row in rows}


def edition_of(view: View, mailbox_id: int) -> int:
    """Return how often a mailbox's owners have changed it, -1 for one that is gone."""
    found = view.execute(sa.select(_M.edition).where(_M.id == mailbox_id)).scalar()
    return -1 if found is None else int(found)


def find(view: View, mailbox_id: int) -> Mailbox | None:
    """Return a mailbox by id, whoever asks."""
    rows = view.run(_BY_ID, id=mailbox_id)
    return to_mailbox(rows[0]) if rows else None


def of_shop(view: View, shop_id: int) -> Mailbox | None:
    """Return the mailbox that a shop writes from when no other is named: its oldest in use."""
    row = view.execute(
        sa.select(*_COLUMNS)
        .where(_M.shop_id == shop_id, _M.active, _M.smtp.is_not(None))
        .order_by(_M.id)
        .limit(1)
    ).first()
    return None if row is None else to_mailbox(row)


def sending(view: View, shop_id: int, mailbox_id: int | None) -> Mailbox | None:
    """Return a mailbox of a shop that sends: the one named, else the one it writes from."""
    if mailbox_id is None:
        return of_shop(view, shop_id)
    found = find(view, mailbox_id)
    if found is None or found.shop_id != shop_id or not found.active or found.smtp is None:
        return None
    return found


def by_address(view: View, address: str) -> Mailbox | None:
    """Return the mailbox in use that an address belongs to, whatever follows its plus."""
    row = view.execute(
        sa.select(*_COLUMNS)
        .join(address_table, address_table.c.mailbox_id == _M.id)
        .where(address_table.c.address == bare_address(address), _M.active)
    ).first()
    return None if row is None else to_mailbox(row)


def own_addresses(view: View) -> frozenset[str]:
    """Return every address of ours."""
    return frozenset(view.execute(sa.select(address_table.c.address)).scalars())


def ours(view: View) -> Ours:
    """Return what only we write from: our mailboxes' and staff's addresses, and our own domains;
    and under which names.

    A domain where anybody has an address is not ours for a mailbox there.
    """
    own = own_addresses(view)
    domains = {address.rpartition("@")[2] for address in own}
    return Ours(
        domains=sorted(each for each in domains if not is_free_mail(each)),
        addresses=sorted({*own, *staff.addresses(view)}),
        names=sorted(
            {*staff.staff_names(view), *view.execute(sa.select(_M.name)).scalars()} - {""}
        ),
    )


def secrets_of(view: View, mailbox_id: int, keyring: Keyring) -> Secrets:
    """Return what signs a mailbox in. Raises `NotFound`, and `DamagedKey` under another key."""
    sealed = view.execute(sa.select(_M.secrets).where(_M.id == mailbox_id)).scalar()
    if sealed is None:
        raise NotFound("mailbox.not_found")
    opened = keyring.unseal(SECRETS_PURPOSE, sealed, belongs_to=str(mailbox_id))
    return msgspec.json.decode(opened, type=Secrets)


def last_uid(view: View, mailbox_id: int, folder: str, uidvalidity: int) -> int:
    """Return up to which of the server's numbers a folder was fetched; 0 before the first."""
    found = view.execute(
        sa.select(folder_table.c.last_uid).where(
            folder_table.c.mailbox_id == mailbox_id,
            folder_table.c.folder == folder,
            folder_table.c.uidvalidity == uidvalidity,
        )
    ).scalar()
    return found or 0


def to_mailbox(row: Sequence[Any]) -> Mailbox:
    """Turn the first columns of a row of `mailbox_table` into its struct."""
    return Mailbox(**dict(zip(_FIELDS, tuple(row)[: len(_FIELDS)], strict=True)))

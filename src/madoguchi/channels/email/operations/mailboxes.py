"""Setting mailboxes up, and noting how they are doing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.channels.email.contracts.mailboxes import (
    Mailbox,
    MailboxChanges,
    MailboxDraft,
    Secrets,
    Step,
    Trouble,
)
from madoguchi.channels.email.operations import leaving
from madoguchi.channels.email.queries.mailboxes import SECRETS_PURPOSE, secrets_of, to_mailbox
from madoguchi.channels.email.rules import fields
from madoguchi.channels.email.tables import address_table, folder_table, mailbox_table
from madoguchi.kernel import deliveries
from madoguchi.kernel.errors import Conflict, Invalid, NotFound
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import delivery_table
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only
from madoguchi.shops import queries as shops

DELIVERY = "mail"
"""The kind of this room's deliveries in the outbox; their target is the mailbox."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)
SEEN_PRECISION = timedelta(minutes=2)
LEASE = timedelta(seconds=30)
"""How long a process that died keeps others from watching its mailboxes."""
_M = mailbox_table.c
_SECRET_FIELDS = Secrets.__struct_fields__


def make_mailbox(
    tx: Tx, draft: MailboxDraft, keyring: Keyring, *, private: bool, by: Actor
) -> Mailbox:
    """Add a mailbox to a shop; `private` allows servers of one's own network. Owners only.

    Raises `Conflict` for an address that is another's.
    """
    owner_only(by)
    shops.by_id(tx, draft.shop_id)
    addresses = fields.check_addresses(draft.addresses)
    row = tx.execute(
        mailbox_table.insert()
        .values(
            version=1,
            shop_id=draft.shop_id,
            name=fields.check_name(draft.name, addresses[0]),
            addresses=addresses,
            imap=fields.check_server(draft.imap, "imap", private=private),
            folders=fields.check_folders(draft.folders),
            smtp=fields.check_server(draft.smtp, "smtp", private=private),
            oauth=fields.check_oauth(draft.oauth, private=private),
            signed_replies=draft.signed_replies,
            trusted_servers=fields.check_servers_trusted(draft.trusted_servers),
            signatures=fields.check_texts(draft.signatures, "signatures"),
            acknowledgement=fields.check_acknowledgement(draft.acknowledgement),
            since=tx.now if draft.since is msgspec.UNSET else _moment(draft.since),
            active=True,
            state="new",
            failures=0,
            created_at=tx.now,
            secrets="",
        )
        .returning(*mailbox_table.columns)
    ).one()
    made = to_mailbox(row)
    _seal(tx, made.id, draft.secrets, keyring)
    _take_addresses(tx, made)
    _record(tx, "mailbox_made", made, by.doer)
    return made


def change_mailbox(
    tx: Tx, mailbox_id: int, changes: MailboxChanges, keyring: Keyring, *, private: bool, by: Actor
) -> Mailbox:
    """Change what is given and leave the rest; a changed mailbox is tried again at once. Owners."""
    owner_only(by)
    before = _locked(tx, mailbox_id)
    values = _checked(changes, private=private)
    if isinstance(changes.name, str):
        values["name"] = fields.check_name(changes.name, before.address)
    if isinstance(changes.secrets, Secrets):
        _reseal(tx, mailbox_id, changes.secrets, keyring)
    elif all(getattr(before, name) == value for name, value in values.items()):
        return before
    state = "new" if values.get("active", before.active) else "off"
    after = _change(
        tx, mailbox_id, **values, state=state, failures=0, trouble=None, trouble_at=None,
        retry_at=None, edition=_M.edition + 1,
    )  # fmt: skip
    if after.addresses != before.addresses:
        _take_addresses(tx, after)
    if after.active and after.smtp is not None:
        deliveries.hurry(tx, DELIVERY, mailbox_id, untried=False)
    _record(tx, "mailbox_changed", after, by.doer)
    return after


def remove_mailbox(tx: Tx, mailbox_id: int, *, by: Actor) -> None:
    """Remove a mailbox; its mails stay, and what waited to be sent has failed. Owners only."""
    owner_only(by)
    gone = _locked(tx, mailbox_id)
    for table in (address_table, folder_table):
        tx.execute(table.delete().where(table.c.mailbox_id == mailbox_id))
    tx.execute(
        delivery_table.delete().where(
            delivery_table.c.kind == DELIVERY, delivery_table.c.target_id == mailbox_id
        )
    )
    leaving.fail_all_of(tx, mailbox_id, "mailbox-removed")
    tx.execute(mailbox_table.delete().where(_M.id == mailbox_id))
    change = Change("mailbox", gone.id, gone.version + 1, None)
    tx.record(NewEvent("mailbox_removed", by.doer, [change], shop_id=gone.shop_id))


def note_well(tx: Tx, mailbox_id: int, step: Step) -> None:
    """Note that a mailbox was reached; an event only where it had not been well before.

    That it sends says nothing of a trouble with receiving, nor the other way round.
    """
    before = _find(tx, mailbox_id)
    if before is None or not before.active:
        return
    if before.trouble is not None and before.trouble.step != step:
        return
    if before.state == "well":
        if before.seen_at is None or tx.now - before.seen_at > SEEN_PRECISION:
            tx.execute(mailbox_table.update().where(_M.id == mailbox_id).values(seen_at=tx.now))
        return
    after = _change(
        tx, mailbox_id, state="well", failures=0, trouble=None, trouble_at=None, retry_at=None,
        seen_at=tx.now,
    )  # fmt: skip
    _record(tx, "mailbox_recovered", after, SYSTEM)


def note_trouble(tx: Tx, mailbox_id: int, trouble: Trouble) -> datetime:
    """Note that a mailbox could not be reached, and return when to try again.

    Each failure in a row doubles the pause, up to a quarter of an hour.
    """
    before = _find(tx, mailbox_id)
    if before is None or not before.active:
        return tx.now + LONGEST_PAUSE
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(before.failures, 16), LONGEST_PAUSE)
    after = _change(
        tx, mailbox_id, state="failing", failures=before.failures + 1, trouble=trouble,
        trouble_at=tx.now, retry_at=tx.now + pause,
    )  # fmt: skip
    _record(tx, "mailbox_failed", after, SYSTEM)
    return tx.now + pause


def watch(tx: Tx, watcher: str) -> list[int]:
    """Return the mailboxes that this process watches from now on, until it lets its lease end.

    One database in one file has one process; on PostgreSQL the first that asks gets each.
    """
    active = sa.select(_M.id).where(_M.active, _M.imap.is_not(None)).order_by(_M.id)
    if not tx.on_postgresql:
        return list(tx.execute(active).scalars())
    free = (_M.watched_until.is_(None)) | (_M.watched_until < tx.now) | (_M.watched_by == watcher)
    ids = list(tx.execute(active.where(free).with_for_update(skip_locked=True)).scalars())
    tx.execute(
        mailbox_table.update()
        .where(_M.id.in_(ids))
        .values(watched_by=watcher, watched_until=tx.now + LEASE)
    )
    return ids


def let_go(tx: Tx, watcher: str) -> None:
    """Leave the mailboxes that this process watched to others at once."""
    tx.execute(
        mailbox_table.update()
        .where(_M.watched_by == watcher)
        .values(watched_by=None, watched_until=None)
    )


def keep_tokens(tx: Tx, mailbox_id: int, before: Secrets, fresh: Secrets, keyring: Keyring) -> bool:
    """Keep fresh tokens where the secrets are still those they were fetched with; say whether.

    What an owner gave or another process fetched meanwhile is not overwritten. Raises `NotFound`
    for a mailbox that was removed.
    """
    _locked(tx, mailbox_id)
    if secrets_of(tx, mailbox_id, keyring) != before:
        return False
    _seal(tx, mailbox_id, fresh, keyring)
    return True


def _checked(changes: MailboxChanges, *, private: bool) -> dict[str, object]:
    values: dict[str, object] = {
        name: value
        for name, value in msgspec.structs.asdict(changes).items()
        if value is not msgspec.UNSET and name != "secrets"
    }
    if isinstance(changes.addresses, list):
        values["addresses"] = fields.check_addresses(changes.addresses)
    if changes.imap is not msgspec.UNSET:
        values["imap"] = fields.check_server(changes.imap, "imap", private=private)
    if changes.smtp is not msgspec.UNSET:
        values["smtp"] = fields.check_server(changes.smtp, "smtp", private=private)
    if isinstance(changes.folders, list):
        values["folders"] = fields.check_folders(changes.folders)
    if changes.oauth is not msgspec.UNSET:
        values["oauth"] = fields.check_oauth(changes.oauth, private=private)
    if isinstance(changes.trusted_servers, list):
        values["trusted_servers"] = fields.check_servers_trusted(changes.trusted_servers)
    if isinstance(changes.signatures, dict):
        values["signatures"] = fields.check_texts(changes.signatures, "signatures")
    if changes.acknowledgement is not msgspec.UNSET:
        values["acknowledgement"] = fields.check_acknowledgement(changes.acknowledgement)
    if changes.since is not msgspec.UNSET:
        values["since"] = _moment(changes.since)
    return values


def _moment(since: datetime | None) -> datetime | None:
    if since is not None and since.tzinfo is None:
        raise Invalid("mailbox.bad_since", field="since")
    return None if since is None else since.astimezone(UTC)


def _take_addresses(tx: Tx, mailbox: Mailbox) -> None:
    tx.execute(address_table.delete().where(address_table.c.mailbox_id == mailbox.id))
    taken = tx.execute(
        sa.select(address_table.c.address)
        .where(address_table.c.address.in_(mailbox.addresses))
        .limit(1)
    ).scalar()
    if taken is not None:
        raise Conflict("mailbox.address_taken", field="addresses", address=taken)
    tx.execute(
        address_table.insert(),
        [{"address": each, "mailbox_id": mailbox.id} for each in mailbox.addresses],
    )


def _seal(tx: Tx, mailbox_id: int, secrets: Secrets, keyring: Keyring) -> None:
    text = msgspec.json.encode(secrets).decode()
    sealed = keyring.seal(SECRETS_PURPOSE, text, belongs_to=str(mailbox_id))
    tx.execute(mailbox_table.update().where(_M.id == mailbox_id).values(secrets=sealed))


def _reseal(tx: Tx, mailbox_id: int, given: Secrets, keyring: Keyring) -> None:
    """Put given secrets in place of the old; those left empty stay, fetched tokens go."""
    kept = secrets_of(tx, mailbox_id, keyring)
    texts = {name: getattr(given, name) or getattr(kept, name) for name in _SECRET_FIELDS}
    fresh = replace(Secrets(**texts), access_token="", access_until=None)
    _seal(tx, mailbox_id, fresh, keyring)


def _find(tx: Tx, mailbox_id: int) -> Mailbox | None:
    row = tx.execute(sa.select(mailbox_table).where(_M.id == mailbox_id).with_for_update()).first()
    return None if row is None else to_mailbox(row)


def _locked(tx: Tx, mailbox_id: int) -> Mailbox:
    found = _find(tx, mailbox_id)
    if found is None:
        raise NotFound("mailbox.not_found")
    return found


def _change(tx: Tx, mailbox_id: int, **values: object) -> Mailbox:
    return to_mailbox(
        tx.execute(
            mailbox_table.update()
            .where(_M.id == mailbox_id)
            .values(**values, version=_M.version + 1)
            .returning(*mailbox_table.columns)
        ).one()
    )


def _record(tx: Tx, kind: str, mailbox: Mailbox, doer: Doer) -> None:
    change = Change("mailbox", mailbox.id, mailbox.version, mailbox)
    tx.record(NewEvent(kind, doer, [change], shop_id=mailbox.shop_id))

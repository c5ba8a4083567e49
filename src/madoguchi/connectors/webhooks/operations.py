"""The only place that changes webhooks, queues what is for them, and notes how it went."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from madoguchi.connectors.webhooks.contracts import (
    LoggedDelivery,
    Queued,
    SecretWish,
    Webhook,
    WebhookChanges,
    WebhookDraft,
    WebhookMade,
)
from madoguchi.connectors.webhooks.queries import (
    DELIVERY,
    every,
    room_left,
    to_logged,
    to_webhook,
)
from madoguchi.connectors.webhooks.rules import fields
from madoguchi.connectors.webhooks.rules.posting import TEST, matches
from madoguchi.connectors.webhooks.tables import webhook_table
from madoguchi.kernel import cursors, deliveries, outbox
from madoguchi.kernel.deliveries import Outcome
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import Delivery, NewDelivery, delivery_table
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.operations import access
from madoguchi.people.rules.roles import owner_only

CURSOR = "webhooks"
EVENTS_AT_ONCE = 500
MOST_FAILURES = 20
"""In a row; then the webhook is paused until somebody has looked."""
MOST_HELD = 50_000
"""Deliveries kept for a webhook that is off or paused; what happens after that it never hears."""
OVERLAP = timedelta(hours=24)
"""How long a rotated secret still signs: a day on which receivers learn the new one."""
SECRET_PREFIX = "whsec_"  # noqa: S105 - so that scanners recognise a secret that leaked
SECRET_PURPOSE = "webhook secret"  # noqa: S105

_NOBODY = 0
"""Who sees a webhook's events in the feed when no person made it; owners read the audit log."""
_HELD = datetime(9999, 1, 1, tzinfo=UTC)
_W = webhook_table.c
_D = delivery_table.c


def make_webhook(
    tx: Tx, draft: WebhookDraft, keyring: Keyring, *, private: bool, by: Actor
) -> WebhookMade:
    """Make a webhook whose secret is shown this once. Owners only."""
    owner_only(by)
    access.check_reach(tx, draft.shop_ids, ())
    url = fields.check_url(draft.url, private=private)
    row = tx.execute(
        webhook_table.insert()
        .values(
            version=1,
            name=fields.check_name(draft.name, url),
            url=url,
            secret="",
            kinds=fields.check_kinds(draft.kinds),
            shop_ids=sorted(set(draft.shop_ids)),
            active=True,
            failures=0,
            made_by=by.person_id,
            created_at=tx.now,
        )
        .returning(*webhook_table.columns)
    ).one()
    secret, sealed = _new_secret(row.id, keyring)
    tx.execute(webhook_table.update().where(_W.id == row.id).values(secret=sealed))
    cursors.place(tx, CURSOR)
    made = to_webhook(row)
    _record(tx, "webhook_made", made, by.doer)
    return WebhookMade(made, secret)


def change_webhook(
    tx: Tx, webhook_id: int, changes: WebhookChanges, *, private: bool, by: Actor
) -> Webhook:
    """Change what is given and leave the rest; turned on again, it sends what was held. Owners."""
    owner_only(by)
    before = _locked(tx, webhook_id)
    values: dict[str, object] = {}
    if isinstance(changes.url, str):
        values["url"] = fields.check_url(changes.url, private=private)
    if isinstance(changes.name, str):
        values["name"] = fields.check_name(changes.name, str(values.get("url", before.url)))
    if isinstance(changes.kinds, list):
        values["kinds"] = fields.check_kinds(changes.kinds)
    if isinstance(changes.shop_ids, list):
        access.check_reach(tx, changes.shop_ids, ())
        values["shop_ids"] = sorted(set(changes.shop_ids))
    if isinstance(changes.active, bool):
        values["active"] = changes.active
        if changes.active:
            values |= {"paused_at": None, "failures": 0}
    if all(getattr(before, name) == value for name, value in values.items()):
        return before
    after = _change(tx, webhook_id, values)
    if after.sends and not before.sends:
        deliveries.hurry(tx, DELIVERY, webhook_id, untried=True)
    elif before.sends and not after.sends:
        deliveries.hold_back(tx, DELIVERY, webhook_id, _HELD)
    resumed = before.paused_at is not None and after.paused_at is None
    _record(tx, "webhook_resumed" if resumed else "webhook_changed", after, by.doer)
    return after


def rotate_secret(
    tx: Tx, webhook_id: int, wish: SecretWish, keyring: Keyring, *, by: Actor
) -> WebhookMade:
    """Give a webhook a new secret, shown this once; the old one signs beside it for `OVERLAP`.

    Rotated twice within that time, the oldest ends at the second. Owners only.
    """
    owner_only(by)
    _locked(tx, webhook_id)
    secret, sealed = _new_secret(webhook_id, keyring)
    old: dict[str, object] = {"old_secret": None, "old_secret_until": None}
    if not wish.at_once:
        old = {"old_secret": _W.secret, "old_secret_until": tx.now + OVERLAP}
    changed = _change(tx, webhook_id, {"secret": sealed, **old})
    _record(tx, "webhook_secret_rotated", changed, by.doer)
    return WebhookMade(changed, secret)


def forget_old_secrets(tx: Tx) -> None:
    """Erase the secrets that sign nothing any more."""
    over = webhook_table.update().where(_W.old_secret.is_not(None), _W.old_secret_until <= tx.now)
    tx.wrote = tx.execute(over.values(old_secret=None)).rowcount > 0 or tx.wrote


def remove_webhook(tx: Tx, webhook_id: int, *, by: Actor) -> None:
    """Remove a webhook with its log and what was still to be sent. Owners only."""
    owner_only(by)
    gone = _locked(tx, webhook_id)
    tx.execute(delivery_table.delete().where(_D.kind == DELIVERY, _D.target_id == webhook_id))
    tx.execute(webhook_table.delete().where(_W.id == webhook_id))
    _record(tx, "webhook_removed", gone, by.doer, gone=True)


def try_webhook(tx: Tx, webhook_id: int, *, by: Actor) -> LoggedDelivery:
    """Send a test, also to a webhook that is paused or off. Owners only."""
    owner_only(by)
    _locked(tx, webhook_id)
    delivery_id = deliveries.queue(
        tx, NewDelivery(DELIVERY, webhook_id, _payload(Queued(kind=TEST)))
    )
    return _logged(tx, webhook_id, delivery_id)


def retry_delivery(tx: Tx, webhook_id: int, delivery_id: int, *, by: Actor) -> LoggedDelivery:
    """Send something again, its attempts counted from the start. Owners only.

    What is for a webhook that is paused waits with the rest.
    """
    owner_only(by)
    webhook = _locked(tx, webhook_id)
    _logged(tx, webhook_id, delivery_id)
    deliveries.retry(tx, delivery_id, tx.now if webhook.sends else _HELD)
    return _logged(tx, webhook_id, delivery_id)


def fan_out(tx: Tx) -> bool:
    """Queue the next events for whom they concern; returns whether there may be more.

    Once for each event and webhook: the place in the feed moves in the same transaction. What is
    for a webhook that is off or paused is kept for it, up to `MOST_HELD`.
    """
    # Held: whoever turns one on lets go what waits for it, and must find what is queued here.
    hooks = every(tx, hold=True)
    if not hooks:
        cursors.skip_to_end(tx, CURSOR)
        return False
    events = cursors.advance(tx, CURSOR, EVENTS_AT_ONCE)
    for hook in hooks:
        wanted = [event for event in events if matches(hook, event)]
        if wanted and not hook.sends:
            wanted = wanted[: room_left(tx, hook.id, MOST_HELD)]
        new = [
            NewDelivery(DELIVERY, hook.id, _payload(Queued(kind=event.kind, event_id=event.id)))
            for event in wanted
        ]
        due = None if hook.sends else _HELD
        outbox.append(tx.connection, [outbox.to_row(each, tx.now, due=due) for each in new])
        tx.wrote = tx.wrote or bool(new)
    return len(events) == EVENTS_AT_ONCE


def settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    """Note how an attempt went; after too many failures in a row the webhook is paused."""
    # The webhook first, as whoever changes it does: in the other order the two could wait for each
    # other.
    row = tx.execute(
        sa.select(webhook_table).where(_W.id == delivery.target_id).with_for_update()
    ).first()
    deliveries.settle(tx, delivery, outcome)
    if row is None:
        return
    failures = 0 if outcome.ok else row.failures + 1
    if failures == row.failures:
        return
    tx.execute(webhook_table.update().where(_W.id == row.id).values(failures=failures))
    if failures >= MOST_FAILURES and row.paused_at is None:
        paused = _change(tx, row.id, {"paused_at": tx.now})
        deliveries.hold_back(tx, DELIVERY, row.id, _HELD)
        _record(tx, "webhook_paused", paused, SYSTEM)


def hold(tx: Tx, delivery: Delivery) -> None:
    """Put a delivery back that was taken up although its webhook sends nothing now."""
    deliveries.give_back(tx, delivery, _HELD)


def _new_secret(webhook_id: int, keyring: Keyring) -> tuple[str, str]:
    """A secret as its receiver gets it, and as it is kept."""
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    return secret, keyring.seal(SECRET_PURPOSE, secret, belongs_to=str(webhook_id))


def _payload(queued: Queued) -> str:
    return msgspec.json.encode(queued).decode()


def _locked(tx: Tx, webhook_id: int) -> Webhook:
    row = tx.execute(sa.select(webhook_table).where(_W.id == webhook_id).with_for_update()).first()
    if row is None:
        raise NotFound("webhook.not_found")
    return to_webhook(row)


def _logged(tx: Tx, webhook_id: int, delivery_id: int) -> LoggedDelivery:
    row = tx.execute(
        sa.select(delivery_table).where(
            _D.id == delivery_id, _D.kind == DELIVERY, _D.target_id == webhook_id
        )
    ).first()
    if row is None:
        raise NotFound("webhook.no_such_delivery")
    return to_logged(row)


def _change(tx: Tx, webhook_id: int, values: dict[str, object]) -> Webhook:
    return to_webhook(
        tx.execute(
            webhook_table.update()
            .where(_W.id == webhook_id)
            .values(**values, version=_W.version + 1)
            .returning(*webhook_table.columns)
        ).one()
    )


def _record(tx: Tx, kind: str, webhook: Webhook, doer: Doer, *, gone: bool = False) -> None:
    change = Change("webhook", webhook.id, webhook.version + gone, None if gone else webhook)
    # An address may hold a token of the receiver's: in the feed it is for who made it alone.
    tx.record(NewEvent(kind, doer, [change], person_id=webhook.made_by or _NOBODY))

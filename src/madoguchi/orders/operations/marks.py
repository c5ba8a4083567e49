"""What staff put on an order: a note, a coloured flag, the next state, whose it is."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers import queries as customers
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.orders.contracts import Order, OrderState
from madoguchi.orders.operations import storing
from madoguchi.orders.rules import journeys
from madoguchi.orders.rules.drafts import NOTE_LIMIT, check_flag, check_flag_of, in_state
from madoguchi.orders.rules.flags import LABEL_LIMIT
from madoguchi.people.contracts import Actor


def set_note(tx: Tx, order_id: int, note: str, *, by: Actor) -> Order:
    """Write the order's note anew, for colleagues only; empty takes it away."""
    order = storing.lock_for(tx, order_id, by)
    note = mask(clean(note).strip())
    if len(note) > NOTE_LIMIT:
        raise Invalid("order.note_too_long", field="note", limit=NOTE_LIMIT)
    return _save(tx, "order_noted", order, replace(order, note=note), by)


def set_flag(tx: Tx, order_id: int, flag: str | None, label: str = "", *, by: Actor) -> Order:
    """Put a coloured flag on an order, with a few words where wanted; None takes it away."""
    order = storing.lock_for(tx, order_id, by)
    colour = check_flag_of(order.platform, check_flag(flag))
    words = mask(clean_name(label)) if colour else ""
    if len(words) > LABEL_LIMIT:
        raise Invalid("order.label_too_long", field="label", limit=LABEL_LIMIT)
    return _save(tx, "order_flagged", order, replace(order, flag=colour, flag_label=words), by)


def move_on(tx: Tx, order_id: int, state: OrderState, *, by: Actor) -> Order:
    """Put an order into its next state by hand; raises `Conflict` where the journey has no step."""
    order = storing.lock_for(tx, order_id, by)
    if order.state != state and not journeys.may_follow(order.state, state):
        raise Conflict("order.no_such_step", field="state")
    return _save(tx, "order_moved", order, in_state(order, state, tx.now), by)


def give_to(tx: Tx, order_id: int, customer_id: int | None, *, by: Actor) -> Order:
    """Say by hand whose an order is; None takes it from whom it was given by mistake.

    What staff have said stands: neither the platform nor a name gives it to another from then on.
    """
    order = storing.lock_for(tx, order_id, by)
    if customer_id is not None:
        owner = customers.customer(tx, customer_id, by=by)
        if owner.shop_id != order.shop_id:
            raise Conflict("order.of_another_shop", field="customer_id")
    given = replace(order, customer_id=customer_id, given_by_hand=True)
    return _save(tx, "order_matched", order, given, by)


def _save(tx: Tx, kind: str, before: Order, after: Order, by: Actor) -> Order:
    if after == before:
        return before
    saved = replace(after, version=before.version + 1, updated_at=tx.now)
    storing.save(tx, [(before, saved)])
    change = Change("order", saved.id, saved.version, saved)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=saved.shop_id))
    return saved

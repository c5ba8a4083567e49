"""The journeys of an order: its states, which may follow which, and the stations people see.

What a state means to a customer is said in `language/texts/*/journeys.json`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from madoguchi.orders.contracts import OrderState

Station = Literal[
    "bought", "paid", "to_warehouse", "warehouse", "under_way", "customs", "delivery", "delivered"
]


class Place(NamedTuple):
    """Where a state stands: its station, what may follow, and the days until that, usually.

    `days` None: nothing follows, or it waits for the customer.
    """

    station: Station
    follows: tuple[OrderState, ...]
    days: tuple[int, int] | None = None


PLACES: dict[OrderState, Place] = {
    "quote": Place("bought", ("placed", "bid", "cancelled")),
    "placed": Place("bought", ("paid", "preparing", "cancelled")),
    "bid": Place("bought", ("outbid", "won", "not_won", "cancelled")),
    "outbid": Place("bought", ("bid", "won", "not_won", "cancelled")),
    "won": Place("bought", ("paid", "cancelled"), (0, 1)),
    "paid": Place(
        "paid", ("preparing", "domestic_shipping", "export", "intake", "cancelled"), (1, 3)
    ),
    "preparing": Place("paid", ("domestic_shipping", "export", "intake", "cancelled"), (1, 3)),
    "domestic_shipping": Place(
        "to_warehouse", ("intake", "out_for_delivery", "delivered", "returned", "lost"), (1, 4)
    ),
    "intake": Place("warehouse", ("inspection", "storage", "repack"), (0, 1)),
    "inspection": Place("warehouse", ("storage", "repack", "returned", "disposed"), (0, 2)),
    "storage": Place("warehouse", ("repack", "international_payment", "export", "disposed")),
    "repack": Place("warehouse", ("international_payment", "export", "storage"), (1, 2)),
    "international_payment": Place("warehouse", ("export", "storage", "repack")),
    "export": Place(
        "under_way", ("customs", "out_for_delivery", "delivered", "returned", "lost"), (3, 9)
    ),
    "customs": Place(
        "customs", ("out_for_delivery", "delivered", "returned", "disposed", "lost"), (1, 4)
    ),
    "out_for_delivery": Place("delivery", ("delivered", "returned", "lost"), (0, 1)),
    "delivered": Place("delivered", ("returned",)),
    "returned": Place("delivered", ("export", "disposed")),
    "lost": Place("delivered", ("delivered", "returned")),
    "disposed": Place("delivered", ()),
    "cancelled": Place("bought", ()),
    "not_won": Place("bought", ("bid",)),
}

ENDED_BADLY: frozenset[OrderState] = frozenset(
    {"not_won", "cancelled", "returned", "lost", "disposed"}
)
"""States off the line, from which nothing goes on by itself."""

UNPAID: frozenset[OrderState] = frozenset({"quote", "placed", "won"})
"""States in which the shop waits for the customer's money before it begins."""

OWING: frozenset[OrderState] = UNPAID | {"international_payment"}
"""States in which the customer is asked for money: for the thing, or for its way abroad."""

_ALONG = [state for state in PLACES if state not in ENDED_BADLY]


def rank(state: OrderState) -> int:
    """Return how far along a state stands; off the line, past everything."""
    return len(_ALONG) if state in ENDED_BADLY else _ALONG.index(state)


def may_follow(before: OrderState, after: OrderState) -> bool:
    """Say whether the journey allows a step."""
    return after in PLACES[before].follows


def follows(state: OrderState, *, via_warehouse: bool) -> OrderState | None:
    """Return what usually comes after a state, None at the end of the line."""
    match state:
        case "paid" | "preparing" if via_warehouse:
            return "domestic_shipping"
        case "preparing":
            return "export"
        case "domestic_shipping" if not via_warehouse:
            return "out_for_delivery"
    after = PLACES[state].follows
    return after[0] if after and state not in ENDED_BADLY else None


def station(state: OrderState, *, via_warehouse: bool) -> Station:
    """Return the station of a state; without a warehouse, inland transport is the way itself."""
    if state == "domestic_shipping" and not via_warehouse:
        return "under_way"
    return PLACES[state].station


def state_as_told(held: OrderState, said_before: OrderState, says_now: OrderState) -> OrderState:
    """Return the state of an order of which its platform says something (again).

    A platform that repeats itself does not undo what a parcel or a payment has told us since, nor
    does one that has moved on a little but is still behind.
    """
    if says_now == said_before:
        return held
    behind = rank(said_before) < rank(says_now) < rank(held)
    return held if behind and held not in ENDED_BADLY else says_now

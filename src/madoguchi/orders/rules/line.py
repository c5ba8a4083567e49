"""An order's way as a line of stations: what is done, where it is now, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from madoguchi.orders.contracts import Order, Parcel
from madoguchi.orders.rules.journeys import ENDED_BADLY, PLACES, Station, station

Standing = Literal["done", "now", "next", "ended"]

_DIRECT: tuple[Station, ...] = (
    "bought", "paid", "under_way", "customs", "delivery", "delivered",
)  # fmt: skip
_WAREHOUSE: tuple[Station, ...] = (
    "bought", "paid", "to_warehouse", "warehouse", "under_way", "customs", "delivery", "delivered",
)  # fmt: skip


class Stop(NamedTuple):
    """A station, or None where the journey ended early; `at` is when it was first reached."""

    station: Station | None
    standing: Standing
    at: datetime | None


def line(order: Order, parcels: Sequence[Parcel]) -> list[Stop]:
    """Return the line of an order; customs are left out where nothing goes abroad."""
    abroad = (
        order.via_warehouse
        or any(parcel.direction == "international" for parcel in parcels)
        or not {"export", "customs"}.isdisjoint(order.reached)
    )
    stations = [
        each for each in (_WAREHOUSE if order.via_warehouse else _DIRECT)
        if abroad or each != "customs"
    ]  # fmt: skip
    times: dict[Station, datetime] = {}
    for state in PLACES:
        at = order.reached.get(state)
        if at is not None and state not in ENDED_BADLY:
            name = station(state, via_warehouse=order.via_warehouse)
            times[name] = min(at, times.get(name, at))
    if order.state in ENDED_BADLY:
        seen = [place for place, each in enumerate(stations) if each in times]
        passed = stations[: seen[-1] + 1] if seen else []
        ended = Stop(None, "ended", order.reached.get(order.state))
        return [*(Stop(each, "done", times.get(each)) for each in passed), ended]
    here = stations.index(station(order.state, via_warehouse=order.via_warehouse))
    last = len(stations) - 1

    def standing(place: int) -> Standing:
        if place < here or place == here == last:
            return "done"
        return "now" if place == here else "next"

    return [Stop(each, standing(place), times.get(each)) for place, each in enumerate(stations)]

"""What movements make of a parcel, and a parcel of its orders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.orders.contracts import (
    Movement,
    MovementDraft,
    Order,
    OrderState,
    Parcel,
    ParcelDraft,
    TrackingDetail,
    TrackingStatus,
)
from madoguchi.orders.rules import journeys
from madoguchi.orders.rules.drafts import FIRST_YEAR
from madoguchi.orders.rules.tracking import LONGEST, normalise_number, recognise

TEXT_LIMIT = 500
FUTURE_LIMIT = timedelta(days=2)
"""Carriers stamp with the wall clocks of other zones; past this a time is a mistake."""
HEAVIEST = 10**8

_OVER: frozenset[TrackingStatus | TrackingDetail] = frozenset(
    {"Delivered", "Expired", "Returned", "Lost", "Destroyed", "Cancel"}
)

_ORDER = (
    "NotFound", "InfoReceived", "InTransit", "OutForDelivery", "AvailableForPickup",
    "DeliveryFailure", "Exception", "Delivered", "Expired",
)  # fmt: skip
_NOTED = frozenset(
    {
        "CustomsProcessing", "CustomsReleased", "CustomsRequiringInformation", "Returning",
        "Returned", "Lost", "Destroyed", "Damage",
    }
)  # fmt: skip


def check_parcel(draft: ParcelDraft) -> ParcelDraft:
    """Return a draft with its number in its one form and its carrier; raises `Invalid`."""
    number = normalise_number(draft.number)
    if not number or len(number) > LONGEST or not number.isprintable():
        raise Invalid("parcel.bad_number", field="number", limit=LONGEST)
    carrier = clean_name(draft.carrier).lower()[:60]
    if not carrier:
        # An S10 number says by itself which country's post it is.
        fits = [fit.courier for fit in recognise(number).couriers]
        carrier = next((courier for courier in fits if courier != "s10"), (*fits, "other")[0])
    if draft.weight_g is not None and not 0 < draft.weight_g <= HEAVIEST:
        raise Invalid("parcel.bad_weight", field="weight_g")
    return replace(draft, number=number, carrier=carrier)


def is_over(parcel: Parcel) -> bool:
    """Say whether nothing more is to be expected of a parcel, so that its silence is none."""
    return parcel.status in _OVER or parcel.detail in _OVER


def check_movement(draft: MovementDraft, now: datetime) -> MovementDraft:
    """Return a movement in its one form; raises `Invalid` for a time that cannot be."""
    if draft.at.tzinfo is None or draft.at.year < FIRST_YEAR or draft.at > now + FUTURE_LIMIT:
        raise Invalid("parcel.bad_time", field="at")
    return replace(
        draft,
        place=clean_name(draft.place)[:TEXT_LIMIT],
        text=clean_name(draft.text)[:TEXT_LIMIT],
    )


def mark(draft: MovementDraft) -> str:
    """Return by what the same message is known again."""
    said = "\0".join((draft.status, draft.detail, draft.place, draft.text))
    return hashlib.blake2s(said.encode(), digest_size=8).hexdigest()


def moved(parcel: Parcel, movements: Iterable[Movement]) -> Parcel:
    """Return a parcel with movements taken in, in whatever order they came."""
    for each in movements:
        reached = dict(parcel.reached)
        for name in _names(each):
            reached[name] = min(each.at, reached.get(name, each.at))
        parcel = replace(parcel, reached=reached)
        if parcel.moved_at is None or _place(each.at, each.status) >= _place(
            parcel.moved_at, parcel.status
        ):
            parcel = replace(
                parcel,
                status=each.status,
                detail=each.detail,
                place=each.place,
                text=each.text,
                moved_at=each.at,
            )
    return parcel


def through_customs(parcel: Parcel) -> bool:
    """Say whether a parcel has been let through: what customs wanted to know has served."""
    told = {"InTransit_CustomsReleased", "OutForDelivery", "AvailableForPickup", "Delivered"}
    return parcel.direction == "international" and not told.isdisjoint(parcel.reached)


def state_of(order: Order, parcel: Parcel, siblings: Sequence[Parcel]) -> OrderState:
    """Return where an order stands by one of its parcels; never further back than it does now.

    `siblings` are the order's other parcels: what was sent in two is delivered with the second.
    """
    told = _told(order, parcel)
    # What was lost may be found; nothing else that has ended goes on by itself.
    found = order.state == "lost" and told in {"out_for_delivery", "delivered", "returned"}
    if told is None or (order.state in journeys.ENDED_BADLY and not found):
        return order.state
    if told in {"delivered", "intake"} and any(
        other.direction == parcel.direction and other.status != "Delivered" for other in siblings
    ):
        told = "out_for_delivery" if told == "delivered" else "domestic_shipping"
    return told if found or journeys.rank(told) > journeys.rank(order.state) else order.state


def _told(order: Order, parcel: Parcel) -> OrderState | None:
    to_warehouse = parcel.direction == "domestic" and order.via_warehouse
    match parcel.status, parcel.detail:
        case "Delivered", _:
            return "intake" if to_warehouse else "delivered"
        case ("Exception", "Lost"):
            return "lost"
        case ("Exception", "Returned"):
            return "returned"
        case ("Exception", "Destroyed"):
            return "disposed"
        case (("OutForDelivery" | "AvailableForPickup" | "DeliveryFailure"), _):
            return "domestic_shipping" if to_warehouse else "out_for_delivery"
        case ("InTransit", "CustomsProcessing" | "CustomsReleased" | "CustomsRequiringInformation"):
            return "customs"
        case "InTransit", _:
            return "export" if parcel.direction == "international" else "domestic_shipping"
    return None


def _place(at: datetime, status: TrackingStatus) -> tuple[datetime, int]:
    return at, _ORDER.index(status)


def _names(movement: Movement) -> tuple[str, ...]:
    if movement.detail in _NOTED:
        return movement.status, f"{movement.status}_{movement.detail}"
    return (movement.status,)

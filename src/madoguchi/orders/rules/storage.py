"""How long a parcel may lie in a warehouse, and what that costs. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from madoguchi.kernel.errors import Invalid
from madoguchi.orders.contracts import Storage
from madoguchi.orders.rules.drafts import FIRST_YEAR, LAST_YEAR
from madoguchi.orders.rules.money import check_amount, check_currency

_DAY = timedelta(days=1)


class Standing(NamedTuple):
    """Where a stored parcel stands: days begun count as days; None: that was not said.

    `owed` is what storage has cost so far, in minor units.
    """

    free_days: int | None
    days_left: int | None
    owed: int


def check_storage(storage: Storage) -> Storage | None:
    """Return storage in its one form, None where it says nothing; raises `Invalid`."""
    if storage == Storage():
        return None
    check_amount(storage.fee, "storage.fee")
    for field in ("free_until", "ends_at"):
        at: datetime | None = getattr(storage, field)
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise Invalid(
                "order.bad_year", field=f"storage.{field}", first=FIRST_YEAR, last=LAST_YEAR
            )
    free, ends = storage.free_until, storage.ends_at
    # A fee is of days that follow a day, in some money; else nobody could say what is owed.
    if (storage.fee and free is None) or (free is None and ends is None):
        raise Invalid("parcel.bad_storage", field="storage")
    if free is not None and ends is not None and ends < free:
        raise Invalid("parcel.bad_storage", field="storage.ends_at")
    currency = check_currency(storage.currency) if storage.fee else ""
    return replace(storage, currency=currency)


def standing(storage: Storage, now: datetime) -> Standing:
    """Return how many days are left, and what is owed by now: no more than until its end."""
    free, ends = storage.free_until, storage.ends_at
    owed = 0
    if free is not None and now > free:
        charged = now if ends is None else min(now, ends)
        owed = storage.fee * _days(charged - free)
    return Standing(
        free_days=None if free is None else _days(free - now),
        days_left=None if ends is None else _days(ends - now),
        owed=owed,
    )


def _days(span: timedelta) -> int:
    return max(0, -(-span // _DAY))

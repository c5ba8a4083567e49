"""How long a warehouse keeps a parcel: said once, kept with it, and counted to the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.kernel.errors import Refusal
from madoguchi.orders import operations
from madoguchi.orders.contracts import Storage
from madoguchi.orders.rules.storage import check_storage, standing
from tests.orders.conftest import SHOPIFY, parcel_draft
from tests.world import World

FREE = datetime(2026, 11, 10, tzinfo=UTC)
STORED = Storage(free_until=FREE, ends_at=FREE + timedelta(days=10), fee=50, currency="JPY")


@pytest.mark.parametrize(
    ("day", "free", "left", "owed"),
    [
        (datetime(2026, 11, 1, tzinfo=UTC), 9, 19, 0),
        (datetime(2026, 11, 9, 23, tzinfo=UTC), 1, 11, 0),
        (FREE, 0, 10, 0),
        (datetime(2026, 11, 10, 1, tzinfo=UTC), 0, 10, 50),
        (datetime(2026, 11, 12, tzinfo=UTC), 0, 8, 100),
        (datetime(2026, 11, 25, tzinfo=UTC), 0, 0, 500),
    ],
)
def test_what_is_left_and_what_is_owed(day: datetime, free: int, left: int, owed: int) -> None:
    assert standing(STORED, day) == (free, left, owed)


@given(st.integers(0, 60 * 24 * 60), st.integers(0, 10**6))
def test_who_waits_never_owes_less(minutes: int, fee: int) -> None:
    storage = Storage(free_until=FREE, fee=fee, currency="JPY")
    now = FREE - timedelta(days=20) + timedelta(minutes=minutes)
    sooner, later = standing(storage, now), standing(storage, now + timedelta(hours=25))
    assert sooner.owed <= later.owed
    assert (sooner.owed > 0) <= (sooner.free_days == 0)
    assert sooner.days_left is None


@pytest.mark.parametrize(
    ("storage", "why"),
    [
        (Storage(fee=50, currency="JPY"), "bad_storage"),
        (Storage(ends_at=FREE, fee=50, currency="JPY"), "bad_storage"),
        (Storage(currency="JPY"), "bad_storage"),
        (Storage(free_until=FREE, ends_at=FREE - timedelta(days=1)), "bad_storage"),
        (Storage(free_until=FREE, fee=50, currency="ZZZ"), "unknown_currency"),
        (Storage(free_until=FREE, fee=-1, currency="JPY"), "bad_amount"),
        (Storage(free_until=FREE.replace(year=9999)), "bad_year"),
    ],
)
def test_what_cannot_be_is_refused(storage: Storage, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        check_storage(storage)


def test_it_stays_with_the_parcel_until_somebody_says_otherwise(world: World) -> None:
    shop, keep = world.kyoto_shop.id, operations.keep_parcel

    def bring(storage: Storage | None) -> tuple[str, Storage | None]:
        draft = parcel_draft(shop, storage=storage)
        kept = world.store.write_now(keep, draft, source=SHOPIFY)
        return kept.did, kept.parcel.storage

    assert bring(STORED) == ("made", STORED)
    assert bring(None) == ("same", STORED)
    later = Storage(free_until=FREE + timedelta(days=3))
    assert bring(later) == ("changed", later)
    with pytest.raises(Refusal, match="bad_storage"):
        bring(Storage(fee=1, currency="JPY"))
    assert bring(Storage()) == ("changed", None)

"""What the sample customers have ordered: bids, storage, customs, one silent parcel, one unpaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from typing import get_args

import msgspec

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import SHOP, Identity
from madoguchi.demo.company import read
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.orders import operations
from madoguchi.orders.contracts import (
    Direction,
    Flag,
    Journey,
    MovementDraft,
    OrderDraft,
    OrderLine,
    OrderState,
    ParcelDraft,
    PaymentDraft,
    Source,
    Storage,
    TrackingDetail,
    TrackingStatus,
)
from madoguchi.shops.contracts import Shop

Cue = tuple[datetime, Callable[[], None]]

SOURCE = Source(name="sample")
_STEP = re.compile(r"(?P<count>\d+)(?P<unit>[mhd]) (?P<what>\w+)(?: (?P<text>.*))?")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class SampleParcel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parcel; each of `moves` is "4d InTransit:Departure 大阪 | the carrier's words"."""

    number: str
    carrier: str
    moves: list[str]
    direction: Direction = "international"
    weight_g: int | None = None
    free_days: int | None = None
    """For how many days from now it lies in the warehouse free of charge, and at all."""
    kept_days: int | None = None
    day_fee: int = 0


class SampleOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order of whoever has this account at the shop; each of `states` is "9d bid": how long ago
    it came into which state. `ends_in` is in minutes from now.
    """

    shop: str
    account: str
    number: str
    title: str
    price: int
    states: list[str]
    quantity: int = 1
    seller: str = ""
    currency: str = "JPY"
    journey: Journey = "direct"
    via_warehouse: bool = False
    ends_in: int | None = None
    paid: bool = True
    note: str = ""
    flag: Flag | None = None
    parcels: list[SampleParcel] = []


class _Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    order: list[SampleOrder]


@cache
def book() -> list[SampleOrder]:
    """Return all orders."""
    return read("orders.toml", _Book).order


class Orders:
    """Brings the orders as their platforms would, each step at its time."""

    def __init__(self, store: Store, shops: Mapping[str, Shop]) -> None:
        self._store = store
        self._shops = shops

    def cues(self, now: datetime) -> Iterator[Cue]:
        """Return each order's steps with their times."""
        for sample in book():
            times = [now - _ago(step) for step in sample.states]
            for number in range(len(times)):
                yield times[number], partial(self._keep, sample, number, times, now)
            for parcel in sample.parcels:
                for number, move in enumerate(parcel.moves):
                    yield now - _ago(move), partial(self._move, sample, parcel, number, now)

    def match(self) -> None:
        """Give the orders to their buyers, who have written by now."""
        for sample in book():
            self._store.write_now(_match, self._shops[sample.shop].id, sample.account)

    def _keep(self, sample: SampleOrder, step: int, times: list[datetime], now: datetime) -> None:
        draft = self._draft(sample, step, times[0], now)
        order = self._store.write_now(operations.keep_order, draft, source=SOURCE).order
        paid = "paid" in sample.states[step]
        if paid and sample.paid:
            payment = PaymentDraft(
                external_id=f"pay-{sample.number}",
                amount=draft.total,
                currency=draft.currency,
                at=times[step],
            )
            self._store.write_now(operations.keep_payment, order.id, payment, source=SOURCE)

    def _draft(
        self, sample: SampleOrder, step: int, placed_at: datetime, now: datetime
    ) -> OrderDraft:
        state = sample.states[step].split()[1]
        assert state in get_args(OrderState)
        return OrderDraft(
            shop_id=self._shops[sample.shop].id,
            platform=self._shops[sample.shop].platform,
            external_id=sample.number,
            number=sample.number,
            version=step + 1,
            journey=sample.journey,
            via_warehouse=sample.via_warehouse or None,
            state=msgspec.convert(state, OrderState),
            ends_at=None if sample.ends_in is None else now + timedelta(minutes=sample.ends_in),
            placed_at=placed_at,
            currency=sample.currency,
            total=sample.price * sample.quantity,
            lines=[
                OrderLine(
                    title=sample.title,
                    quantity=sample.quantity,
                    price=sample.price,
                    seller=sample.seller,
                )
            ],
            buyer_id=sample.account,
            note=sample.note or None,
            flag=sample.flag,
        )

    def _move(self, sample: SampleOrder, parcel: SampleParcel, step: int, now: datetime) -> None:
        step_of = _STEP.fullmatch(parcel.moves[step])
        assert step_of is not None
        status, _, detail = step_of["what"].partition("__")
        place, _, text = (step_of["text"] or "").partition(" | ")
        draft = self._draft(sample, 0, now - _ago(sample.states[0]), now)
        order = self._store.write_now(operations.keep_order, draft, source=SOURCE).order
        kept = self._store.write_now(
            operations.keep_parcel,
            ParcelDraft(
                shop_id=order.shop_id,
                number=parcel.number,
                carrier=parcel.carrier,
                direction=parcel.direction,
                order_ids=[order.id],
                weight_g=parcel.weight_g,
                storage=_storage(parcel, now),
            ),
            source=SOURCE,
        )
        movement = MovementDraft(
            at=now - _ago(parcel.moves[step]),
            status=msgspec.convert(status, TrackingStatus),
            detail=msgspec.convert(detail, TrackingDetail),
            place=place,
            text=text,
        )
        self._store.write_now(operations.keep_tracking, kept.parcel.id, [movement], source=SOURCE)
        self._store.write_now(operations.notice_silent)


def _storage(parcel: SampleParcel, now: datetime) -> Storage | None:
    if parcel.free_days is None or parcel.kept_days is None:
        return None
    return Storage(
        free_until=now + timedelta(days=parcel.free_days),
        ends_at=now + timedelta(days=parcel.kept_days),
        fee=parcel.day_fee,
        currency="JPY",
    )


def _match(tx: Tx, shop_id: int, account: str) -> None:
    known = customers.find_by_identity(tx, shop_id, Identity(SHOP, account))
    if known is not None:
        operations.match(tx, known.id)


def _ago(step: str) -> timedelta:
    found = _STEP.fullmatch(step)
    assert found is not None, step
    return timedelta(**{_UNITS[found["unit"]]: int(found["count"])})

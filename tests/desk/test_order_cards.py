"""Cards that ask a customer for something: never too often, never at night, never what is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.desk import operations as desk
from madoguchi.desk.cards import operations as cards
from madoguchi.desk.cards import rules
from madoguchi.desk.cards.contracts import CardKind, CardRules, CardRulesDraft, CardWish
from madoguchi.kernel.errors import Conflict, Forbidden, NotFound
from madoguchi.kernel.transaction import Tx
from madoguchi.orders import operations as ordering
from madoguchi.orders.contracts import Address, Order, PaymentDraft
from madoguchi.people.contracts import Actor
from tests.orders.conftest import SHOPIFY, order_draft
from tests.world import World

URL = "https://desk.example/o/1.0000000000000000000000000000000000000000"
HOME = Address(name="王小明", lines=["信義路五段7號"], city="台北市", country="TW", postcode="110")


def talk(world: World, name: str = "mei") -> tuple[int, int]:
    posted = world.receive(world.visitor(name), "いつ届きますか")
    assert posted.message.author.id is not None
    return posted.conversation_id, posted.message.author.id


def order_of(world: World, customer: int, **more: object) -> Order:
    draft = order_draft(world.kyoto_shop.id, customer_id=customer, address=HOME, **more)
    return world.store.write_now(ordering.keep_order, draft, source=SHOPIFY).order


def send(world: World, number: int, order: Order, kind: CardKind, by: Actor | None = None) -> str:
    def run(tx: Tx) -> str:
        who = by or world.sora
        wish = CardWish(client_id=world.client_id(), kind=kind, order_id=order.id)
        cards.link_for(tx, number, wish, by=who)
        reply = cards.compose(tx, number, wish, URL, by=who)
        posted = desk.post(tx, number, reply, by=who)
        cards.count_sent(tx, wish, posted.message)
        return posted.message.body

    return world.store.write_now(run)


def test_a_card_says_what_it_is_and_ends_with_the_page(world: World) -> None:
    number, mei = talk(world)
    order = order_of(world, mei, state="preparing", paid=1980)
    body = send(world, number, order, "order")
    assert body.splitlines()[0] == "開化堂 茶筒"
    assert body.splitlines()[-1] == URL
    assert "1,980" in body
    assert send(world, number, order, "address").splitlines()[1] == "王小明"


def test_asking_stops_at_the_shops_cap(world: World) -> None:
    number, mei = talk(world)
    order = order_of(world, mei)
    send(world, number, order, "payment")
    send(world, number, order, "payment")
    with pytest.raises(Conflict, match="too_many"):
        send(world, number, order, "payment")
    send(world, number, order, "address")  # each kind by itself
    send(world, number, order, "order")  # what asks for nothing has no cap
    draft = CardRulesDraft(most=3, quiet_from=0, quiet_until=0)
    with pytest.raises(Forbidden):
        world.store.write_now(cards.keep_rules, world.kyoto_shop.id, draft, by=world.sora)
    for version in (1, 2):
        kept = world.store.write_now(cards.keep_rules, world.kyoto_shop.id, draft, by=world.anna)
        assert kept.version == version
    send(world, number, order, "payment")


def test_payment_stops_the_reminder(world: World) -> None:
    number, mei = talk(world)
    order = order_of(world, mei)
    pay = PaymentDraft(external_id="p", amount=1980, currency="JPY", at=world.clock.now)
    world.store.write_now(ordering.keep_payment, order.id, pay, source=SHOPIFY)
    with pytest.raises(Conflict, match="paid_already"):
        send(world, number, order, "payment")


def test_nobody_is_asked_at_night_where_they_are(world: World) -> None:
    number, mei = talk(world)
    order = order_of(world, mei)
    world.clock.move(hours=12)  # 22:00 in Tokyo, where the visitor is
    with pytest.raises(Conflict, match="quiet_hours"):
        send(world, number, order, "payment")
    send(world, number, order, "order")
    world.clock.move(hours=10, minutes=1)
    send(world, number, order, "payment")


def test_a_card_is_of_the_customer_one_talks_to(world: World) -> None:
    number, _ = talk(world)
    _, jun = talk(world, "jun")
    order = order_of(world, jun)
    with pytest.raises(Conflict, match="not_theirs"):
        send(world, number, order, "order")
    draft = order_draft(world.canton_shop.id)
    far = world.store.write_now(ordering.keep_order, draft, source=SHOPIFY).order
    with pytest.raises(NotFound):
        send(world, number, far, "order")


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001
)
def test_quiet_hours_end_when_they_are_said_to(begin: int, end: int, at: datetime) -> None:
    held = CardRules(id=1, quiet_from=begin, quiet_until=end)
    zone = ZoneInfo("Asia/Seoul")
    now = at.replace(tzinfo=UTC)
    until = rules.quiet_until(held, now, zone)
    if begin == end:
        assert until is None
    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert rules.quiet_until(held, until, zone) is None

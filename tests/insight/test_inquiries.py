"""Questions before an order: what follows from them, whose they are, and the list behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from madoguchi.desk import operations as desk
from madoguchi.insight import operations as insight
from madoguchi.insight.contracts import Filter
from madoguchi.insight.figures.events import Event, Kind, Where
from madoguchi.insight.figures.facts import Inquiry
from madoguchi.insight.figures.fold import Fold
from madoguchi.insight.figures.inquiries import Sold
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.queries.period import behind, period
from madoguchi.orders import operations as ordering
from madoguchi.orders.contracts import PaymentDraft
from tests.insight.counting import tally
from tests.insight.histories import hours
from tests.orders.conftest import SHOPIFY, order_draft
from tests.world import World

ZONE = "Asia/Tokyo"
MEI, LIN, SORA = 9, 1, 2


def at(day: int, clock: str = "12:00") -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}+09:00")


def asks(when: datetime, talk: int = 1) -> Event:
    kind = Kind.CUSTOMER_SAID
    return Event(at=when, kind=kind, conversation=talk, customer=MEI, where=Where(1))


def answers(when: datetime, agent: int, talk: int = 1) -> Event:
    kind = Kind.AGENT_SAID
    return Event(at=when, kind=kind, conversation=talk, customer=MEI, agent=agent, where=Where(1))


def orders(
    placed: datetime,
    paid: datetime | None = None,
    ended: datetime | None = None,
    told: datetime | None = None,
    number: int = 1,
    version: int = 1,
    customer: int = MEI,
) -> Event:
    return Event(
        at=told or placed, kind=Kind.ORDER, number=number, version=version, customer=customer,
        placed=placed, paid=paid, ended=ended,
    )  # fmt: skip


def inquiries(*history: Event) -> list[Inquiry]:
    fold = Fold(ZONE, hours)
    for event in history:
        fold.add(event)
    return [fact for fact in fold.facts.values() if isinstance(fact, Inquiry)]


def sold(*history: Event) -> Sold:
    return tally(inquiries(*history), Variant(zone=ZONE)).sold


def test_the_same_and_the_next_day_are_soon_and_the_fourth_is_the_last() -> None:
    for day, came in ((2, (1, 1)), (3, (1, 1)), (4, (0, 1)), (5, (0, 1)), (6, (0, 0))):
        found = sold(asks(at(2)), orders(at(day, "23:59"), paid=at(day, "23:59")))
        assert (found.asked, found.ordered, found.ordered_finally) == (1, *came), day
        assert (found.paid, found.paid_finally) == came, day


def test_an_order_paid_later_counts_as_ordered_soon_and_paid_in_the_end() -> None:
    found = sold(asks(at(2)), orders(at(2, "13:00")), orders(at(2, "13:00"), at(4), version=2))
    assert (found.ordered, found.paid, found.paid_finally) == (1, 0, 1)


def test_who_asks_about_an_order_under_way_makes_no_inquiry() -> None:
    assert sold(orders(at(1)), asks(at(2))).asked == 0
    assert sold(orders(at(1), ended=at(1, "20:00")), asks(at(2))).asked == 1
    long_ago = orders(at(2) - timedelta(days=31), told=at(1))
    assert sold(long_ago, asks(at(2))).asked == 1, "nobody said that it arrived"
    (one, other) = sorted(inquiries(asks(at(2)), orders(at(2, "13:00")), asks(at(3))), key=day_of)
    assert (one.about_order, other.about_order) == (False, True)


def day_of(inquiry: Inquiry) -> datetime:
    return inquiry.asked_at


def test_it_is_of_who_answered_last_before_the_order() -> None:
    talked = [
        asks(at(2)), answers(at(2, "12:01"), LIN), answers(at(2, "12:02"), SORA),
        answers(at(2, "14:00"), LIN),
    ]  # fmt: skip
    assert inquiries(*talked)[0].agent == LIN
    assert inquiries(*talked, orders(at(2, "13:00"), told=at(3)))[0].agent == SORA
    in_charge = Event(at=at(2), kind=Kind.ASSIGNED, conversation=1, customer=MEI, agent=SORA)
    assert inquiries(in_charge, asks(at(2)))[0].agent == SORA


def test_an_order_that_turns_out_to_be_anothers_follows_from_their_question() -> None:
    history = [asks(at(2)), orders(at(2, "13:00"))]
    assert sold(*history).ordered == 1
    assert sold(*history, orders(at(2, "13:00"), version=2, customer=0)).ordered == 0
    stale = orders(at(2, "13:00"), version=0, customer=0)
    assert sold(*history, stale).ordered == 1, "what is older says nothing"
    recognised = Event(at=at(3), kind=Kind.ASSIGNED, conversation=1, customer=7, agent=LIN)
    assert sold(*history, recognised).ordered == 0
    assert sold(*history, recognised, orders(at(2, "13:00"), version=3, customer=7)).ordered == 1


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(f"sqlite:///{tmp_path / 'madoguchi.db'}")
    yield made
    made.close()


@pytest.mark.parametrize("imported", [False, True])
def test_each_person_has_their_figures_and_the_list_behind_them(
    world: World, *, imported: bool
) -> None:
    talks = []
    for name, by in (("mei", world.lin), ("jun", world.lin), ("kai", world.sora)):
        posted = world.receive(world.visitor(name), "この急須はありますか")
        talks.append(posted.conversation_id)
        speech = world.speech("ございます。")
        world.store.write_now(desk.post, posted.conversation_id, speech, by=by)
        if name == "jun":
            continue
        draft = order_draft(
            world.kyoto_shop.id, name, customer_id=posted.message.author.id,
            placed_at=world.clock.now + timedelta(hours=1),
        )  # fmt: skip
        world.clock.move(hours=2)
        if imported:
            world.store.write_now(ordering.keep_orders, [draft], source=SHOPIFY)
        else:
            world.store.write_now(ordering.keep_order, draft, source=SHOPIFY)
    pay = PaymentDraft(external_id="p", amount=1980, currency="JPY", at=world.clock.now)
    world.store.write_now(ordering.keep_payment, 1, pay, source=SHOPIFY)
    world.store.write_now(insight.begin)
    insight.Keeper().catch_up(world.store, lambda _: None)
    found = world.store.read_now(period, None, None, "person", Filter(), by=world.anna)
    by_person = {row.key: row.figures for row in found.rows}
    names = ("inquiries", "inquiries_ordered", "inquiries_paid")
    lins, soras = by_person[world.lin.person_id], by_person[world.sora.person_id]
    assert [lins[name] for name in names] == [2, 0.5, 0.5]
    assert [soras[name] for name in names] == [1, 1, 0]
    wanted = Filter(person_id=world.lin.person_id)
    listed = world.store.read_now(behind, "inquiries_paid", None, None, wanted, by=world.lin)
    assert [each.id for each in listed.items] == [talks[1], talks[0]]

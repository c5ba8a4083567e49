"""Two at once about the same parcel: one request, and no answer that misses who asked."""

from __future__ import annotations

import pytest

from madoguchi.kernel.store import Store
from madoguchi.partners import operations
from madoguchi.partners.contracts.requests import Answer, Ask
from madoguchi.partners.queries import requests as queries
from tests.desk.test_races import Meanwhile, begun, elsewhere
from tests.partners.conftest import Trade

__all__ = ["elsewhere"]


@pytest.fixture
def wanted(trade: Trade) -> Ask:
    return Ask(
        partner_id=trade.osaka.id,
        kind="photo",
        wanted={"views": ["outside"]},
        reference="A-1024",
    )


def test_two_who_ask_the_same_at_once_are_one_request(
    trade: Trade, elsewhere: Store, wanted: Ask
) -> None:
    lin, first, second = trade.world.lin, trade.talk("mei"), trade.talk("lee")
    with begun(trade.world.store) as tx:
        one = operations.ask(tx, first, wanted, by=lin)
        other = Meanwhile(elsewhere, operations.ask, second, wanted, by=lin)
    joined = other.end()
    assert (joined.id, [each.conversation_id for each in joined.places]) == (
        one.id,
        [first, second],
    )


def test_who_asks_while_it_is_answered_is_heard(
    trade: Trade, elsewhere: Store, wanted: Ask
) -> None:
    world, first, second = trade.world, trade.talk("mei"), trade.talk("lee")
    asked = world.store.write_now(operations.ask, first, wanted, by=world.lin)
    trade.photo(trade.tanaka, asked)
    with begun(world.store) as tx:
        operations.answer(tx, asked.id, Answer(), by=trade.tanaka)
        other = Meanwhile(elsewhere, operations.ask, second, wanted, by=world.lin)
    late = other.end()
    assert (late.state, late.id != asked.id) == ("open", True)


def test_an_answer_reaches_who_has_joined_a_moment_before(
    trade: Trade, elsewhere: Store, wanted: Ask
) -> None:
    world, first, second = trade.world, trade.talk("mei"), trade.talk("lee")
    asked = world.store.write_now(operations.ask, first, wanted, by=world.lin)
    trade.photo(trade.tanaka, asked)
    with begun(world.store) as tx:
        operations.ask(tx, second, wanted, by=world.lin)
        other = Meanwhile(elsewhere, operations.answer, asked.id, Answer(), by=trade.tanaka)
    other.end()
    done = world.store.read_now(queries.request, asked.id, by=world.lin)
    assert [place.answer_seq is not None for place in done.places] == [True, True]

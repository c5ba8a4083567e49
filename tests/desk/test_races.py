"""Two operations at once on the same people and conversations: one waits, and neither undoes or
doubles what the other did.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from madoguchi.customers import operations as customers
from madoguchi.customers import queries as customer_queries
from madoguchi.customers.contracts import SHOP, VISITOR, Identity, Introduction, Page
from madoguchi.customers.rules import Profile
from madoguchi.desk import operations as desk
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Forbidden, Refusal
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx, flush
from tests.world import World

_WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def elsewhere(world: World) -> Iterator[Store]:
    """The same database, open in another process."""
    store = Store(world.store.url, clock=world.clock, writers=1, readers=1)
    yield store
    store.close()


@contextmanager
def begun(store: Store) -> Iterator[Tx]:
    """An operation of this process that has done its work and not yet committed."""
    with store.writing_engine.connect() as connection, connection.begin():
        tx = Tx(connection, store.clock())
        yield tx
        flush(connection, [tx])


class Meanwhile:
    """An operation of another process, begun while one of ours is not committed."""

    def __init__(self, store: Store, operation: Callable[..., Any], *args: Any, **kwargs: Any):
        self._store = store
        self._answer: Any = None
        self._refusal: Refusal | None = None

        def run() -> None:
            try:
                self._answer = store.write_now(operation, *args, **kwargs)
            except Refusal as refusal:
                self._refusal = refusal

        self._thread = threading.Thread(target=run)
        self._thread.start()
        self._let_it_wait()

    def _let_it_wait(self) -> None:
        """Return once it waits for our lock, or has run past us. SQLite's only writer waits."""
        if self._store.dialect == "sqlite":
            return
        while self._thread.is_alive():
            with self._store.writing_engine.connect() as connection:
                if connection.execute(_WAITING).scalar_one():
                    return
            time.sleep(0.01)

    def end(self) -> Any:
        """Return what it answered, or raise what it was refused with."""
        self._thread.join()
        if self._refusal is not None:
            raise self._refusal
        return self._answer


def member(world: World, browser: str) -> Introduction:
    """A customer whom the shop vouches for, in one of their browsers."""
    return Introduction(
        shop_id=world.kyoto_shop.id,
        identities=(Identity(SHOP, "member-7"), Identity(VISITOR, browser)),
        name="佐藤",
        verified=True,
    )


def on_page(visitor: Introduction, world: World, url: str) -> Introduction:
    return msgspec.structs.replace(visitor, page=Page(url, "", world.clock()))


def customer_of(world: World, conversation_id: int) -> int:
    return world.store.read_now(
        conversations.conversation, conversation_id, by=world.anna
    ).customer_id


def test_two_first_messages_open_one_conversation(world: World, elsewhere: Store) -> None:
    with begun(world.store) as tx:
        first = desk.receive(tx, member(world, "phone"), world.speech("a"))
        other = Meanwhile(elsewhere, desk.receive, member(world, "laptop"), world.speech("b"))
    assert other.end().conversation_id == first.conversation_id


def test_two_messages_long_after_the_end_open_one_conversation(
    world: World, elsewhere: Store
) -> None:
    old = world.receive(member(world, "phone"), "before").conversation_id
    world.store.write_now(desk.resolve, old, by=world.lin)
    world.clock.move(days=8)
    with begun(world.store) as tx:
        first = desk.receive(tx, member(world, "phone"), world.speech("a"))
        other = Meanwhile(elsewhere, desk.receive, member(world, "phone"), world.speech("b"))
    assert other.end().conversation_id == first.conversation_id != old
    customer = world.store.read_now(customer_queries.find, customer_of(world, old))
    assert customer is not None
    assert customer.conversation_count == 2


def test_a_block_outlives_the_message_that_it_meets(world: World, elsewhere: Store) -> None:
    visitor = world.visitor("v")
    talk = world.receive(visitor, "first")
    customer_id = customer_of(world, talk.conversation_id)
    with begun(world.store) as tx:
        customers.block(tx, customer_id, by=world.anna)
        moved = on_page(visitor, world, "https://kyoto.example/2")
        other = Meanwhile(elsewhere, desk.receive, moved, world.speech("second"))
    with suppress(Forbidden):
        other.end()
    customer = world.store.read_now(customer_queries.find, customer_id)
    assert customer is not None
    assert customer.blocked_at is not None


def test_two_corrections_of_a_profile_are_both_kept(world: World, elsewhere: Store) -> None:
    customer_id = customer_of(world, world.receive(world.visitor("v"), "first").conversation_id)
    with begun(world.store) as tx:
        customers.change_profile(tx, customer_id, Profile(note="VIP"), by=world.lin)
        other = Meanwhile(
            elsewhere, customers.change_profile, customer_id, Profile(name="Sato"), by=world.anna
        )
    both = other.end()
    assert (both.note, both.name, both.version) == ("VIP", "Sato", 4)


def test_what_a_visitor_opens_while_recognised_is_the_known_customers(
    world: World, elsewhere: Store
) -> None:
    world.receive(member(world, "phone"), "known")
    visitor = world.visitor("laptop")
    old = world.receive(visitor, "unknown").conversation_id
    world.store.write_now(desk.resolve, old, by=world.lin)
    world.clock.move(days=8)
    with begun(world.store) as tx:
        new = desk.receive(tx, visitor, world.speech("a new matter")).conversation_id
        other = Meanwhile(
            elsewhere, desk.recognise, member(world, "laptop"), Identity(VISITOR, "laptop")
        )
    vouched = other.end()
    assert [customer_of(world, each) for each in (old, new)] == [vouched.id, vouched.id]
    assert world.store.read_now(customer_queries.find, vouched.id) == vouched
    assert vouched.conversation_count == 3


def test_what_a_recognised_visitor_says_meanwhile_is_the_known_customers(
    world: World, elsewhere: Store
) -> None:
    world.receive(member(world, "phone"), "known")
    visitor = world.visitor("laptop")
    old = world.receive(visitor, "unknown").conversation_id
    world.store.write_now(desk.resolve, old, by=world.lin)
    world.clock.move(days=8)
    with begun(world.store) as tx:
        vouched = desk.recognise(tx, member(world, "laptop"), Identity(VISITOR, "laptop"))
        other = Meanwhile(elsewhere, desk.receive, visitor, world.speech("a new matter"))
    assert vouched is not None
    assert customer_of(world, other.end().conversation_id) == vouched.id


def test_two_tabs_keep_their_drafts_one_after_the_other(world: World, elsewhere: Store) -> None:
    talk = world.receive(world.visitor("v"), "first").conversation_id
    world.store.write_now(keep_draft, talk, Writing(body="a"), by=world.lin)
    with begun(world.store) as tx:
        desk.post(tx, talk, world.speech("ab"), by=world.lin)
        other = Meanwhile(elsewhere, keep_draft, talk, Writing(body="ab"), by=world.lin)
    assert other.end().version == 3


def test_letting_go_leaves_what_somebody_else_has_just_taken(
    world: World, elsewhere: Store
) -> None:
    talk = world.receive(world.visitor("v"), "first").conversation_id
    world.store.write_now(desk.assign, talk, world.lin.id, by=world.anna)
    with begun(world.store) as tx:
        desk.assign(tx, talk, world.sora.id, by=world.anna)
        other = Meanwhile(elsewhere, desk.release, person_id=world.lin.id, by=world.anna)
    assert other.end() == 0
    kept = world.store.read_now(conversations.conversation, talk, by=world.anna)
    assert kept.assignee_id == world.sora.id

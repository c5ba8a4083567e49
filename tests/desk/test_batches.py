"""What customers say in one batch of the writer: each line once and in order, whoever meddles."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Received, Speech
from madoguchi.desk.queries import conversations, messages
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from tests.world import World

SHOPPERS = ("mei", "yuto", "haeun")

Saying = tuple[str, int]
"""Who says which of their lines; the same again is the same one sent twice."""


def together(world: World, visit: int, sayings: list[Saying], between: set[int]) -> list[Received]:
    """Let one writer find all of it waiting; at some places an agent tags what there is."""
    store = Store(world.store.url, clock=world.clock, writers=1, readers=1)
    behind = threading.Event()

    async def all_at_once() -> list[Received]:
        held = asyncio.ensure_future(store.write(lambda _: behind.wait()))
        told, meddling = [], []
        for place, (name, line) in enumerate(sayings):
            speech = Speech(client_id=f"{visit}-{name}-{line:04d}", body=f"{name} {line}")
            visitor = world.visitor(f"{name}-{visit}")
            told.append(asyncio.ensure_future(store.write(desk.receive, visitor, speech)))
            if place in between:
                meddling.append(asyncio.ensure_future(store.write(_rename_all, visit)))
        await asyncio.sleep(0)
        behind.set()
        await asyncio.gather(held, *meddling)
        return await asyncio.gather(*told)

    try:
        return asyncio.run(all_at_once())
    finally:
        store.close()


def _rename_all(tx: Tx, visit: int) -> None:
    """What another operation may do to the very rows that were read before its turn."""
    tx.execute(
        sa.text(
            "UPDATE conversation SET version = version + 1, subject = :subject"
            " WHERE customer_id IN (SELECT customer_id FROM customer_identity"
            " WHERE external_id LIKE :names)"
        ),
        {"subject": f"of {visit}", "names": f"%-{visit}"},
    )


def _renamed(
    name: str, before: list[Saying], sayings: list[Saying], between: set[int]
) -> list[int]:
    """Return the places at which a customer's conversation was there to be renamed."""
    first = next((place for place, (who, _) in enumerate(sayings) if who == name), len(sayings))
    begun = 0 if name in dict(before) else first
    return [place for place in between if begun <= place < len(sayings)]


_visits = iter(range(1, 1_000_000))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.tuples(st.sampled_from(SHOPPERS), st.integers(1, 3)), max_size=3),
    sayings=st.lists(
        st.tuples(st.sampled_from(SHOPPERS), st.integers(1, 6)), min_size=1, max_size=12
    ),
    between=st.sets(st.integers(0, 11), max_size=2),
)
@example(before=[("mei", 1)], sayings=[("yuto", 1), ("mei", 2), ("mei", 3)], between={0, 1})
def test_each_line_is_stored_once_and_in_order(
    world: World, before: list[Saying], sayings: list[Saying], between: set[int]
) -> None:
    visit = next(_visits)
    if before:
        together(world, visit, before, set())
    told = together(world, visit, sayings, between)

    wanted: dict[str, list[int]] = defaultdict(list)
    for name, line in [*before, *sayings]:
        if line not in wanted[name]:
            wanted[name].append(line)
    renamed = {name: _renamed(name, before, sayings, between) for name in wanted}
    talks = {name: each.conversation_id for (name, _), each in zip(sayings, told, strict=True)}
    for name, talk_id in talks.items():
        page = world.store.read_now(messages.page, talk_id, limit=100)
        lines = [each for each in page if each.author.kind == "customer"]
        assert [each.body for each in lines] == [f"{name} {line}" for line in wanted[name]]
        assert [each.seq for each in page] == list(range(1, len(page) + 1))
        talk = world.store.read_now(conversations.conversation, talk_id, by=world.anna)
        assert talk.message_count == len(page)
        assert talk.version == 1 + len(wanted[name]) + len(renamed[name])
        assert talk.last_message is not None
        assert talk.last_message.seq == page[-1].seq
    met: set[Saying] = set(before)
    for saying, each in zip(sayings, told, strict=True):
        assert each.again == (saying in met)
        assert each.message.body == f"{saying[0]} {saying[1]}"
        met.add(saying)

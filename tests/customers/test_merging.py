"""Profiles are made one and two again: nobody loses anything, nobody sees more than they may."""

from __future__ import annotations

import itertools
import threading
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from madoguchi.customers import operations, queries
from madoguchi.customers.contracts import (
    SHOP,
    VISITOR,
    AddressDraft,
    ConsentDraft,
    Customer,
    Identity,
    IncidentDraft,
    Introduction,
)
from madoguchi.customers.queries.profiles import (
    addresses_of,
    consents_of,
    identities,
    incidents_of,
)
from madoguchi.desk.queries import conversations, messages
from madoguchi.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from madoguchi.kernel.store import Store
from tests.customers.people import again, known, somebody
from tests.world import World, plain


def everything(world: World, ids: list[int]) -> Any:
    """All that hangs on some customers, without the versions, which only grow."""

    def read(view: Any) -> Any:
        talks = conversations.of_customers(view, ids, by=world.anna)
        return {
            "customers": [
                {**plain(queries.find(view, each)), "version": 0, "last_seen_at": None}
                for each in ids
            ],
            "identities": [plain(identities(view, [each])[each]) for each in ids],
            "addresses": plain(addresses_of(view, ids)),
            "consents": plain(consents_of(view, ids)),
            "incidents": plain(incidents_of(view, ids)),
            "conversations": plain(talks),
            "messages": [plain(messages.page(view, talk.id, after=0, limit=200)) for talk in talks],
        }

    return world.store.read_now(read)


def merge(world: World, first: Customer, second: Customer, **more: Any) -> Any:
    return world.store.write_now(operations.merge, first.id, second.id, **{"by": world.lin, **more})


def test_one_profile_shows_what_hangs_on_everybody_in_it(world: World) -> None:
    vouched = somebody(world, "v1", number="A-1", email="Hanako@example.jp", name="山田 花子")
    stranger = somebody(world, "v2")
    made = merge(world, stranger, vouched)
    assert made.profile_id == vouched.id  # whoever is vouched for goes first
    profile = world.store.read_now(queries.profile, stranger.id, by=world.sora)
    assert [face.customer.id for face in profile.faces] == [vouched.id, stranger.id]
    assert profile.customer == again(world, vouched)
    assert profile.merges == [made]
    faces = [each.id for each in world.store.read_now(queries.faces, vouched.id, by=world.lin)]
    talks = world.store.read_now(conversations.of_customers, faces, by=world.lin)
    assert {talk.customer_id for talk in talks} == {vouched.id, stranger.id}
    # Found by whatever either is called, as the one whose profile it is.
    found = world.store.read_now(queries.search, stranger.name, by=world.lin)
    assert [each.id for each in found] == [vouched.id]


def test_a_device_reads_no_more_than_before(small_world: World) -> None:
    vouched, stranger = somebody(small_world, "v1", number="A-1"), somebody(small_world, "v2")
    merge(small_world, vouched, stranger)
    small_world.receive(small_world.visitor("v2"), "もう一度")
    talk = small_world.store.read_now(conversations.latest_of, stranger.id, "webchat")
    assert talk is not None
    assert talk.message_count == 2


ACTS = st.sampled_from(["merge", "split", "write", "address", "consent", "incident"])
NUMBER = st.integers(0, 3)


def test_undone_in_order_merges_leave_what_was_before(small_world: World) -> None:
    """Merge and split never move anything: what was said and changed in between stays with whom it
    was said to; whatever order it was in, all undone is as if nobody had merged."""
    numbers = itertools.count()

    @settings(max_examples=30)
    @given(st.lists(st.tuples(ACTS, NUMBER, NUMBER), max_size=12))
    def holds(acts: list[tuple[str, int, int]]) -> None:
        number = next(numbers)
        merged = lived(small_world, f"m{number}", acts, merging=True)
        alone = lived(small_world, f"a{number}", acts, merging=False)
        assert merged == alone

    holds()


def lived(world: World, family: str, acts: list[tuple[str, int, int]], *, merging: bool) -> Any:
    """Let four people live through some acts, with or without the merges; all undone at the end.

    Returns everything they have, without what tells one family from another.
    """
    people = [
        somebody(world, f"{family}-{n}", number=f"{family}-{n}" if n % 2 else None, name=f"N{n}")
        for n in range(4)
    ]
    standing: list[int] = []
    for act, one, other in acts:
        if act == "merge":
            with suppress(Refusal):
                if merging:
                    standing.append(merge(world, people[one], people[other]).id)
        elif act == "split":
            if standing:
                world.store.write_now(operations.split, standing.pop(), by=world.lin)
        else:
            happen(world, act, people[one], f"{family}-{one}")
    for merge_id in reversed(standing):
        world.store.write_now(operations.split, merge_id, by=world.lin)
    ids = [each.id for each in people]
    return bare(everything(world, ids), family, ids)


def happen(world: World, act: str, person: Customer, name: str) -> None:
    match act:
        case "write":
            channel = SHOP if person.verified else VISITOR
            names = replace(world.visitor(name), identities=(Identity(channel, name),))
            world.receive(names, "つづき")
        case "address":
            draft = AddressDraft(country="HK", recipient="陳", district="旺角", lines=["彌敦道 1"])
            world.store.write_now(operations.keep_address, person.id, draft, by=world.lin)
        case "consent":
            agreed = ConsentDraft(
                purpose="marketing_chat", text="はい", locale="ja", channel="webchat"
            )
            world.store.write_now(operations.give_consent, person.id, agreed, by=world.lin)
        case "incident":
            went = IncidentDraft(cause="late", what="遅れた")
            world.store.write_now(operations.note_incident, person.id, went, by=world.lin)


def bare(value: Any, family: str, ids: list[int]) -> Any:
    """Without instants and numbers, and with people by their place in the family."""
    if isinstance(value, dict):
        skipped = ("at", "rank", "clock", "since", "until", "client_id")
        kept = {key: each for key, each in value.items() if not key.endswith(skipped)}
        for key in ("id", "conversation_id"):
            kept.pop(key, None)
        for key in ("customer_id", "profile_id"):
            if kept.get(key) is not None:
                kept[key] = ids.index(kept[key])
        return {key: bare(each, family, ids) for key, each in kept.items()}
    if isinstance(value, str):
        return value.replace(family, "")
    return [bare(each, family, ids) for each in value] if isinstance(value, list) else value


def test_a_merge_that_others_build_upon_is_undone_after_them(small_world: World) -> None:
    one, two, three = (somebody(small_world, f"v{n}") for n in range(3))
    first, second = merge(small_world, one, two), merge(small_world, one, three)
    profile = small_world.store.read_now(queries.profile, two.id, by=small_world.lin)
    assert profile.merges == [second]
    with pytest.raises(Conflict) as refused:
        small_world.store.write_now(operations.split, first.id, by=small_world.lin)
    assert refused.value.key == "customer.merge_built_upon"
    small_world.store.write_now(operations.split, second.id, by=small_world.lin)
    undone = small_world.store.write_now(operations.split, first.id, by=small_world.lin)
    assert undone == small_world.store.write_now(operations.split, first.id, by=small_world.lin)
    assert [again(small_world, each).profile_id for each in (one, two, three)] == [None] * 3


def test_of_two_who_merge_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    people = [somebody(world, f"v{n}") for n in range(3)]
    elsewhere = Store(world.store.url, clock=world.clock, writers=1, readers=1)
    outcomes: list[object] = []

    def attempt(store: Store, first: int, second: int) -> None:
        try:
            outcomes.append(
                store.write_now(operations.merge, people[first].id, people[second].id, by=world.lin)
            )
        except Conflict as conflict:
            outcomes.append(conflict.key)

    try:
        # Both take the middle one under another profile.
        threads = [
            threading.Thread(target=attempt, args=(world.store, 0, 1)),
            threading.Thread(target=attempt, args=(elsewhere, 0, 1)),
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        elsewhere.close()
    assert sum(outcome == "customer.merged_meanwhile" for outcome in outcomes) == 1
    assert again(world, people[1]).profile_id == people[0].id


def test_across_shops_only_for_those_who_see_both(small_world: World) -> None:
    here = somebody(small_world, "v1", number="A-1")
    there = somebody(small_world, "v1", number="B-1", shop_id=small_world.canton_shop.id)
    with pytest.raises(NotFound):
        merge(small_world, here, there, by=small_world.sora)
    made = merge(small_world, here, there)
    narrow = small_world.store.read_now(queries.profile, here.id, by=small_world.sora)
    assert [face.customer.id for face in narrow.faces] == [here.id]
    assert narrow.merges == []
    with pytest.raises(NotFound):
        small_world.store.read_now(queries.profile, there.id, by=small_world.sora)
    with pytest.raises(NotFound):
        small_world.store.write_now(operations.split, made.id, by=small_world.sora)
    another = somebody(small_world, "v9")
    with pytest.raises(Forbidden):
        merge(small_world, another, here, by=small_world.sora)
    wide = small_world.store.read_now(queries.profile, there.id, by=small_world.lin)
    assert len(wide.faces) == 2


def suggested(world: World, customer: Customer, by: Any = None) -> list[tuple[int, str]]:
    profile = world.store.read_now(queries.profile, customer.id, by=by or world.lin)
    return [(each.customer.id, each.basis) for each in profile.suggestions]


def test_only_proven_names_suggest_a_merge(world: World) -> None:
    vouched = somebody(world, "v1", number="A-1", email="hanako@example.jp", name="山田 花子")
    claimed = somebody(world, "v2", email="hanako@example.jp", name="山田 花子")
    assert suggested(world, vouched) == suggested(world, claimed) == []
    mail = Identity("email", "hanako@example.jp")
    world.store.write_now(operations.add_identity, claimed.id, mail, by=world.lin)
    assert suggested(world, vouched) == [(claimed.id, "email")]
    assert suggested(world, claimed) == [(vouched.id, "email")]
    merge(world, vouched, claimed, basis="email")
    assert suggested(world, vouched) == []


def test_a_telephone_number_is_one_however_it_is_written(small_world: World) -> None:
    one = somebody(small_world, "v1")
    other = somebody(small_world, "v2", shop_id=small_world.canton_shop.id)
    for who, text in ((one, "090-1234-5678"), (other, "+81 (90) 1234 5678")):
        small_world.store.write_now(
            operations.add_identity, who.id, Identity("phone", text), by=small_world.lin
        )
    assert suggested(small_world, one) == [(other.id, "phone")]
    # Whoever does not see the other's shop is not told of them.
    assert suggested(small_world, one, by=small_world.sora) == []
    small_world.store.write_now(operations.keep_apart, other.id, one.id, by=small_world.lin)
    assert suggested(small_world, one) == suggested(small_world, other) == []


def test_a_name_is_one_persons(small_world: World) -> None:
    one, other = somebody(small_world, "v1"), somebody(small_world, "v2")
    line = Identity("line", "U1234")
    small_world.store.write_now(operations.add_identity, one.id, line, by=small_world.lin)
    small_world.store.write_now(operations.add_identity, one.id, line, by=small_world.lin)
    with pytest.raises(Conflict) as refused:
        small_world.store.write_now(operations.add_identity, other.id, line, by=small_world.lin)
    assert refused.value.key == "identity.taken"
    with pytest.raises(Forbidden):
        small_world.store.write_now(operations.remove_identity, one.id, line, by=small_world.lin)
    small_world.store.write_now(operations.remove_identity, one.id, line, by=small_world.anna)
    small_world.store.write_now(operations.add_identity, other.id, line, by=small_world.lin)


def test_the_standard_of_a_tier_holds_for_the_whole_profile(small_world: World) -> None:
    from madoguchi.customers.rules import Profile, tiers

    vouched, stranger = somebody(small_world, "v1", number="A-1"), somebody(small_world, "v2")
    gold = Profile(tier="gold", tags=["vip", "gold"])
    small_world.store.write_now(operations.change_profile, vouched.id, gold, by=small_world.lin)
    merge(small_world, vouched, stranger)
    theirs = small_world.store.read_now(
        lambda view: queries.principal(view, again(small_world, stranger))
    )
    assert tiers(theirs) == ["gold", "vip"]


def test_a_merge_with_oneself_or_nobody_changes_nothing(small_world: World) -> None:
    one = somebody(small_world, "v1")
    with pytest.raises(Refusal):
        merge(small_world, one, one)
    with pytest.raises(NotFound):
        small_world.store.write_now(operations.merge, one.id, 999, by=small_world.lin)
    assert again(small_world, one) == one


def test_an_address_is_the_same_however_it_is_written(small_world: World) -> None:
    world = small_world
    one = somebody(world, "v1", number="A-1", email="Hanako@Example.jp")
    two = somebody(
        world, "v2", number="B-1", email="hanako@example.jp", shop_id=world.canton_shop.id
    )
    for each, other in ((one, two), (two, one)):
        profile = world.store.read_now(queries.profile, each.id, by=world.lin)
        assert [found.customer.id for found in profile.suggestions] == [other.id]
        assert [found.basis for found in profile.suggestions] == ["email"]


def test_an_address_that_is_not_proven_suggests_nobody(small_world: World) -> None:
    world = small_world
    vouched = somebody(world, "v1", number="A-1", email="hanako@example.jp")
    address = Identity("email", "hanako@example.jp")
    forged = Introduction(
        shop_id=world.canton_shop.id, identities=(address,), email="Hanako@example.jp", proven=False
    )
    world.receive(forged, "it is me, hanako")
    writer = known(world, world.canton_shop.id, address)

    def suggested() -> list[list[int]]:
        profiles = [
            world.store.read_now(queries.profile, each.id, by=world.lin)
            for each in (vouched, writer)
        ]
        return [[found.customer.id for found in each.suggestions] for each in profiles]

    assert suggested() == [[], []]
    world.store.write_now(operations.prove, world.canton_shop.id, address)
    assert suggested() == [[writer.id], [vouched.id]]

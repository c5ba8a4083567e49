"""Decisions carried out: checked once more, told in words, and never past what a hand decided."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

import pytest
from msgspec import convert

from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import TagDraft
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.routing import queries as routing
from madoguchi.desk.routing.contracts import FULL, Decision, RoutingChanges, Said, ShopRouting
from madoguchi.desk.routing.operations import change_routing, give
from madoguchi.kernel.errors import Conflict
from madoguchi.orders import operations as orders
from madoguchi.people.contracts import Actor, PersonChanges
from madoguchi.people.operations import staff, teams
from madoguchi.people.presence.contracts import AbilityChanges, Spoken
from madoguchi.people.presence.operations import change_ability, choose_presence
from tests.desk.floors import Following
from tests.orders.conftest import SHOPIFY, order_draft
from tests.refusals import refused
from tests.world import World, plain


@pytest.fixture
def floor(world: World) -> Iterator[Following]:
    following = Following(world)
    yield following
    following.close()


def available(world: World, actor: Actor) -> None:
    assert actor.id is not None
    world.store.write_now(choose_presence, actor.id, "available", by=actor)


def line_of(world: World, conversation_id: int) -> dict[str, object]:
    page = world.store.read_now(messages.page, conversation_id, after=0)
    line = page[-1].line
    assert line is not None
    return {"key": line.key} | {key: value for key, value in line.params.items() if value}


def test_a_customer_is_given_to_who_speaks_their_language(world: World, floor: Following) -> None:
    for actor in (world.lin, world.sora):
        available(world, actor)
    japanese = AbilityChanges(capacity=2, languages=[Spoken("ja-JP")])
    assert world.sora.id is not None
    world.store.write_now(change_ability, world.sora.id, japanese, by=world.anna)
    talk = world.receive(world.visitor("v"), "いつ届きますか").conversation_id
    floor.route()
    given = world.store.read_now(conversations.conversation, talk, by=world.anna)
    assert given.assignee_id == world.sora.id
    assert line_of(world, talk) == {
        "key": "routed", "to": "Sora", "language": "ja", "load": 1, "capacity": 2,
    }  # fmt: skip


def test_who_has_ordered_goes_to_after_sale_unless_a_tag_says_otherwise(
    world: World, floor: Following
) -> None:
    for actor, skill in ((world.lin, "pre_sale"), (world.sora, "after_sale")):
        assert actor.id is not None
        available(world, actor)
        changes = AbilityChanges(skills=[skill])
        world.store.write_now(change_ability, actor.id, changes, by=world.anna)

    def comes(name: str) -> tuple[int, dict[str, object]]:
        talk = world.receive(world.visitor(name), "hello").conversation_id
        floor.route()
        return talk, line_of(world, talk)

    _, unknown = comes("before")
    assert "skill" not in unknown  # no order of this shop is known: neither is called for
    buyer = world.receive(world.visitor("buyer"), "いくらですか").conversation_id
    world.store.write_now(desk.resolve, buyer, by=world.anna)
    bought = world.store.read_now(conversations.conversation, buyer, by=world.anna)
    kept = world.store.write_now(
        orders.keep_order, order_draft(world.kyoto_shop.id), source=SHOPIFY
    )
    world.store.write_now(orders.give_to, kept.order.id, bought.customer_id, by=world.anna)
    world.clock.move(days=8)
    _, looks_around = comes("looks around")
    assert (looks_around["to"], looks_around["skill"]) == ("Lin", "pre_sale")
    again, has_bought = comes("buyer")
    assert again != buyer
    assert (has_bought["to"], has_bought["skill"]) == ("Sora", "after_sale")

    draft = TagDraft(name="before buying")
    tag = world.store.write_now(desk.make_tag, draft, by=world.anna)
    tags = RoutingChanges(skill_tags={"pre_sale": [tag.id]})
    world.store.write_now(change_routing, tags, by=world.anna)
    world.store.write_now(desk.tag_conversation, again, [tag.id], by=world.anna)
    world.store.write_now(desk.requeue, again, by=world.anna)
    floor.route()
    assert (line_of(world, again)["to"], line_of(world, again)["skill"]) == ("Lin", "pre_sale")


def test_what_customers_say_calls_for_a_skill_also_when_they_say_it_later(
    world: World, floor: Following
) -> None:
    for actor, skill in ((world.lin, "pre_sale"), (world.sora, "complaints")):
        assert actor.id is not None
        changes = AbilityChanges(skills=[skill])
        world.store.write_now(change_ability, actor.id, changes, by=world.anna)

    def says(name: str, *lines: str) -> int:
        return [world.receive(world.visitor(name), line).conversation_id for line in lines][-1]

    asks = says("asks", "请问还有货吗？")
    complains = says("complains", "我要投诉，你们骗人")
    floor.route()  # nobody is there yet
    turns = says("turns", "你好", "送料はいくらですか")
    floor.route()
    says("turns", "何度も連絡しましたが返事がありません。責任者を出してください。")
    for actor in (world.lin, world.sora):
        available(world, actor)
    floor.route()
    given = {talk: line_of(world, talk) for talk in (asks, complains, turns)}
    assert {talk: (line["to"], line["skill"]) for talk, line in given.items()} == {
        asks: ("Lin", "pre_sale"),
        complains: ("Sora", "complaints"),
        turns: ("Sora", "complaints"),
    }


def test_what_is_said_to_somebody_is_heard_when_they_give_it_back(
    world: World, floor: Following
) -> None:
    for actor, skill in ((world.lin, "pre_sale"), (world.sora, "complaints")):
        assert actor.id is not None
        world.store.write_now(
            change_ability, actor.id, AbilityChanges(skills=[skill]), by=world.anna
        )
    visitor = world.visitor("turns")
    talk = world.receive(visitor, "请问还有货吗？").conversation_id
    floor.route()
    world.store.write_now(desk.assign, talk, world.anna.person_id, by=world.anna)
    floor.route()
    world.receive(visitor, "我要投诉，你们骗人")
    floor.route()
    world.store.write_now(desk.assign, talk, None, by=world.anna)
    floor.route()
    for actor in (world.lin, world.sora):
        available(world, actor)
    floor.route()
    assert line_of(world, talk)["skill"] == "complaints"
    assert floor.assignee(talk) == world.sora.id


def test_listening_on_hears_what_listening_anew_would(world: World) -> None:
    """Whatever is said by whom, and whenever in between it was listened to; also in a new wait."""
    lines = ("你好", "请问还有货吗？", "送料はいくらですか", "注文した商品が届きません", "我要投诉")
    chance = random.Random(7)
    heard: dict[int, routing.Heard] = {}
    said: dict[int, list[Said]] = defaultdict(list)
    visitors = {name: world.visitor(name) for name in "abcd"}
    for _ in range(60):
        posted = world.receive(visitors[chance.choice("abcd")], chance.choice(lines))
        said[posted.conversation_id].append(convert(plain(posted.message), Said))
        if chance.random() < 0.2:
            speech = world.speech("少々お待ちください")
            world.store.write_now(desk.post, posted.conversation_id, speech, by=world.lin)
        if chance.random() < 0.5:
            continue
        talks = [
            talk
            for number in range(1, 5)
            if (talk := world.store.read_now(routing.talk, number)) and chance.random() < 0.7
        ]
        since = {talk.id: said.pop(talk.id, []) for talk in talks}
        on = world.store.read_now(routing.skills, talks, heard, since)
        assert on == world.store.read_now(routing.skills, talks)
    assert {each.matter for each in heard.values()} != {None}


def test_who_is_full_is_given_nobody_and_the_last_served_comes_first(
    world: World, floor: Following
) -> None:
    assert world.lin.id is not None
    available(world, world.lin)
    world.store.write_now(change_ability, world.lin.id, AbilityChanges(capacity=1), by=world.anna)
    first = world.receive(world.visitor("a"), "hello").conversation_id
    second = world.receive(world.visitor("b"), "hello").conversation_id
    floor.route()
    assert floor.assignee(first) == world.lin.id
    assert floor.assignee(second) is None
    assert floor.place(second) == 1
    world.store.write_now(desk.resolve, first, by=world.lin)
    floor.route()
    assert floor.assignee(second) == world.lin.id
    world.store.write_now(desk.resolve, second, by=world.lin)
    available(world, world.sora)
    world.clock.move(days=8)
    again = world.receive(world.visitor("a"), "hello again").conversation_id
    assert again not in {first, second}
    floor.route()
    assert line_of(world, again)["last_served"] == 1


def test_a_decision_that_no_longer_holds_is_refused(world: World) -> None:
    assert world.lin.id is not None
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    decision = Decision(conversation_id=talk, person_id=world.lin.id, load=FULL, capacity=FULL)
    with refused("routing.overtaken"):
        world.store.write_now(give, decision)  # she is not at her desk
    available(world, world.lin)
    world.store.write_now(desk.assign, talk, world.sora.id, by=world.anna)
    with refused("routing.overtaken"):
        world.store.write_now(give, decision)


def test_capacity_is_counted_behind_a_lock(world: World) -> None:
    assert world.lin.id is not None
    available(world, world.lin)
    world.store.write_now(change_ability, world.lin.id, AbilityChanges(capacity=1), by=world.anna)
    talks = [world.receive(world.visitor(f"v{n}"), "hello").conversation_id for n in range(2)]
    given = 0
    for talk in talks:
        decision = Decision(conversation_id=talk, person_id=world.lin.id, load=0, capacity=FULL)
        try:
            world.store.write_now(give, decision)
            given += 1
        except Conflict:
            pass
    assert given == 1
    house = world.store.read_now(routing.settings)
    assert world.store.read_now(routing.carried, world.lin.id, house) == FULL


def test_who_is_helped_out_belongs_to_the_team_that_helps(world: World, floor: Following) -> None:
    assert world.lin.id is not None
    day_team = world.store.write_now(teams.make_team, "Day", by=world.anna)
    world.store.write_now(
        staff.change_person, world.lin.id, PersonChanges(team_ids=[day_team.id]), by=world.anna
    )
    available(world, world.lin)
    shop = ShopRouting(team_id=world.night_team.id, overflow_team_id=day_team.id)
    changes = RoutingChanges(shops={world.kyoto_shop.id: shop})
    world.store.write_now(change_routing, changes, by=world.anna)
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    floor.route()
    assert floor.assignee(talk) is None
    world.clock.move(seconds=50)
    floor.route()
    given = world.store.read_now(conversations.conversation, talk, by=world.lin)
    assert (given.assignee_id, given.team_id) == (world.lin.id, day_team.id)
    assert line_of(world, talk)["overflow"] == "Night"
    # What memory holds is what is kept: a change made on top of it is taken in.
    world.store.write_now(desk.requeue, talk, by=world.anna)
    floor.route()
    assert floor.place(talk) == 1


def test_a_shop_may_hand_its_customers_out_by_hand(world: World, floor: Following) -> None:
    available(world, world.lin)
    by_hand = RoutingChanges(shops={world.kyoto_shop.id: ShopRouting(automatic=False)})
    world.store.write_now(change_routing, by_hand, by=world.anna)
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    other = world.receive(world.visitor("w", world.canton_shop.id), "hello").conversation_id
    floor.route()
    assert floor.assignee(talk) is None
    assert floor.place(talk) is None
    assert floor.assignee(other) == world.lin.id


def test_a_requeued_conversation_goes_to_somebody_else(world: World, floor: Following) -> None:
    available(world, world.lin)
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    floor.route()
    assert floor.assignee(talk) == world.lin.id
    world.store.write_now(desk.requeue, talk, by=world.anna)
    floor.route()
    assert floor.assignee(talk) is None
    available(world, world.sora)
    floor.route()
    assert floor.assignee(talk) == world.sora.id


def test_who_goes_offline_leaves_their_customers_to_others(world: World, floor: Following) -> None:
    available(world, world.lin)
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    floor.route()
    available(world, world.sora)
    assert world.lin.id is not None
    world.store.write_now(choose_presence, world.lin.id, "offline", by=world.lin)
    floor.route()
    assert floor.assignee(talk) == world.sora.id
    assert line_of(world, talk)["absent"] == "offline"
    assert line_of(world, talk)["holder"] == "Lin"


def test_what_a_hand_gave_to_somebody_absent_stays_theirs_for_this_wait(
    world: World, floor: Following
) -> None:
    available(world, world.sora)
    assert world.lin.id is not None
    world.store.write_now(choose_presence, world.lin.id, "offline", by=world.lin)
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    world.store.write_now(desk.assign, talk, world.lin.id, by=world.anna)
    floor.route()
    assert floor.assignee(talk) == world.lin.id
    world.store.write_now(desk.post, talk, world.speech("done"), by=world.anna)
    world.clock.move(hours=1)
    world.receive(world.visitor("v"), "one more thing")
    floor.route()
    assert floor.assignee(talk) == world.sora.id


def test_hang_up_keeps_the_old_and_takes_nobody_new(world: World, floor: Following) -> None:
    assert world.lin.id is not None
    available(world, world.lin)
    old = world.receive(world.visitor("a"), "hello").conversation_id
    floor.route()
    world.store.write_now(choose_presence, world.lin.id, "hang_up", by=world.lin)
    new = world.receive(world.visitor("b"), "hello").conversation_id
    world.receive(world.visitor("a"), "are you there?")
    floor.route()
    assert floor.assignee(old) == world.lin.id
    assert floor.assignee(new) is None


def test_a_busy_hour_through_the_real_operations(world: World, floor: Following) -> None:
    dice = random.Random(5)
    agents = {world.lin.id: 4, world.sora.id: 3, world.anna.id: 2}
    for actor in (world.lin, world.sora, world.anna):
        available(world, actor)
        assert actor.id is not None
        changes = AbilityChanges(capacity=agents[actor.id])
        world.store.write_now(change_ability, actor.id, changes, by=world.anna)
    waiting: list[int] = []
    served: list[int] = []
    house = world.store.read_now(routing.settings)
    for number in range(60):
        world.clock.move(seconds=20)
        waiting.append(world.receive(world.visitor(f"v{number}"), "いつ届きますか").conversation_id)
        if number > 8 and number % 5:
            ends = dice.choice([talk for talk in waiting if floor.assignee(talk)])
            world.store.write_now(desk.resolve, ends, by=world.anna)
            waiting.remove(ends)
            served.append(ends)
        floor.route()
        for person_id, capacity in agents.items():
            assert person_id is not None
            carried = world.store.read_now(routing.carried, person_id, house)
            assert carried <= capacity * FULL
    queued = [talk for talk in waiting if floor.assignee(talk) is None]
    assert [floor.place(talk) for talk in queued] == list(range(1, len(queued) + 1))
    assert queued
    assert queued == waiting[-len(queued) :]  # whoever came first was served first


def test_what_is_carried_is_what_is_open_though_decisions_are_overtaken(
    world: World, floor: Following
) -> None:
    assert world.lin.id is not None
    available(world, world.lin)
    world.store.write_now(change_ability, world.lin.id, AbilityChanges(capacity=2), by=world.anna)
    floor.route()
    first = world.receive(world.visitor("a"), "hello").conversation_id
    floor.catch_up()
    # Hands are quicker than the feed: routing decides on what is no longer so.
    second = world.receive(world.visitor("b"), "hello").conversation_id
    world.store.write_now(desk.assign, first, world.sora.id, by=world.anna)
    world.store.write_now(desk.assign, second, world.lin.id, by=world.anna)
    floor.decide()
    floor.route()
    third = world.receive(world.visitor("c"), "hello").conversation_id
    floor.route()
    assert floor.assignee(first) == world.sora.id
    assert floor.assignee(third) == world.lin.id  # she has one, and room for another

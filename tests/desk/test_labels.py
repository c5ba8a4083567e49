"""Tags and prepared answers: who may keep them, one of a name, and every screen hears of it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import (
    CannedReply,
    CannedReplyChanges,
    CannedReplyDraft,
    Tag,
    TagChanges,
    TagDraft,
)
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.queries.labels import canned_replies, tags
from madoguchi.desk.tables import conversation_tag_table, tag_table
from tests.desk.mirrors import Mirror
from tests.desk.worlds import database_url, world
from tests.refusals import refused
from tests.world import World

__all__ = ["database_url", "world"]


def make(world: World, name: str, **more: Any) -> Tag:
    return world.store.write_now(desk.make_tag, TagDraft(name=name, **more), by=world.anna)


def answer(world: World, shortcut: str, **more: Any) -> CannedReply:
    draft = CannedReplyDraft(
        shortcut=shortcut, title="t", texts=more.pop("texts", {"en": "Hello"}), **more
    )
    return world.store.write_now(desk.make_canned_reply, draft, by=world.anna)


def screens(world: World) -> list[Mirror]:
    return [Mirror(world, actor) for actor in (world.anna, world.lin, world.sora)]


def test_tags_come_change_and_go_on_every_screen(world: World) -> None:
    watching = screens(world)
    for_all = make(world, "  返品 ", color="#F80")
    ours = make(world, "急ぎ", shop_id=world.kyoto_shop.id)
    theirs = make(world, "加急", shop_id=world.canton_shop.id)
    assert (for_all.name, for_all.color, for_all.version) == ("返品", "#ff8800", 1)
    assert world.store.read_now(tags, by=world.sora) == [for_all, ours]
    assert world.store.read_now(tags, by=world.anna) == [for_all, ours, theirs]
    changed = world.store.write_now(
        desk.change_tag, ours.id, TagChanges(name="至急"), by=world.anna
    )
    assert (changed.name, changed.color, changed.version) == ("至急", ours.color, 2)
    for mirror in watching:
        mirror.agrees()
    world.store.write_now(desk.remove_tag, for_all.id, by=world.anna)
    for mirror in watching:
        mirror.agrees()
        mirror.replay_all()
        mirror.agrees()
    assert make(world, "返品").id > theirs.id  # an id never comes back


def test_a_removed_tag_leaves_its_conversations_some_at_a_time(world: World) -> None:
    gone, kept = make(world, "返品"), make(world, "急ぎ")
    names = [f"v{number}" for number in range(7)]
    ids = [world.receive(world.visitor(name), "いつ届きますか").conversation_id for name in names]
    write = world.store.write_now
    for number in ids[:5]:
        write(desk.tag_conversation, number, [gone.id, kept.id], by=world.lin)
    watching = screens(world)
    write(desk.remove_tag, gone.id, by=world.anna)
    assert make(world, "返品").id != gone.id  # the name is free at once
    with refused("tag.not_found"):
        write(desk.remove_tag, gone.id, by=world.anna)
    with refused("tag.not_found"):
        write(desk.tag_conversation, ids[5], [gone.id], by=world.lin)
    # Whoever tags one meanwhile lets go of it as well.
    changed = write(desk.tag_conversation, ids[0], [kept.id, gone.id], by=world.lin)
    assert changed.tag_ids == [kept.id]
    rounds = 0
    while write(desk.untag_removed, 2):
        rounds += 1
        for mirror in watching:
            mirror.agrees()
    assert rounds == 3  # two and two, then the tag itself
    for number in ids[:5]:
        found = world.store.read_now(conversations.conversation, number, by=world.anna)
        assert found.tag_ids == [kept.id]
    for mirror in watching:
        mirror.replay_all()
        mirror.agrees()
    left = world.store.read_now(
        lambda view: view.execute(sa.select(tag_table.c.name_key)).scalars().all()
    )
    assert sorted(left) == ["0:急ぎ", "0:返品"]


def test_a_name_is_there_once_within_a_shop_and_once_for_all(world: World) -> None:
    first = make(world, "返品")
    with refused("tag.name_taken", "name"):
        make(world, "返品")
    with refused("tag.name_taken"):
        make(world, "返 品".replace(" ", ""))
    make(world, "Return", shop_id=world.kyoto_shop.id)
    other = make(world, "RETURN", shop_id=world.canton_shop.id)
    with refused("tag.name_taken"):
        make(world, "ＲＥＴＵＲＮ", shop_id=world.kyoto_shop.id)
    with refused("tag.name_taken"):
        world.store.write_now(
            desk.change_tag, make(world, "x").id, TagChanges(name="返品"), by=world.anna
        )
    same = world.store.write_now(desk.change_tag, first.id, TagChanges(name="返品"), by=world.anna)
    assert same == first
    assert other.name == "RETURN"


@pytest.mark.parametrize(
    ("draft", "key"),
    [
        ({"name": ""}, "tag.name_missing"),
        ({"name": "\u200b \u202e"}, "tag.name_missing"),
        ({"name": "x" * 41}, "tag.name_too_long"),
        ({"name": "x", "color": "red"}, "shops.bad_color"),
        ({"name": "x", "shop_id": 999}, "shops.not_found"),
    ],
)
def test_bad_tags_are_refused(world: World, draft: dict[str, Any], key: str) -> None:
    with refused(key):
        world.store.write_now(desk.make_tag, TagDraft(**draft), by=world.anna)


def test_who_may_keep_tags(world: World) -> None:
    local = world.hire("kei", "supervisor", [world.kyoto_shop.id])
    theirs, for_all = make(world, "加急", shop_id=world.canton_shop.id), make(world, "all")
    write = world.store.write_now
    with refused("people.supervisor_only"):
        write(desk.make_tag, TagDraft(name="x"), by=world.lin)
    with refused("people.supervisor_only"):
        write(desk.remove_tag, for_all.id, by=world.lin)
    with refused("desk.for_all_shops_needs_all"):
        write(desk.make_tag, TagDraft(name="x"), by=local)
    with refused("desk.for_all_shops_needs_all"):
        write(desk.change_tag, for_all.id, TagChanges(name="y"), by=local)
    with refused("tag.not_found"):
        write(desk.change_tag, theirs.id, TagChanges(name="y"), by=local)
    with refused("tag.not_found"):
        write(desk.remove_tag, 999, by=world.anna)
    assert write(desk.make_tag, TagDraft(name="x", shop_id=world.kyoto_shop.id), by=local)


def test_a_conversation_is_tagged_and_its_timeline_tells(world: World) -> None:
    ours = world.receive(world.visitor("mei"), "いつ届きますか").conversation_id
    watching = [*screens(world), Mirror(world, None, 1)]
    first, second = make(world, "返品"), make(world, "急ぎ", shop_id=world.kyoto_shop.id)
    foreign = make(world, "加急", shop_id=world.canton_shop.id)
    write = world.store.write_now
    tagged = write(desk.tag_conversation, ours, [second.id, first.id, second.id], by=world.sora)
    assert tagged.tag_ids == [second.id, first.id]
    again = write(desk.tag_conversation, ours, [second.id, first.id], by=world.sora)
    assert again.version == tagged.version
    with refused("tag.not_found", "tag_ids"):
        write(desk.tag_conversation, ours, [foreign.id], by=world.anna)
    with refused("tag.not_found"):
        write(desk.tag_conversation, ours, [first.id, 999], by=world.anna)
    with refused("tag.too_many"):
        write(desk.tag_conversation, ours, list(range(1, 30)), by=world.anna)
    write(desk.tag_conversation, ours, [first.id], by=world.lin)
    page = world.store.read_now(messages.messages, ours, by=world.anna)
    lines = [(m.line.key, m.line.params) for m in page if m.line is not None]
    assert lines == [
        ("tagged", {"by": "Sora", "tag": "急ぎ"}),
        ("tagged", {"by": "Sora", "tag": "返品"}),
        ("untagged", {"by": "Lin", "tag": "急ぎ"}),
    ]
    found = world.store.read_now(conversations.inbox, "open", by=world.anna, tag_id=first.id)
    assert [item.id for item in found.items] == [ours]
    none = world.store.read_now(conversations.inbox, "open", by=world.anna, tag_id=second.id)
    assert none.items == []
    for mirror in watching:
        mirror.agrees()


def test_a_removed_tag_is_off_its_conversations(world: World) -> None:
    ours = world.receive(world.visitor("mei"), "hello").conversation_id
    gone, stays = make(world, "gone"), make(world, "stays")
    write = world.store.write_now
    write(desk.tag_conversation, ours, [gone.id, stays.id], by=world.lin)
    watching = screens(world)
    write(desk.remove_tag, gone.id, by=world.anna)
    for mirror in watching:
        mirror.agrees()
    # A screen that still sends the id it holds is not refused, and the id goes.
    saved = write(desk.tag_conversation, ours, [gone.id, stays.id], by=world.lin)
    assert saved.tag_ids == [stays.id]
    for mirror in watching:
        mirror.agrees()
    rows = world.store.read_now(
        lambda view: view.execute(sa.select(conversation_tag_table.c.tag_id)).scalars().all()
    )
    assert rows == [stays.id]


def test_prepared_answers_come_change_and_go_on_every_screen(world: World) -> None:
    watching = screens(world)
    made = answer(world, "/送料", texts={"ja": " {customer}様 ", "zh-cn": "运费", "ko": ""})
    assert made.shortcut == "送料"
    assert made.texts == {"ja": "{customer}様", "zh-CN": "运费"}
    answer(world, "hi", shop_id=world.canton_shop.id)
    assert [reply.shortcut for reply in world.store.read_now(canned_replies, by=world.sora)] == [
        "送料"
    ]
    changes = CannedReplyChanges(title="送料のご案内", texts={"en": "{shop} ships for free"})
    changed = world.store.write_now(desk.change_canned_reply, made.id, changes, by=world.anna)
    assert (changed.version, changed.shortcut, changed.title) == (2, "送料", "送料のご案内")
    for mirror in watching:
        mirror.agrees()
    world.store.write_now(desk.remove_canned_reply, made.id, by=world.anna)
    for mirror in watching:
        mirror.agrees()
    with refused("canned_reply.not_found"):
        world.store.write_now(desk.remove_canned_reply, made.id, by=world.anna)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"shortcut": "two words"}, "canned_reply.bad_shortcut"),
        ({"shortcut": "/"}, "canned_reply.bad_shortcut"),
        ({"shortcut": "x" * 33}, "canned_reply.bad_shortcut"),
        ({"title": " "}, "canned_reply.title_missing"),
        ({"title": "x" * 81}, "canned_reply.title_too_long"),
        ({"texts": {}}, "canned_reply.text_missing"),
        ({"texts": {"en": "  "}}, "canned_reply.text_missing"),
        ({"texts": {"en": "x" * 4001}}, "canned_reply.text_too_long"),
        ({"texts": {"en": "{name}"}}, "canned_reply.unknown_variable"),
        ({"texts": {"not a tag": "x"}}, "shops.bad_locale"),
        ({"texts": {f"a{chr(97 + i)}": "x" for i in range(21)}}, "canned_reply.too_many_texts"),
        ({"shortcut": "Taken"}, "canned_reply.shortcut_taken"),
    ],
)
def test_bad_prepared_answers_are_refused(world: World, fields: dict[str, Any], key: str) -> None:
    answer(world, "taken")
    draft = {"shortcut": "hi", "title": "t", "texts": {"en": "a { b } c"}, **fields}
    with refused(key):
        world.store.write_now(desk.make_canned_reply, CannedReplyDraft(**draft), by=world.anna)
    mine = answer(world, "mine")
    with refused(key):
        world.store.write_now(
            desk.change_canned_reply, mine.id, CannedReplyChanges(**fields), by=world.anna
        )


def test_who_may_keep_prepared_answers(world: World) -> None:
    draft = CannedReplyDraft(shortcut="hi", title="t", texts={"en": "x"})
    with refused("people.supervisor_only"):
        world.store.write_now(desk.make_canned_reply, draft, by=world.lin)
    theirs = answer(world, "far", shop_id=world.canton_shop.id)
    local = world.hire("kei", "supervisor", [world.kyoto_shop.id])
    with refused("canned_reply.not_found"):
        world.store.write_now(desk.remove_canned_reply, theirs.id, by=local)

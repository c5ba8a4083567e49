"""Shops: made, changed, archived; the secret stays inside; each sees their own."""

from __future__ import annotations

import msgspec
import pytest

from madoguchi.kernel import feed
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import Actor
from madoguchi.shops import operations, queries
from madoguchi.shops.contracts import Hours, Shop, ShopChanges, ShopDraft, Widget
from madoguchi.shops.rules.fields import check_color, check_locale
from tests.databases import Clock
from tests.refusals import refused


def change(store: Store, shop: Shop, changes: ShopChanges, by: Actor) -> Shop:
    return store.write_now(operations.change_shop, shop.id, changes, by=by)


def test_a_shop_is_found_by_its_key(store: Store, kyoto: Shop, busan: Shop) -> None:
    assert kyoto.public_key != busan.public_key
    assert store.read_now(queries.by_public_key, kyoto.public_key) == kyoto
    for key in ("", "shop_none", "shop_\x00", "é" * 100):
        with refused("shops.unknown_key"):
            store.read_now(queries.by_public_key, key)


def test_each_sees_the_shops_in_their_sight(
    store: Store, kyoto: Shop, busan: Shop, owner: Actor, agent: Actor
) -> None:
    assert store.read_now(queries.all_shops, owner) == [kyoto, busan]
    assert store.read_now(queries.all_shops, agent) == [kyoto]
    assert store.read_now(queries.visible, kyoto.id, by=agent) == kyoto
    for hidden in (busan.id, 999):
        with refused("shops.not_found"):
            store.read_now(queries.visible, hidden, by=agent)


def test_only_owners_change_shops(store: Store, kyoto: Shop, agent: Actor) -> None:
    supervisor = msgspec.structs.replace(agent, role="supervisor", all_shops=True)
    for by in (agent, supervisor):
        for attempt in (
            lambda by=by: store.write_now(operations.make_shop, ShopDraft(name="x"), by=by),
            lambda by=by: change(store, kyoto, ShopChanges(name="x"), by),
            lambda by=by: store.write_now(operations.rotate_secret, kyoto.id, by=by),
            lambda by=by: store.write_now(operations.archive, kyoto.id, by=by),
            lambda by=by: store.read_now(queries.show_secret, kyoto.id, by=by),
        ):
            with refused("people.owner_only"):
                attempt()


def test_a_change_changes_only_what_is_given(store: Store, kyoto: Shop, owner: Actor) -> None:
    changed = change(store, kyoto, ShopChanges(name=" 京都  本店 ", color="#ABC"), owner)
    assert changed == msgspec.structs.replace(
        kyoto, name="京都 本店", color="#aabbcc", version=kyoto.version + 1
    )
    assert store.read_now(queries.by_id, kyoto.id) == changed
    again = change(store, kyoto, ShopChanges(name="京都 本店"), owner)
    assert again.version == changed.version


def test_archiving_and_back(store: Store, kyoto: Shop, owner: Actor, clock: Clock) -> None:
    archived = store.write_now(operations.archive, kyoto.id, by=owner)
    assert archived.archived_at == clock.now
    clock.pass_time(days=1)
    assert store.write_now(operations.archive, kyoto.id, by=owner) == archived
    assert change(store, kyoto, ShopChanges(archived=False), owner).archived_at is None


def test_a_new_secret_ends_the_old_and_shows_nowhere(
    store: Store, kyoto: Shop, owner: Actor
) -> None:
    old = store.read_now(queries.secret_of, kyoto.id)
    new = store.write_now(operations.rotate_secret, kyoto.id, by=owner)
    assert store.read_now(queries.secret_of, kyoto.id) == new.encode() != old
    assert store.read_now(queries.show_secret, kyoto.id, by=owner) == new
    entries = store.read_now(lambda view: feed.read(view.connection, feed.START, 100))
    assert [entry.kind for entry in entries] == ["shop_made", "shop_secret_rotated"]
    for entry in entries:
        assert entry.shop_id == kyoto.id
        assert new not in entry.changes
        assert old.decode() not in entry.changes
    with refused("shops.not_found"):
        store.read_now(queries.secret_of, 999)


def test_a_stale_snapshot_and_the_feed_make_a_fresh_snapshot(
    store: Store, kyoto: Shop, owner: Actor
) -> None:
    known = {kyoto.id: kyoto}
    start = store.read_now(lambda view: feed.last_position(view.connection))
    made = store.write_now(operations.make_shop, ShopDraft(name="New"), by=owner)
    change(store, made, ShopChanges(hours=Hours("Asia/Seoul"), allowed_origins=[]), owner)
    change(store, kyoto, ShopChanges(widget=Widget(position="left")), owner)
    store.write_now(operations.rotate_secret, kyoto.id, by=owner)
    store.write_now(operations.archive, made.id, by=owner)
    for entry in store.read_now(lambda view: feed.read(view.connection, start, 100)):
        for each in msgspec.json.decode(entry.changes):
            known[each["id"]] = msgspec.convert(each["value"], Shop)
    assert list(known.values()) == store.read_now(queries.all_shops, owner)


@pytest.mark.parametrize(
    ("changes", "key", "field"),
    [
        (ShopChanges(name=" \u200b "), "shops.name_missing", "name"),
        (ShopChanges(name="x" * 81), "shops.name_too_long", "name"),
        (ShopChanges(color="red"), "shops.bad_color", "color"),
        (ShopChanges(locale="japanese"), "shops.bad_locale", "locale"),
        (ShopChanges(zone="Tokyo"), "people.unknown_zone", "zone"),
        (ShopChanges(hours=Hours("Tokyo")), "people.unknown_zone", "hours.zone"),
        (ShopChanges(allowed_origins=["kyoto"]), "shops.bad_origin", "allowed_origins"),
        (ShopChanges(widget=Widget(languages=[])), "shops.no_languages", "widget.languages"),
        (ShopChanges(widget=Widget(languages=["?"])), "shops.bad_locale", "widget.languages"),
        (ShopChanges(widget=Widget(greeting={"??": "hi"})), "shops.bad_locale", "widget.greeting"),
        (
            ShopChanges(widget=Widget(greeting={"en": "x" * 1001})),
            "shops.text_too_long",
            "widget.greeting.en",
        ),
        (
            ShopChanges(widget=Widget(questions=[{"en": "?"}] * 13)),
            "shops.too_many_questions",
            "widget.questions",
        ),
        (
            ShopChanges(widget=Widget(texts={"Bad Key": {"en": "x"}})),
            "shops.bad_text_key",
            "widget.texts",
        ),
    ],
)
def test_a_refusal_names_its_field(
    store: Store, kyoto: Shop, owner: Actor, changes: ShopChanges, key: str, field: str
) -> None:
    with refused(key, field):
        change(store, kyoto, changes, owner)
    assert store.read_now(queries.by_id, kyoto.id) == kyoto


def test_the_widgets_texts_are_cleaned(store: Store, kyoto: Shop, owner: Actor) -> None:
    widget = Widget(
        greeting={"JA": " こんにちは\r\n ", "en": "  "},
        questions=[{"en": "Where is my parcel?"}, {"en": " "}],
        texts={"send": {"en": ""}},
        languages=["ja", "EN", "ja"],
    )
    kept = change(store, kyoto, ShopChanges(widget=widget), owner).widget
    assert kept.greeting == {"ja": "こんにちは"}
    assert kept.questions == [{"en": "Where is my parcel?"}]
    assert kept.texts == {}
    assert kept.languages == ["ja", "en"]


def test_colours_and_languages_have_one_form() -> None:
    assert check_color(" #FA0 ") == "#ffaa00"
    assert check_locale("ZH-hant-tw", "locale") == "zh-Hant-TW"
    for bad in ("#12", "1f6f8b", "#1f6f8g", "red; background:url(x)"):
        with refused("shops.bad_color"):
            check_color(bad)

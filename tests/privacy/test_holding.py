"""An erasure holds: what is kept is what was shown, it survives a stop, and nothing comes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers import queries
from madoguchi.customers.contracts import ConsentDraft, Customer, Identity, IncidentDraft
from madoguchi.customers.queries.profiles import consents_of, incidents_of
from madoguchi.desk import operations as desk
from madoguchi.desk.promises.queries import promises
from madoguchi.desk.queries import conversations
from madoguchi.desk.queries.search import search
from madoguchi.exports import making, operations
from madoguchi.exports import queries as exports
from madoguchi.exports.contracts import ExportDraft
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.outbox import Delivery
from madoguchi.orders.contracts import Address, Order
from madoguchi.orders.operations import keeping
from madoguchi.orders.queries import orders as stored_orders
from madoguchi.privacy import queries as privacy
from madoguchi.privacy.operations import asking, erasing
from tests.customers.people import again, somebody
from tests.desk.mirrors import Mirror
from tests.orders.conftest import SHOPIFY, order_draft
from tests.privacy.test_bounds import erase
from tests.privacy.test_erasing import EMAIL, NAME, PHONE, hanako, take, talk_of, traces, work
from tests.refusals import refused
from tests.world import World


def complain(world: World, person: Customer, what: str) -> None:
    went = IncidentDraft(cause="damaged", what=what, conversation_id=talk_of(world, person))
    world.store.write_now(customers.note_incident, person.id, went, by=world.lin)


def agree(world: World, person: Customer, text: str) -> int:
    agreed = ConsentDraft(purpose="marketing_chat", text=text, locale="ko", channel="webchat")
    return world.store.write_now(customers.give_consent, person.id, agreed, by=world.lin).id


def kept_words(world: World, person: Customer) -> tuple[list[str], list[str]]:
    """What went wrong and what was agreed to, as far as it is still kept."""
    incidents = world.store.read_now(incidents_of, [person.id])
    consents = world.store.read_now(consents_of, [person.id])
    return sorted(each.what for each in incidents), sorted(each.text for each in consents)


def test_what_is_kept_is_what_was_shown_and_for_as_long(small_world: World, tmp_path: Path) -> None:
    """Each record has its own time: what is over goes at once, the rest when the plan had said."""
    world = small_world
    person = hanako(world, "KR")
    complain(world, person, "long ago")
    old = agree(world, person, "no longer")
    world.store.write_now(customers.withdraw_consent, old, "phone", by=world.lin)
    world.clock.move(days=4 * 366)
    complain(world, person, "of late")
    world.clock.move(days=100)
    shown = world.store.read_now(privacy.plan, person.id, by=world.anna)
    assert [(each.record_class, each.count) for each in shown.kept][-1] == ("consent", 1)
    screen = Mirror(world, world.lin)
    done = erase(world, person.id, tmp_path)
    assert [(each.record_class, each.count) for each in done.kept] == [
        (each.record_class, each.count) for each in shown.kept
    ]
    assert kept_words(world, person) == (["of late"], ["はい"])
    screen.replay_all()
    screen.agrees()
    until = {each.record_class: each.until for each in done.kept}
    world.clock.now = until["complaint"] - timedelta(days=101)
    while world.store.write_now(erasing.erase_kept):
        pass
    assert kept_words(world, person) == (["of late"], ["はい"])
    world.clock.now = until["consent"] + timedelta(days=1)
    while world.store.write_now(erasing.erase_kept):
        pass
    assert kept_words(world, person) == ([], [])


def test_the_law_that_was_theirs_counts_to_the_end(small_world: World, tmp_path: Path) -> None:
    """Broken off when their addresses were gone already, it still knows what must be kept."""
    world = small_world
    person = hanako(world, "KR")
    complain(world, person, "茶碗が割れた")
    asked = world.store.write_now(asking.ask_erasure, person.id, "by letter", by=world.anna)
    shown = world.store.read_now(privacy.plan, person.id, by=world.anna).kept
    ids, unnamer = world.store.write_now(erasing.begin, asked.id)
    world.store.write_now(erasing.erase_talk, talk_of(world, person), ids, unnamer)
    assert world.store.write_now(erasing.erase_person, ids, unnamer)
    # Killed here: another worker begins anew.
    work(world, tmp_path)
    done = world.store.read_now(privacy.request, asked.id, by=world.anna)
    assert [each.record_class for each in done.kept] == [each.record_class for each in shown]
    assert kept_words(world, person)[0] == ["茶碗が割れた"]
    assert world.store.read_now(search, "連絡先", by=world.anna).items != []
    kept = sa.select(event_table.c.changes).where(event_table.c.kind == "incident_noted")
    (noted,) = world.store.read_now(lambda view: view.execute(kept).scalars().all())
    assert "茶碗が割れた" in noted  # in the feed as in the profile
    assert traces(tmp_path) == set()


def test_a_number_is_taken_out_however_it_was_written(small_world: World, tmp_path: Path) -> None:
    world = small_world
    person = hanako(world, "KR")
    complain(world, person, "call 090 8765 4321")
    visitor = replace(
        world.visitor("x"), identities=(Identity("shop", "HY-2041"),), name=NAME, verified=True
    )
    world.receive(visitor, "電話は 090-8765-4321 です、+81(90)8765.4321 でも")
    erase(world, person.id, tmp_path)
    said = world.store.read_now(search, "電話は", by=world.anna).items
    assert [each.message.body for each in said] == ["電話は ▇ です、▇ でも"]
    assert kept_words(world, person)[0] == ["call ▇"]


def order_of(world: World, order_id: int) -> Order:
    return world.store.read_now(stored_orders.order, order_id, by=world.lin)


def test_an_order_of_nobody_that_names_them_goes_with_them(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    claimed = somebody(world, "v9", email=EMAIL, name=NAME)
    family = [somebody(world, f"f{n}", email="family@mail.example") for n in range(2)]
    theirs = order_draft(
        world.kyoto_shop.id, buyer_email=EMAIL, buyer_name=NAME, buyer_phone=PHONE,
        address=Address(name=NAME, lines=["ハイツ原宿 402"], city="渋谷区"),
    )  # fmt: skip
    shared = order_draft(
        world.kyoto_shop.id, "1002", buyer_email="family@mail.example", buyer_name="佐藤 家"
    )
    kept = [
        world.store.write_now(keeping.keep_order, each, source=SHOPIFY).order
        for each in (theirs, shared)
    ]
    assert [each.customer_id for each in kept] == [None, None]  # nothing makes it certain
    plan = world.store.read_now(privacy.plan, claimed.id, by=world.anna)
    assert [(each.record_class, each.count) for each in plan.kept] == [("contract", 1)]
    for each in (claimed, family[0]):
        erase(world, each.id, tmp_path)
    assert traces(tmp_path) == set()
    after = order_of(world, kept[0].id)
    assert (after.customer_id, after.total, after.buyer_name) == (claimed.id, 1980, "")
    # What another bears too is not taken from them.
    assert order_of(world, kept[1].id) == kept[1]


def test_what_platforms_tell_later_brings_nobody_back(small_world: World, tmp_path: Path) -> None:
    world = small_world
    person = hanako(world)
    told = order_draft(
        world.kyoto_shop.id, buyer_email=EMAIL, buyer_name=NAME, buyer_phone=PHONE,
        address=Address(name=NAME, lines=["ハイツ原宿 402"]), note=f"{NAME}様へ",
    )  # fmt: skip
    order = world.store.write_now(keeping.keep_order, told, source=SHOPIFY).order
    assert order.customer_id == person.id
    erase(world, person.id, tmp_path)
    moved = replace(told, version=2, state="preparing")
    kept = world.store.write_now(keeping.keep_order, moved, source=SHOPIFY)
    assert (kept.did, kept.order.state) == ("changed", "preparing")
    assert world.store.write_now(keeping.keep_order, moved, source=SHOPIFY).did == "same"
    world.store.write_now(keeping.keep_orders, [replace(told, version=3)], source=SHOPIFY)
    assert traces(tmp_path) == set()
    assert again(world, person).erased_at is not None


def test_an_export_that_is_being_made_meanwhile_is_given_up(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    blobs = Blobs("", tmp_path / "attachments")
    person = hanako(world)
    asked = world.store.write_now(operations.ask, ExportDraft(), by=world.anna)
    world.clock.move(seconds=1)
    (delivery,) = world.store.write_now(take, [operations.DELIVERY])

    class Slow(making.Exporter):
        """Somebody is erased when all is read and nothing is stored yet."""

        def _write(self, delivery: Delivery, file: IO[bytes]) -> int:
            rows = super()._write(delivery, file)
            world.store.write_now(operations.take_back)
            return rows

    asyncio.run(Slow(world.store, blobs).carry(delivery))
    assert world.store.read_now(exports.export, asked.id, by=world.anna).state == "failed"
    assert list(blobs.names()) == []
    with pytest.raises(NotFound):
        world.store.write_now(operations.finish, asked.id, blob="x", size=1, rows=1)
    assert again(world, person).name == NAME


def test_nothing_is_owed_to_whom_nobody_can_reach(small_world: World, tmp_path: Path) -> None:
    """Else a clock runs out on an empty conversation, and a promise of nothing is broken."""
    world = small_world
    person = hanako(world)
    talk = talk_of(world, person)
    visitor = replace(
        world.visitor("x"), identities=(Identity("shop", "HY-2041"),), name=NAME, verified=True
    )
    world.receive(visitor, "まだですか")
    before = world.store.read_now(conversations.conversation, talk, by=world.lin)
    assert (before.state, before.clock is None) == ("open", False)
    assert world.store.read_now(promises, "all", by=world.anna, limit=10).items != []
    screen = Mirror(world, world.lin)
    erase(world, person.id, tmp_path)
    after = world.store.read_now(conversations.conversation, talk, by=world.lin)
    assert (after.state, after.waiting_since, after.clock) == ("resolved", None, None)
    owed = world.store.read_now(promises, "all", by=world.anna, limit=10).items
    assert {each.state for each in owed} == {"withdrawn"}
    screen.agrees()


def test_two_requests_about_one_person_wait_for_each_other(small_world: World) -> None:
    """Also where the two were two when the first was asked."""
    world = small_world
    person, stranger = hanako(world), somebody(world, "v2")
    world.store.write_now(asking.ask_export, stranger.id, by=world.anna)
    world.store.write_now(customers.merge, person.id, stranger.id, by=world.lin)
    with refused("privacy.under_way"):
        world.store.write_now(asking.ask_erasure, person.id, "by letter", by=world.anna)


def test_whoever_comes_back_is_somebody_new(small_world: World, tmp_path: Path) -> None:
    """Nothing of what the erased had, such as a consent, is the newcomer's."""
    world = small_world
    person = hanako(world)
    erase(world, person.id, tmp_path)
    visitor = replace(
        world.visitor("secret-device"), identities=(Identity("shop", "HY-2041"),), verified=True
    )
    posted = world.store.write_now(desk.receive, visitor, world.speech("また来ました"))
    newcomer = posted.message.author.id or 0
    assert newcomer != person.id
    profile = world.store.read_now(queries.profile, newcomer, by=world.lin)
    assert (profile.consents, profile.addresses, profile.incidents) == ([], [], [])
    assert profile.customer.erased_at is None

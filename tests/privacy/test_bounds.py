"""An erasure takes all that is the person's, also after a failure, and nothing that is others'."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import ConsentDraft
from madoguchi.customers.queries.profiles import consents_of
from madoguchi.customers.rules import Profile
from madoguchi.desk.queries import messages
from madoguchi.kernel.blobs import BLOB_REMOVAL
from madoguchi.kernel.outbox import delivery_table
from madoguchi.language.unnaming import Unnamer
from madoguchi.partners import operations as partners
from madoguchi.partners.contracts.partners import PartnerDraft
from madoguchi.partners.contracts.requests import Ask, Telling
from madoguchi.partners.queries import requests
from madoguchi.privacy import queries as privacy
from madoguchi.privacy.operations import asking, erasing
from madoguchi.privacy.tables import person_request_table
from tests.customers.people import again, somebody
from tests.desk.mirrors import Mirror
from tests.privacy.test_erasing import NAME, hanako, talk_of, traces, work
from tests.world import World


def erase(world: World, customer_id: int, folder: Path) -> Any:
    asked = world.store.write_now(asking.ask_erasure, customer_id, "by letter", by=world.anna)
    work(world, folder)
    return world.store.read_now(privacy.request, asked.id, by=world.anna)


def test_whoever_has_the_same_name_keeps_it(small_world: World, tmp_path: Path) -> None:
    world = small_world
    person = hanako(world)
    namesakes = [
        somebody(world, "v2", number="HY-9", email="ichiro@mail.example", name="山田 一郎"),
        somebody(world, "v3", number="HY-10", email="other@mail.example", name=NAME),
    ]
    for each in namesakes:
        profile = Profile(phone="+81 3 1111 2222", note="山田様は常連です")
        world.store.write_now(customers.change_profile, each.id, profile, by=world.lin)
    before = [again(world, each) for each in namesakes]
    screen = Mirror(world, world.lin)
    erase(world, person.id, tmp_path)
    assert [again(world, each) for each in namesakes] == before
    # Whoever reads the feed from its beginning learns of them what is true.
    screen.replay_all()
    screen.agrees()


def test_what_a_failed_erasure_knew_is_known_to_the_next(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person = hanako(world)
    failed = world.store.write_now(asking.ask_erasure, person.id, "by letter", by=world.anna)
    world.store.write_now(erasing.begin, failed.id)  # their names on the channels are gone
    world.store.write_now(asking.fail, failed.id)
    world.store.write_now(lambda tx: tx.execute(delivery_table.delete()) and None)
    erase(world, person.id, tmp_path)
    assert traces(tmp_path) == set()
    names = sa.select(person_request_table.c.names)
    assert world.store.read_now(lambda view: set(view.execute(names).scalars())) == {None}


def test_a_file_that_was_made_under_another_of_their_names_goes_too(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person, stranger = hanako(world), somebody(world, "v2", name="花子の携帯")
    asked = world.store.write_now(asking.ask_export, stranger.id, by=world.anna)
    work(world, tmp_path)
    file = world.store.read_now(privacy.request_file, asked.id, by=world.anna)
    world.store.write_now(customers.merge, person.id, stranger.id, by=world.lin)
    erase(world, person.id, tmp_path)
    assert world.store.read_now(privacy.request, asked.id, by=world.anna).state == "expired"
    removed = sa.select(delivery_table.c.payload).where(delivery_table.c.kind == BLOB_REMOVAL)
    assert file.blob in world.store.read_now(lambda view: view.execute(removed).scalars().all())


def test_consents_are_kept_without_names_until_the_law_lets_them_go(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person = hanako(world)
    agreed = ConsentDraft(
        purpose="marketing_chat", text=f"{NAME}は同意します", locale="ja", channel="webchat"
    )
    world.store.write_now(customers.give_consent, person.id, agreed, by=world.lin)
    done = erase(world, person.id, tmp_path)
    (kept,) = done.kept
    texts = [each.text for each in world.store.read_now(consents_of, [person.id])]
    assert texts == ["▇は同意します", "はい"]
    world.clock.now = kept.until.replace(day=kept.until.day + 1)
    while world.store.write_now(erasing.erase_kept):
        pass
    assert world.store.read_now(consents_of, [person.id]) == []


def test_a_request_that_others_share_loses_only_the_names(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person = hanako(world)
    other = world.receive(world.visitor("v2"), "同じ荷物です").conversation_id
    osaka = world.store.write_now(
        partners.make_partner, PartnerDraft(kind="warehouse", name="大阪倉庫"), by=world.anna
    )
    asked = Ask(
        partner_id=osaka.id, kind="photo", wanted={"views": ["outside"]}, reference="A-1024"
    )
    alone = replace(asked, reference="A-1025", text=f"{NAME}様の荷物の傷")
    for talk, ask in ((talk_of(world, person), asked), (other, asked), (None, alone)):
        request = world.store.write_now(
            partners.ask, talk or talk_of(world, person), ask, by=world.lin
        )
        told = Telling(text=f"{NAME}様の箱の角です")
        world.store.write_now(partners.tell, request.id, told, by=world.lin)
    erase(world, person.id, tmp_path)
    assert traces(tmp_path) == set()
    found = [
        world.store.read_now(requests.whole, number, by=world.lin)
        for number in (request.id - 1, request.id)
    ]
    words = [[each.text for each in whole.entries if each.kind == "told"] for whole in found]
    assert words == [["▇様の箱の角です", "▇様の箱の角です"], [""]]
    assert [whole.request.wanted for whole in found] == [{"views": ["outside"]}] * 2
    # What was said with the other customer stands as it was.
    said = world.store.read_now(messages.messages, other, by=world.lin, after=0, limit=5)
    assert said[0].body == "同じ荷物です"


def test_what_is_hardly_anybody_elses_name() -> None:
    known = Unnamer(
        ["山田 花子", "山田", "花子", "Ann", "Ann Lee", "a@b.example", "+81 90", "+819012345678",
         "王小明", "神宮前1-2-3 ハイツ402", "wx_ann"]
    )  # fmt: skip
    assert set(known.surely().names) == {
        "山田 花子", "Ann Lee", "a@b.example", "+819012345678", "神宮前1-2-3 ハイツ402",
    }  # fmt: skip

"""A person asks for everything, or to be forgotten: then only what the law keeps is left."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers import queries
from madoguchi.customers.contracts import (
    AddressDraft,
    ConsentDraft,
    Customer,
    Identity,
    IncidentDraft,
)
from madoguchi.customers.rules import Profile
from madoguchi.desk import operations as desk
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.operations.erasing import conversations_of
from madoguchi.desk.operations.redact import ERASURE as WIPE
from madoguchi.desk.promises import operations as promises
from madoguchi.desk.promises.contracts import PromiseDraft
from madoguchi.desk.queries.search import search
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import claim
from madoguchi.kernel.errors import Conflict, Forbidden
from madoguchi.kernel.outbox import delivery_table
from madoguchi.privacy import queries as privacy
from madoguchi.privacy.making import PersonWork
from madoguchi.privacy.operations import asking, erasing
from madoguchi.privacy.operations.erasing import erase_kept
from madoguchi.worker.erasing import Eraser
from tests.customers.people import again, somebody
from tests.desk.mirrors import Mirror
from tests.world import World

NAME = "山田 花子"
EMAIL = "hanako.yamada@mail.example"
PHONE = "+81 90 8765 4321"
TRACES = [NAME, "花子", EMAIL, PHONE, "+819087654321", "ハイツ原宿", "secret-device", "HY-2041"]


def hanako(world: World, zone_country: str = "JP") -> Customer:
    """Somebody of whom everything is kept that can be, in two conversations."""
    write, lin = world.store.write_now, world.lin
    person = somebody(world, "secret-device", number="HY-2041", email=EMAIL, name=NAME)
    write(customers.change_profile, person.id, Profile(phone=PHONE, note="花子さん"), by=lin)
    address = AddressDraft(
        country=zone_country, recipient=NAME, phone=PHONE, postal_code="150-0001", region="東京都",
        city="渋谷区", lines=["神宮前1-2-3 ハイツ原宿 402"],
    )  # fmt: skip
    if zone_country == "KR":
        address = replace(address, postal_code="03051")
    write(customers.keep_address, person.id, address, by=lin)
    agreed = ConsentDraft(purpose="marketing_email", text="はい", locale="ja", channel="webchat")
    write(customers.give_consent, person.id, agreed, by=lin)
    write(customers.add_identity, person.id, Identity("phone", PHONE), by=lin)
    talk = talk_of(world, person)
    name = Identity("shop", "HY-2041")
    visitor = replace(world.visitor("secret-device"), identities=(name,), name=NAME, verified=True)
    world.receive(visitor, f"私は{NAME}です。連絡先は {EMAIL} です。")
    write(desk.post, talk, world.speech("山田　花子様、ありがとうございます"), by=lin)
    write(keep_draft, talk, Writing(body=f"{NAME}様へ"), by=lin)
    due = PromiseDraft(text="花子様に返金", due_at=world.clock.now.replace(year=2027))
    write(promises.promise, talk, due, by=lin)
    return person


def talk_of(world: World, person: Customer) -> int:
    return world.store.read_now(conversations_of, [person.id])[0]


def work(world: World, folder: Path) -> list[str]:
    """Let the worker do what waits for it; returns the kinds, in order."""
    blobs = Blobs("", folder / "attachments")
    person_work, eraser = PersonWork(world.store, blobs), Eraser(world.store, blobs)
    carry = {
        asking.EXPORT: person_work.export,
        asking.ERASURE: person_work.erase,
        WIPE: eraser.erase,
    }
    done: list[str] = []

    async def run() -> None:
        while True:
            world.clock.move(seconds=1)
            taken = world.store.write_now(take, list(carry))
            if not taken:
                return
            for delivery in taken:
                await carry[delivery.kind](delivery)
                done.append(delivery.kind)

    asyncio.run(run())
    return done


def take(tx: Any, kinds: list[str]) -> Any:
    return claim(tx, 10, kinds)


def traces(folder: Path) -> set[str]:
    """Which of the person's names the database's files still hold, in any of their encodings."""
    found = set()
    for path in folder.glob("*.db*"):
        content = path.read_bytes()
        found |= {each for each in TRACES if each.encode() in content}
        found |= {each for each in TRACES if json.dumps(each)[1:-1].encode() in content}
    return found


def test_nothing_that_names_the_person_is_left_in_the_database(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person = hanako(world)
    other = somebody(world, "v2", name="佐藤 一郎")
    assert traces(tmp_path) >= {EMAIL, PHONE, "花子", "secret-device", "HY-2041"}
    asked = world.store.write_now(asking.ask_erasure, person.id, "by letter", by=world.anna)
    with pytest.raises(Conflict):
        world.store.write_now(asking.ask_erasure, person.id, "again", by=world.anna)
    screens = [Mirror(world, world.anna), Mirror(world, world.lin)]
    assert work(world, tmp_path) == [asking.ERASURE, WIPE]
    assert traces(tmp_path) == set()
    for screen in screens:
        screen.agrees()
        screen.replay_all()
        screen.agrees()
    done = world.store.read_now(privacy.request, asked.id, by=world.anna)
    assert done.state == "done"
    assert [each.record_class for each in done.kept] == ["consent"]
    assert again(world, person).name.startswith("#")
    assert again(world, other) == other
    assert world.store.read_now(search, "花子", by=world.anna).items == []
    # Whoever comes again from the same browser is somebody new.
    posted = world.receive(world.visitor("secret-device"), "また来ました")
    assert posted.message.author.id not in {person.id, other.id}


def test_a_korean_complaint_is_kept_for_three_years_without_names(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person = hanako(world, "KR")
    talk = talk_of(world, person)
    went = IncidentDraft(
        cause="damaged", what=f"{NAME}様の茶碗が割れた", done="返金", conversation_id=talk
    )
    world.store.write_now(customers.note_incident, person.id, went, by=world.lin)
    plan = world.store.read_now(privacy.plan, person.id, by=world.anna)
    assert [each.record_class for each in plan.kept] == ["complaint", "consent"]
    world.store.write_now(asking.ask_erasure, person.id, "by letter", by=world.anna)
    work(world, tmp_path)
    assert traces(tmp_path) == set()
    (kept,) = world.store.read_now(queries.profile, person.id, by=world.anna).incidents
    assert (kept.what, kept.done) == ("▇様の茶碗が割れた", "返金")
    said = world.store.read_now(search, "連絡先", by=world.anna)
    assert [each.message.body for each in said.items] == ["私は▇です。連絡先は ▇ です。"]
    # When its time is over it goes as well.
    world.clock.move(days=3 * 366 + 2)
    while world.store.write_now(erase_kept):
        pass
    assert world.store.read_now(search, "連絡先", by=world.anna).items == []
    assert world.store.read_now(queries.profile, person.id, by=world.anna).incidents == []


def test_an_erasure_that_was_killed_goes_on_where_it_was(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person = hanako(world)
    asked = world.store.write_now(asking.ask_erasure, person.id, "by letter", by=world.anna)
    ids, unnamer = world.store.write_now(erasing.begin, asked.id)
    world.store.write_now(erasing.erase_talk, talk_of(world, person), ids, unnamer)
    # Killed here; somebody still writes into the conversation.
    speech = world.speech(f"{NAME}様、お待ちください")
    world.store.write_now(desk.post, talk_of(world, person), speech, by=world.lin)
    work(world, tmp_path)
    assert traces(tmp_path) == set()


def test_the_file_for_the_person_has_everything_but_what_colleagues_said(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    person = hanako(world)
    note = world.speech("要注意", kind="note")
    world.store.write_now(desk.post, talk_of(world, person), note, by=world.lin)
    asked = world.store.write_now(asking.ask_export, person.id, by=world.anna)
    assert work(world, tmp_path) == [asking.EXPORT]
    file = world.store.read_now(privacy.request_file, asked.id, by=world.anna)
    content = b"".join(Blobs("", tmp_path / "attachments").read_now(file.blob))
    archive = zipfile.ZipFile(io.BytesIO(content))
    texts = {name: archive.read(name).decode() for name in archive.namelist()}
    whole = "".join(texts.values())
    assert all(each in whole for each in (NAME, EMAIL, PHONE, "ハイツ原宿", "marketing_email"))
    assert "要注意" not in whole
    assert "花子さん" not in whole
    assert texts["README.txt"].startswith("当店が保管している")
    world.clock.move(hours=25)
    world.store.write_now(asking.expire_due)
    assert world.store.read_now(privacy.request, asked.id, by=world.anna).state == "expired"


def test_files_go_with_the_messages_they_hung_on(small_world: World, tmp_path: Path) -> None:
    world = small_world
    person = hanako(world)
    upload = Upload(
        name=f"{NAME}.png", content_type="image/png", size=9, width=1, height=1,
        blob=f"ab/{'ab' * 32}-{'0' * 16}", thumbnail_blob=None, shop_id=world.kyoto_shop.id,
        uploader="webchat:HY-2041",
    )  # fmt: skip
    file = world.store.write_now(keep, upload)
    visitor = replace(world.visitor("x"), identities=(Identity("shop", "HY-2041"),), verified=True)
    speech = world.speech("これです", attachment_ids=[file.id])
    world.store.write_now(desk.receive, visitor, speech)
    world.store.write_now(asking.ask_erasure, person.id, "by letter", by=world.anna)
    work(world, tmp_path)
    removals = world.store.read_now(
        lambda view: view.execute(sa.select(delivery_table.c.payload)).scalars().all()
    )
    assert upload.blob in removals
    assert traces(tmp_path) == set()


def test_only_who_may_asks_and_only_for_a_whole_person(small_world: World) -> None:
    world = small_world
    person = hanako(world)
    there = somebody(world, "v3", number="B-1", shop_id=world.canton_shop.id)
    for actor in (world.lin, world.sora):
        with pytest.raises(Forbidden):
            world.store.write_now(asking.ask_erasure, person.id, "no", by=actor)
        with pytest.raises(Forbidden):
            world.store.write_now(asking.ask_export, person.id, by=actor)
    world.store.write_now(customers.merge, person.id, there.id, by=world.lin)
    narrow = replace(world.anna, all_shops=False, shop_ids=frozenset({world.kyoto_shop.id}))
    with pytest.raises(Forbidden) as refused:
        world.store.write_now(asking.ask_erasure, person.id, "no", by=narrow)
    assert refused.value.key == "privacy.out_of_sight"

"""An export holds everything of one moment, nothing that opens a door, and lasts for a day."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import madoguchi.installation  # noqa: F401 - it knows every table
from madoguchi import cli
from madoguchi.desk import operations as desk
from madoguchi.desk.operations.attachments import BLOB_REMOVAL, Upload, keep
from madoguchi.exports import operations, queries
from madoguchi.exports.contracts import ExportDraft
from madoguchi.exports.writing import write
from madoguchi.kernel import deliveries
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import Conflict, Forbidden, NotFound
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.store import Store
from madoguchi.people.operations import api_tokens
from tests.admin.commands import keep_the_log
from tests.databases import database_url
from tests.privacy.everywhere import Planted
from tests.web.running import OWNER, Browser, Running
from tests.world import World, plain

__all__ = ["database_url"]


LEFT_OUT = {
    "it opens a door": (
        "api_token connection document document_reading document_request invitation order_link"
        " partner_link partner_session password_link recovery_code session sign_in_attempt vault"
        " vault_key webhook"
    ),
    "it is the desk's own bookkeeping": (
        "carrier_pace carrier_pace_place clock clock_book customer_import customer_import_row"
        " delivery export frozen_calendar idempotent_answer kept_record mail mailbox_folder notice"
        " order_import order_import_fault order_import_order person_request presence routing_hint"
        " schema_upgrade sent_card standard_step worker_cursor"
    ),
    "it is worked out from what is in it": (
        "figure_calendar figure_fact figure_house figure_sale figure_shop figure_talk figure_tally"
        " figure_worker"
    ),
    "it says how this program is set up": (
        "ability card_rules phone_prompt routing shift_templates staffing_assumptions"
    ),
    "it is one person's own": "draft whisper",
    "it stands in the entity it belongs to, or says no more": (
        "conversation_tag customer_apart dead_address mailbox_address order_picture parcel_order"
    ),
}
"""Tables that an export does not read, by why."""


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = World(database_url)
    made.store.close()
    key = Keyring.at(tmp_path / "key")  # identity documents are sealed with it
    made.store = Store(made.store.url, clock=made.clock, writers=2, readers=2, keyring=key)
    yield made
    made.close()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs("", tmp_path / "attachments")


def written(world: World, blobs: Blobs) -> zipfile.ZipFile:
    file = io.BytesIO()
    told: list[int] = []
    count = world.store.read_now(write, blobs, file, lambda done, total: told.append(done))
    assert told == sorted(told)
    assert told[-1] == count
    return zipfile.ZipFile(file)


def lines(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"{name}.jsonl").splitlines()]


def test_everything_is_in_it_as_the_api_gives_it(world: World, blobs: Blobs) -> None:
    posted = [world.receive(world.visitor(f"v{n}"), f"荷物 {n} はどこですか") for n in range(5)]
    reply = world.store.write_now(
        desk.post, posted[0].conversation_id, world.speech("お調べします"), by=world.lin
    )
    archive = written(world, blobs)
    assert archive.testzip() is None
    about = json.loads(archive.read("about.json"))
    for name, count in about["entities"].items():
        assert len(lines(archive, name)) == count
    assert len(lines(archive, "conversations")) == 5
    assert len(lines(archive, "customers")) == 5
    assert {each["name"] for each in lines(archive, "shops")} == {"京都屋", "广府店"}
    assert {each["name"] for each in lines(archive, "people")} >= {"Anna", "Lin", "Sora"}
    messages = {each["id"]: each for each in lines(archive, "messages")}
    assert messages[reply.message.id] == plain(reply.message)
    assert "message_received" in {each["kind"] for each in lines(archive, "events")}


def test_attachments_are_in_it_and_one_that_is_gone_is_marked(
    world: World, blobs: Blobs, tmp_path: Path
) -> None:
    visitor = world.visitor("v")
    uploader = f"webchat:{visitor.identities[-1].external_id}"

    def upload(content: bytes) -> int:
        return world.store.write_now(
            keep,
            Upload(
                name="写真.jpg",
                content_type="image/jpeg",
                size=len(content),
                width=1,
                height=1,
                blob=blobs.put_now(content),
                thumbnail_blob=None,
                shop_id=world.kyoto_shop.id,
                uploader=uploader,
            ),
        ).id

    kept, lost = upload(b"kept"), upload(b"lost")
    world.store.write_now(
        desk.receive, visitor, world.speech("写真です", attachment_ids=[kept, lost])
    )
    for name in list(blobs.names()):
        if b"".join(blobs.read_now(name)) == b"lost":
            (tmp_path / "attachments" / name).unlink()
    archive = written(world, blobs)
    files = {each["id"]: each for each in lines(archive, "attachments")}
    assert archive.read(files[kept]["path"]) == b"kept"
    assert files[lost]["path"] is None


def test_what_was_said_by_any_channel_is_in_it(world: World, tmp_path: Path) -> None:
    planted = Planted(world, tmp_path)
    archive = written(world, planted.blobs)
    assert archive.testzip() is None
    (call,) = lines(archive, "calls")
    assert (call["conversation_id"], call["note"]) == (planted.talk, "zyxqvwk called")
    sounds = {each["kind"]: each for each in lines(archive, "recordings")}
    assert {kind: each["call_id"] for kind, each in sounds.items()} == {
        "talk": call["id"],
        "voicemail": call["id"],
    }
    assert archive.read(sounds["voicemail"]["path"]) == b"zyxqvwk voicemail"
    names = {(each["channel"], each["external_id"]) for each in lines(archive, "identities")}
    assert ("shop", "ZYXQVWK-2041") in names
    for name in ("phone_lines", "orders", "parcels", "partner_requests", "consents", "merges"):
        assert lines(archive, name), name


def test_every_table_is_in_it_or_left_out_for_a_reason(world: World, tmp_path: Path) -> None:
    """A room that gains a table decides whether its rows are the house's to take along."""
    blobs = Planted(world, tmp_path).blobs
    read: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        read.update(re.findall(r"(?:FROM|JOIN) (\w+)", statement))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        written(world, blobs)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    left_out = {table for tables in LEFT_OUT.values() for table in tables.split()}
    tables = set(metadata.tables)
    assert tables - read - left_out == set(), "neither exported nor left out for a reason"
    assert left_out & read == set(), "it is exported after all"
    assert left_out - tables == set(), "it is no longer there"


def test_nothing_in_it_opens_a_door(world: World, blobs: Blobs) -> None:
    made = world.store.write_now(
        api_tokens.make_api_token,
        api_tokens.ApiTokenDraft(name="ERP", role="owner"),
        by=world.anna,
    )
    archive = written(world, blobs)
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for secret in (
        made.token,
        "$none",
        "hash of anna's session",
        "password_hash",
        "totp",
        '"secret"',
    ):
        assert secret not in everything


def test_only_owners_and_only_one_at_a_time(world: World) -> None:
    with pytest.raises(Forbidden):
        world.store.write_now(operations.ask, ExportDraft(), by=world.lin)
    asked = world.store.write_now(operations.ask, ExportDraft(), by=world.anna)
    with pytest.raises(Conflict):
        world.store.write_now(operations.ask, ExportDraft(), by=world.anna)
    with pytest.raises(Forbidden):
        world.store.read_now(queries.export, asked.id, by=world.lin)
    with pytest.raises(NotFound):
        world.store.read_now(queries.export_file, asked.id, by=world.anna)
    world.store.write_now(operations.fail, asked.id)
    again = world.store.write_now(operations.ask, ExportDraft(), by=world.anna)
    assert [each.id for each in world.store.read_now(queries.latest_exports, by=world.anna)] == [
        again.id,
        asked.id,
    ]


def test_it_is_taken_back_after_a_day(world: World) -> None:
    asked = world.store.write_now(operations.ask, ExportDraft(), by=world.anna)
    world.store.write_now(operations.finish, asked.id, blob="b", size=9, rows=3)
    world.clock.move(hours=23)
    world.store.write_now(operations.expire_due)
    assert world.store.read_now(queries.export_file, asked.id, by=world.anna).size == 9
    world.clock.move(hours=2)
    with pytest.raises(NotFound):
        world.store.read_now(queries.export_file, asked.id, by=world.anna)
    world.store.write_now(operations.expire_due)
    assert world.store.read_now(queries.export, asked.id, by=world.anna).state == "expired"
    removals = world.store.read_now(deliveries.next_due, [BLOB_REMOVAL])
    assert removals is not None


def test_a_long_one_is_not_taken_by_another_worker(world: World) -> None:
    world.store.write_now(operations.ask, ExportDraft(), by=world.anna)

    def claim() -> list[Delivery]:
        return world.store.write_now(deliveries.claim, 10, [operations.DELIVERY])

    (mine,) = claim()
    for _ in range(3):
        world.clock.move(seconds=deliveries.HOLD / timedelta(seconds=1) - 5)
        world.store.write_now(deliveries.hold, mine)
        assert not claim()
    world.clock.move(seconds=61)
    assert claim()


def test_an_owner_asks_watches_and_downloads(tmp_path: Path) -> None:
    with Running(tmp_path) as server:
        browser = Browser(server)
        assert browser.post("setup", json=OWNER).status_code == 201
        asked = browser.post("export", json={"kind": "everything"})
        assert asked.status_code == 201, asked.text
        export = asked.json()
        deadline = time.monotonic() + 20
        while export["state"] != "ready":
            assert time.monotonic() < deadline, export
            time.sleep(0.05)
            export = browser.get(f"export/{export['id']}").json()
        assert export["rows_done"] == export["rows_total"] > 0
        answer = browser.get(f"export/{export['id']}/file")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/zip"
        assert int(answer.headers["content-length"]) == export["size"] == len(answer.content)
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        assert lines(archive, "people")[0]["email"] == OWNER["email"]
        assert browser.get("export").json()[0]["id"] == export["id"]
        assert Browser(server).get(f"export/{export['id']}/file").status_code == 401
        assert browser.get("export/999/file").status_code == 404


def test_the_command_writes_a_file_or_into_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keep_the_log(monkeypatch)
    with Running(tmp_path / "data") as server:
        Browser(server).post("setup", json=OWNER)
        data = ["--data", str(tmp_path / "data")]
        (tmp_path / "folder").mkdir()
        assert cli.main(["export", "all.zip", *data]) == 0
        assert cli.main(["export", "folder", *data]) == 0
        assert "entities" in capsys.readouterr().out
        assert cli.main(["export", "all.zip", *data]) == 1
        assert "exists already" in capsys.readouterr().err
    (made,) = (tmp_path / "folder").iterdir()
    for file in (tmp_path / "all.zip", made):
        assert lines(zipfile.ZipFile(file), "people")[0]["email"] == OWNER["email"]
    assert not [*tmp_path.glob("*.part")]

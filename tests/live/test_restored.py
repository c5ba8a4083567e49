"""After a restore every screen begins anew, whatever position it has from the life before."""

from __future__ import annotations

from pathlib import Path

from madoguchi.kernel.backup import restore, save
from madoguchi.kernel.blobs import Blobs
from tests.databases import database_url
from tests.live.sockets import chat, desk, say
from tests.web.running import OWNER, Browser, Running

__all__ = ["database_url"]


def silent(_what: str) -> None:
    """Nobody watches."""


def test_a_screen_from_before_the_restore_is_reset(database_url: str, tmp_path: Path) -> None:
    data, key = tmp_path / "data", tmp_path / "data" / "secret.key"
    blobs = Blobs("", tmp_path / "attachments")
    backup = tmp_path / "backup.zip"
    with Running(data, database=database_url) as server:
        anna = Browser(server)
        anna.post("setup", json=OWNER)
        before = anna.get("desk/snapshot").json()["position"]
        save(database_url, blobs, key, backup, silent)
        for name in ("京都屋", "大阪屋", "神戸屋"):
            anna.post("shops", json={"name": name})
        lost = anna.get("desk/snapshot").json()["position"]

    restore(backup, database_url, blobs, key, replace=True, progress=silent)

    with Running(data, database=database_url) as server:
        anna = Browser(server)
        assert anna.sign_in(OWNER["email"], OWNER["password"]).status_code in {200, 201}
        snapshot = anna.get("desk/snapshot").json()
        assert snapshot["shops"] == []
        for old in (before, lost):
            with desk(server, anna) as line:
                line.send(do="resume", position=old)
                assert line.until("reset") == {"reset": True}
        # Twice as much happens in the new life as did in the lost one: ids must not meet again.
        for number in range(6):
            anna.post("shops", json={"name": f"新しい店 {number}"})
        with desk(server, anna) as line:
            line.send(do="resume", position=lost)
            assert line.until("reset") == {"reset": True}
        with desk(server, anna) as line:
            line.send(do="resume", position=snapshot["position"])
            kinds: list[str] = []
            while kinds.count("shop_made") < 6:  # the last may come a moment after the others
                kinds += [event["kind"] for event in line.until("position")["events"]]
            assert kinds.count("shop_made") == 6


def test_a_widget_from_before_the_restore_is_told_that_nothing_it_holds_stands(
    database_url: str, tmp_path: Path
) -> None:
    data, key = tmp_path / "data", tmp_path / "data" / "secret.key"
    blobs = Blobs("", tmp_path / "attachments")
    backup = tmp_path / "backup.zip"
    with Running(data, database=database_url) as server:
        anna = Browser(server)
        anna.post("setup", json=OWNER)
        shop = anna.post("shops", json={"name": "京都屋"}).json()
        with chat(server, shop) as line:
            first = line.until("hello")["hello"]
            assert first["resumes"] is False
            say(line, "届きましたか", "client-00000001")
            save(database_url, blobs, key, backup, silent)
            say(line, "失われる一行", "client-00000002")
        mine = {"visitor": first["visitor"]}
        with chat(server, shop, **mine) as line:
            lost = line.until("hello")["hello"]
            assert [each["body"] for each in lost["messages"]] == ["届きましたか", "失われる一行"]
        with chat(server, shop, **mine, position=lost["position"]) as line:
            assert line.until("hello")["hello"]["resumes"] is True
        with chat(server, shop, **mine, position="not a position") as line:
            assert line.until("hello")["hello"]["resumes"] is False

    restore(backup, database_url, blobs, key, replace=True, progress=silent)

    with Running(data, database=database_url) as server:
        with chat(server, shop, **mine, position=lost["position"]) as line:
            now = line.until("hello")["hello"]
            assert now["resumes"] is False
            assert [each["body"] for each in now["messages"]] == ["届きましたか"]
            say(line, "新しい一行", "client-00000003")
        with chat(server, shop, **mine, position=now["position"]) as line:
            again = line.until("hello")["hello"]
            assert again["resumes"] is True
            assert [each["body"] for each in again["messages"]] == ["届きましたか", "新しい一行"]

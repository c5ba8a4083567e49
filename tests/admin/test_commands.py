"""What an operator does from the console, as they would: whole commands, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi import cli, installation
from madoguchi.demo.command import prepare
from madoguchi.kernel.store import Store
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK
from madoguchi.people.rules.passwords import verify_password
from scripts._migration import know_every_table
from tests.admin.commands import keep_the_log
from tests.databases import database_url
from tests.web.running import OWNER, Browser, Running

__all__ = ["database_url"]


Said = tuple[int, str, str]
Command = Callable[..., Said]


@pytest.fixture(autouse=True)
def _log(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_the_log(monkeypatch)


@pytest.fixture
def madoguchi(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Command:
    """Run a command about one installation; returns its code and what it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_DATABASE", database_url)

    def run(*words: str, data: str = "here") -> Said:
        code = cli.main([*words, "--data", str(tmp_path / data)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


FIRST = ("--name", "Anna", "--organisation", "北 Trading", "--zone", "Asia/Tokyo", "--locale", "ja")


def password_of(said: str) -> str:
    return said.partition("shown this once: ")[2].split()[0]


def test_the_first_owner_and_one_who_is_locked_out(madoguchi: Command, database_url: str) -> None:
    code, _, err = madoguchi("admin", "owner", "anna@kita.example")
    assert (code, "--organisation" in err) == (1, True)

    code, out, _ = madoguchi("admin", "owner", "anna@kita.example", *FIRST)
    assert code == 0
    first = password_of(out)

    code, out, _ = madoguchi("admin", "owner", "ANNA@kita.example", "--two-factor-off")
    assert code == 0
    second = password_of(out)
    assert second != first

    code, _, err = madoguchi("admin", "owner", "nobody@kita.example")
    assert code == 1
    assert "The owners are: anna@kita.example" in err

    store = Store(database_url)
    known = store.read_now(people.credentials, "anna@kita.example")
    persons = store.read_now(people.all_people, THE_DESK)
    store.close()
    assert known is not None
    assert verify_password(known.password_hash, second)
    assert not verify_password(known.password_hash, first)
    assert [(each.name, each.role, each.locale) for each in persons] == [("Anna", "owner", "ja")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nonsense", *FIRST), "email"),
        (("a@kita.example", *FIRST[:-1], "tlh"), "tlh"),
        (("a@kita.example", "--name", "A", "--organisation", "B", "--zone", "Mars"), "Mars"),
    ],
)
def test_a_wrong_word_gets_a_sentence(
    madoguchi: Command, words: tuple[str, ...], sentence: str
) -> None:
    code, _, err = madoguchi("admin", "owner", *words)
    assert code == 1
    assert sentence in err
    assert "Traceback" not in err


def test_backup_restore_and_check(
    madoguchi: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    madoguchi("admin", "owner", "anna@kita.example", *FIRST)
    code, out, _ = madoguchi("admin", "check")
    assert (code, "Sound" in out) == (0, True)
    code, out, _ = madoguchi("backup", "desk.zip")
    assert (code, "written and checked" in out) == (0, True)
    code, _, err = madoguchi("backup", "desk.zip")
    assert (code, "exists already" in err) == (1, True)
    code, out, _ = madoguchi("backup", "locked.zip", "--without-key")
    assert (code, "key is not in it" in out) == (0, True)

    code, _, err = madoguchi("restore", "desk.zip")
    assert (code, "--replace" in err) == (1, True)
    code, out, _ = madoguchi("restore", "desk.zip", "--replace")
    assert (code, "Restored the state of" in out) == (0, True)

    monkeypatch.setenv("MADOGUCHI_DATABASE", "")
    code, out, _ = madoguchi("restore", "locked.zip", data="there")
    assert (code, "holds no key" in out) == (0, True)
    (tmp_path / "there" / "secret.key").write_text("f" * 64)
    code, out, _ = madoguchi("admin", "owner", "anna@kita.example", data="there")
    assert code == 0
    assert madoguchi("figures", "rebuild", data="there")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="Who may read a file is said otherwise there.")
def test_what_holds_everything_is_for_its_own_account_alone(
    madoguchi: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    try:
        madoguchi("admin", "owner", "anna@kita.example", *FIRST)
        madoguchi("backup", "desk.zip")
        madoguchi("export", "everything.zip")
        monkeypatch.setenv("MADOGUCHI_DATABASE", "")
        madoguchi("restore", "desk.zip", data="there")
    finally:
        os.umask(before)
    for name in ("here", "desk.zip", "everything.zip", "there"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, name


@pytest.mark.parametrize(
    "command",
    [
        "backup desk.zip",
        "backup desk.zip --without-key",
        "export desk.zip",
        "admin check",
        "admin owner anna@kita.example",
        "admin shops",
        "admin vault",
        "admin vault --rotate",
        "figures rebuild",
        "phone",
    ],
)
def test_a_mistyped_folder_gets_a_sentence_and_no_desk(
    command: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_PHONE_SIP", "udp://127.0.0.1:5060")
    assert cli.main([*command.split(), "--data", "shiomo"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("There is no installation in shiomo: it has no ")
    assert "--data" in said
    assert list(tmp_path.iterdir()) == []

    # A key without its database is no desk either, and is not made one.
    (tmp_path / "shiomo").mkdir()
    (tmp_path / "shiomo" / "secret.key").write_text("f" * 64)
    assert cli.main([*command.split(), "--data", "shiomo"]) == 1
    assert "it has no madoguchi.db" in capsys.readouterr().err
    assert [each.name for each in (tmp_path / "shiomo").iterdir()] == ["secret.key"]


def test_shops_are_listed_and_missing_attachments_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    doors = prepare(tmp_path / "demo")
    capsys.readouterr()
    assert cli.main(["admin", "shops", "--data", str(tmp_path / "demo")]) == 0
    said = capsys.readouterr().out
    assert all(f'data-shop="{door.public_key}"' in said for door in doors.values())
    assert "secret" not in said

    lost = next((tmp_path / "demo" / "attachments").rglob("*-*"))
    lost.unlink()
    assert cli.main(["admin", "check", "--data", str(tmp_path / "demo")]) == 1
    assert lost.name in capsys.readouterr().out


def test_a_desk_that_runs_is_backed_up_and_not_overwritten(
    madoguchi: Command, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restored one runs beside it, on the other database, with whatever was said before."""
    with Running(tmp_path / "here", database=database_url) as server:
        anna = Browser(server)
        assert anna.post("setup", json=OWNER).status_code == 201
        assert anna.post("teams", json={"name": "Night"}).status_code == 201
        code, out, err = madoguchi("backup", "desk.zip")
        assert (code, "written and checked" in out) == (0, True), err
        code, _, err = madoguchi("restore", "desk.zip", "--replace")
        assert (code, "in use" in err) == (1, True), err
        monkeypatch.setenv("MADOGUCHI_DATABASE", "")
        code, _, err = madoguchi("restore", "desk.zip", data="there")
        assert code == 0, err
        with Running(tmp_path / "there") as restored:
            there = Browser(restored)
            assert there.sign_in(OWNER["email"], OWNER["password"]).status_code == 200
            assert [team["name"] for team in there.get("teams").json()] == ["Night"]
        assert anna.post("teams", json={"name": "Day"}).status_code == 201


@pytest.mark.parametrize("command", ["serve", "backup", "restore", "admin owner", "admin shops"])
def test_a_wrong_setting_stops_every_command_with_a_sentence(
    command: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_PORT", "harbour")
    more = {"backup": ["x.zip"], "restore": ["x.zip"], "admin owner": ["a@kita.example"]}
    assert cli.main([*command.split(), *more.get(command, [])]) == 1
    said = capsys.readouterr().err
    assert "MADOGUCHI_PORT" in said
    assert "whole number" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve", "--host", "a..b", "--data", "here"], "a..b"),
        (["serve", "--data", "file/here"], "--data"),
        (["demo", "--data", "file/here"], "--data"),
        (["demo", "--port", "70000", "--data", "here"], "0 to 65535"),
    ],
)
def test_a_place_that_cannot_be_used_gets_a_sentence(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("madoguchi.app.configure_log", lambda _settings: None)
    monkeypatch.setattr("madoguchi.demo.command.configure_log", lambda _settings: None)
    # It would ask the network which address of ours leads out.
    monkeypatch.setattr("madoguchi.demo.telephone.own_address", lambda: "127.0.0.1")
    (tmp_path / "file").write_text("no folder")
    assert cli.main(words) == 1
    assert sentence in capsys.readouterr().err


def test_a_store_of_attachments_that_cannot_be_one_stops_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("madoguchi.app.configure_log", lambda _settings: None)
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MADOGUCHI_ATTACHMENTS", f"file://{tmp_path}/file/here")
    assert cli.main(["serve", "--data", "here"]) == 1
    said = capsys.readouterr().err
    assert "“attachments”" in said
    assert f"{tmp_path}/file/here" in said


def test_an_installation_knows_every_table() -> None:
    """A backup's search indexes are built by whoever restores it."""
    rooms = know_every_table()
    code = (
        "import madoguchi.installation; from madoguchi.kernel.schema import metadata;"
        "from madoguchi.kernel.search import indexes; print(*metadata.tables, *indexes)"
    )
    known = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(known.stdout.split()) == set(rooms)
    assert installation.DATABASE


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        cli.main(["--version"])
    assert done.value.code == 0
    assert capsys.readouterr().out.startswith("Madoguchi ")

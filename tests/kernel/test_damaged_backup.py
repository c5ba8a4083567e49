"""A backup that is not whole is refused before anything is changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.kernel.backup import BackupRefused
from madoguchi.kernel.trouble import DatabaseRefused
from tests.databases import database_url
from tests.kernel.places import Place, empty_places, here

__all__ = ["database_url", "empty_places", "here"]


def damage_first_table(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo("tables/message.jsonl")
    content = bytearray(file.read_bytes())
    place = entry.header_offset + 30 + len(entry.filename) + 40
    content[place] ^= 0x55
    file.write_bytes(content)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def change_a_row(file: Path) -> None:
    """A change that keeps the zip itself valid."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["tables/message.jsonl"] = entries["tables/message.jsonl"].replace(b"0", b"1", 1)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def take_an_attachment(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries.pop(next(name for name in entries if name.startswith("attachments/")))
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def lead_elsewhere(file: Path) -> None:
    """An attachment that would be written outside of its folder."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    inside = next(name for name in entries if name.startswith("attachments/"))
    entries[inside.replace("attachments/", "attachments/../../")] = entries.pop(inside)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def come_from_the_future(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(entries["manifest.json"])
    entries["manifest.json"] = json.dumps({**manifest, "schema": "9999", "program": "7.5"}).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (damage_first_table, "damaged"),
        (cut_off, "damaged"),
        (change_a_row, "message"),
        (take_an_attachment, "attachments are missing"),
        (lead_elsewhere, "no attachment's name"),
        (lambda file: file.write_text("no zip"), "damaged"),
        (lambda file: file.unlink(), "no file"),
        (come_from_the_future, "Madoguchi 7.5"),
    ],
)
def test_a_damaged_backup_is_refused_and_changes_nothing(
    here: Place,
    empty_places: Callable[[str], Place],
    tmp_path: Path,
    harm: Callable[[Path], object],
    word: str,
) -> None:
    file = tmp_path / "backup.zip"
    here.save(file)
    harm(file)
    dialect = "sqlite" if here.url.startswith("sqlite") else "postgresql"
    there = empty_places(dialect)
    with pytest.raises((BackupRefused, DatabaseRefused), match=word) as refused:
        there.restore(file)
    assert str(file) in str(refused.value)
    assert not there.key.exists()
    assert there.tables() == {} if dialect == "postgresql" else not Path(there.url[10:]).exists()

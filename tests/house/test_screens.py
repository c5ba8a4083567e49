"""Screens are built again when what they are built from changes, and only then."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.house.toolchain import toolchain


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    ui = tmp_path / "ui"
    (ui / "desk").mkdir(parents=True)
    (ui / "desk" / "main.tsx").write_text("export const greeting = '窓口';\n")
    (ui / "package-lock.json").write_text("{}\n")
    (tmp_path / "src/madoguchi/web/screens/desk").mkdir(parents=True)
    screens = toolchain.Screens(tmp_path)
    assert not screens.are_fresh()
    screens._sources_stamp.write_text(screens.sources())
    assert screens.are_fresh()
    return tmp_path


@pytest.mark.parametrize("path", ["ui/desk/main.tsx", "ui/desk/new.css", "ui/package-lock.json"])
def test_a_changed_source_makes_the_screens_stale(tree: Path, path: str) -> None:
    (tree / path).write_text("changed")
    assert not toolchain.Screens(tree).are_fresh()


def test_a_renamed_source_makes_the_screens_stale(tree: Path) -> None:
    (tree / "ui/desk/main.tsx").rename(tree / "ui/desk/start.tsx")
    assert not toolchain.Screens(tree).are_fresh()


@pytest.mark.parametrize(
    "path", ["ui/README.md", "ui/desk/main.test.tsx", "ui/node_modules/preact/index.js"]
)
def test_what_is_not_built_does_not(tree: Path, path: str) -> None:
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    (tree / path).write_text("changed")
    assert toolchain.Screens(tree).are_fresh()


def test_a_machine_without_node_is_told_what_is_needed(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert not toolchain.has_node()
    with pytest.raises(SystemExit, match=r"Node 20\.19 or newer"):
        toolchain.Screens(tree).modules.npm("run", "build")

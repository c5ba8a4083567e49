"""The documentation names what there is: dependencies, commands, scripts, decisions."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi import cli
from tests.house.tree import ROOT, documentation, files, text


def dependencies() -> Iterator[str]:
    project = tomllib.loads(text(Path("pyproject.toml")))
    groups = project["dependency-groups"].values()
    for line in [
        *project["project"]["dependencies"],
        *(line for group in groups for line in group),
    ]:
        yield re.split(r"[\[<>=!~; ]", line)[0]
    screens = json.loads(text(Path("ui/package.json")))
    yield from {**screens["dependencies"], **screens["devDependencies"]}


def test_every_dependency_has_a_line_saying_why() -> None:
    lines = text(Path("docs/dependencies.md")).splitlines()
    named = {
        found[1]: line for line in lines if (found := re.match(r"\| `([^`]+)` \| .{10,}", line))
    }
    assert not [name for name in dependencies() if name not in named]
    assert not [name for name in named if name not in {*dependencies()}], "No longer depended on."


class Captured(Exception):
    """Carries the command's parser out, before it has parsed anything."""


def subcommands(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    def capture(parser: argparse.ArgumentParser, *_: object) -> None:
        raise Captured(parser)

    def walk(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for word, subparser in action.choices.items():
                    yield f"{name} {word}"
                    yield from walk(subparser, f"{name} {word}")

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", capture)
    with pytest.raises(Captured) as captured:
        cli.main([])
    yield from walk(captured.value.args[0], "madoguchi")


def test_every_command_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [*subcommands(monkeypatch)]
    assert "madoguchi inspect" in commands
    said = documentation()
    assert not [command for command in commands if command not in said]


def test_every_script_is_documented() -> None:
    said = documentation()
    scripts = [path.as_posix() for path in files() if path.parts[0] in {"scripts", ".ci"}]
    assert scripts
    assert not [script for script in scripts if f"`{script}" not in said]


def test_decisions_are_numbered_and_say_why() -> None:
    records = sorted(path for path in files() if path.parts[:2] == ("docs", "decisions"))
    numbers = [int(record.name[:4]) for record in records]
    assert numbers == [*range(len(numbers))]
    for record in records:
        headings = re.findall(r"^## (.+)$", text(record), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], record


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in (path for path in files() if path.suffix == ".md" and path.parts[0] != "tests"):
        prose = re.sub(r"```.*?```", "", text(page), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)", prose):
            elsewhere = "://" in target or target.startswith("mailto:")
            if not elsewhere and not (ROOT / page.parent / target).exists():
                broken.append(f"{page}: {target}")
    assert not broken, broken


def test_links_into_a_page_lead_to_one_of_its_headings() -> None:
    pages = {
        path: re.sub(r"```.*?```", "", text(path), flags=re.DOTALL)
        for path in files()
        if path.suffix == ".md" and path.parts[0] != "tests"
    }
    headings = {
        (ROOT / page).resolve(): {anchor(each) for each in re.findall(r"^#+ (.+)$", prose, re.M)}
        for page, prose in pages.items()
    }
    broken = []
    for page, prose in pages.items():
        for target, place in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", prose):
            there = (ROOT / page.parent / target).resolve() if target else (ROOT / page).resolve()
            if "://" not in target and place not in headings.get(there, set()):
                broken.append(f"{page}: {target}#{place}")
    assert not broken, broken


def anchor(heading: str) -> str:
    """What a heading is called in an address, as the places call it where pages are read."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")

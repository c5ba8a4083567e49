"""The operator's pages name every setting with its default, and every word of every command."""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from madoguchi import cli
from madoguchi.settings import Settings
from tests.house.tree import text

EVERYWHERE = {"--help", "--data", "--settings"}
"""Said once for all commands."""

COMMANDS = {
    **{f"madoguchi {name}": module for name, (module, _) in cli.COMMANDS.items()},
    **{f"madoguchi figures {name}": module for name, (module, _) in cli.FIGURES.items()},
    **{f"madoguchi admin {name}": module for name, (module, _) in cli.ADMIN.items()},
    **{f"madoguchi inspect {name}": module for name, (module, _) in cli.INSPECTORS.items()},
}


def shown(default: object) -> str:
    if default == "":
        return "empty"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_is_documented_with_its_default() -> None:
    page = text(Path("docs/operations.md"))
    rows = re.findall(r"^\| `(\w+)` \| (empty|`[^`]*`) \| \S.{15,}", page, re.MULTILINE)
    fields = msgspec.structs.fields(Settings)
    assert dict(rows) == {field.name: shown(field.default) for field in fields}


def options(module: str) -> Iterator[str]:
    parser = argparse.ArgumentParser()
    importlib.import_module(module).add_arguments(parser)
    for action in parser._actions:
        yield from (word for word in action.option_strings if word.startswith("--"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_word_of_a_command_is_documented(command: str) -> None:
    page = text(Path("docs/commands.md"))
    row = re.search(rf"^\| `{command}` \| (.+) \|$", page, re.MULTILINE)
    assert row is not None, f"docs/commands.md has no row for {command}"
    given = set(options(COMMANDS[command]))
    missing = {word for word in given - EVERYWHERE if f"`{word}`" not in row[1]}
    assert not missing, f"docs/commands.md does not say what these of {command} do: {missing}"
    gone = set(re.findall(r"`(--[a-z-]+)`", row[1])) - given
    assert not gone, f"{command} no longer knows: {gone}"

"""The agent's guide names every key that the desk listens to, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import text


def written(key: str) -> str:
    """A key as the guide writes it."""
    *held, last = {"Escape": "Esc"}.get(key, key).split("+")
    return "+".join([*held, last.upper() if held and len(last) == 1 else last])


def test_the_guide_has_the_desks_keys() -> None:
    source = text(Path("ui/desk/shell/shortcuts.ts"))
    keys = {written(key) for key in re.findall(r"\bkey: '([^']+)'", source)}
    table = text(Path("docs/guide-agent.md")).partition("\n## Keys\n")[2]
    documented = re.findall(r"^\| `([^`]+)`(?: … `(\d)`)?", table, re.MULTILINE)
    numbers = [last for _, last in documented if last]
    assert {first for first, last in documented if not last} == keys
    views = re.search(r"VIEWS = \[(.*?)\]", text(Path("ui/desk/state/router.ts")))
    assert views
    assert numbers == [str(len(views[1].split(",")))]

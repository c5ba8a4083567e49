"""The page of figures says what each of them means, as the desk itself does."""

from __future__ import annotations

import re
from pathlib import Path

from madoguchi.insight.figures.definitions import DEFINITIONS
from madoguchi.language.catalogue import text
from tests.house.tree import text as written


def test_every_figure_is_documented_with_its_formula() -> None:
    page = written(Path("docs/figures.md"))
    rows = re.findall(r"^\| `(\w+)` v(\d+) \| (.+) \| (\w+) \| (.+) \|$", page, re.MULTILINE)
    assert rows == [
        (
            name,
            str(each.version),
            text(f"insight.figure.{name}", "en"),
            each.unit.value,
            text(f"insight.figure.{name}.formula", "en"),
        )
        for name, each in DEFINITIONS.items()
    ]

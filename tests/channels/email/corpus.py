"""The mails of `data/`, with what others expect of them; see `data/LICENCES/README.md`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"


class Case(NamedTuple):
    """One line of expected.jsonl, with the file that it speaks of."""

    id: str
    kind: str
    file: Path
    expected: dict[str, Any]

    @property
    def raw(self) -> bytes:
        return self.file.read_bytes()


def cases(kind: str | None = None) -> list[Case]:
    """Return the cases of one kind, or all."""
    lines = (DATA / "expected.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Case(row["id"], row["kind"], DATA / row["file"], row["expected"])
        for row in rows
        if kind in (None, row["kind"])
    ]


def squeezed(text: str) -> str:
    """Return a text with its blanks collapsed, as the expected texts are."""
    return " ".join(text.split())

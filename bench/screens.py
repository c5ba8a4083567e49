"""What a browser must fetch: the built screens, compressed as they are served."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import msgspec

from bench.figures import Figure, at_most

BUILT = Path("src/madoguchi/web/screens")
TEXTS = re.compile(r"(zh-CN|zh-TW|ja|ko|en|fr|es)-")
"""The texts of a language: a browser fetches one of them, so the heaviest counts."""
CALL = "Call-"
"""What is fetched when a customer wants to call."""
SENT = {".js", ".css", ".html"}


class Chunk(msgspec.Struct, frozen=True):
    """One entry of a build's manifest."""

    file: str
    css: list[str] = []
    imports: list[str] = []
    is_entry: bool = msgspec.field(default=False, name="isEntry")


def sizes() -> list[Figure]:
    """Measure the widget before it is opened and in all, and the desk's first load (kB of 1000)."""
    widget, desk = _weights("widget"), _weights("desk")
    first = _first(
        msgspec.json.decode((BUILT / "desk" / "manifest.json").read_bytes(), type=dict[str, Chunk])
    )
    return [
        at_most("widget before it is opened, gzip", widget["widget.js"], "kB", 2),
        at_most("widget in all, gzip", _code(widget) + _heaviest_texts(widget), "kB", 20),
        at_most("widget, a call's part, gzip", _call(widget), "kB", 6),
        at_most(
            "desk, first load, gzip",
            sum(weight for file, weight in desk.items() if file in first or file == "index.html")
            + _heaviest_texts(desk),
            "kB",
            130,
        ),
    ]


def _weights(screen: str) -> dict[str, float]:
    """Return what each file of a screen weighs, gzip, in kB."""
    return {
        file.name: len(gzip.compress(file.read_bytes(), 9)) / 1000
        for file in (BUILT / screen).iterdir()
        if file.suffix in SENT
    }


def _first(manifest: dict[str, Chunk]) -> set[str]:
    """Return the files that a page fetches before anything is asked of it."""
    found: set[str] = set()
    entries = [
        key for key, chunk in manifest.items() if chunk.is_entry and not TEXTS.match(chunk.file)
    ]
    while entries:
        chunk = manifest[entries.pop()]
        if chunk.file not in found:
            found |= {chunk.file, *chunk.css}
            entries += chunk.imports
    return found


def _code(weights: dict[str, float]) -> float:
    return sum(
        weight
        for file, weight in weights.items()
        if not TEXTS.match(file) and not file.startswith(CALL)
    )


def _call(weights: dict[str, float]) -> float:
    return sum(weight for file, weight in weights.items() if file.startswith(CALL))


def _heaviest_texts(weights: dict[str, float]) -> float:
    return max(weight for file, weight in weights.items() if TEXTS.match(file))

"""What a browser must fetch: the built screens, compressed as they are served."""

from __future__ import annotations

import gzip
from pathlib import Path

from bench.figures import Figure, at_most

BUILT = Path("src/madoguchi/web/screens")


def sizes() -> list[Figure]:
    """Measure the widget before and after it is opened, and the desk's first load."""
    widget = BUILT / "widget"
    loader = _packed(widget / "widget.js") if (widget / "widget.js").exists() else 0.0
    chat = sum(_packed(file) for file in widget.rglob("*.js"))
    return [
        at_most("widget before it is opened, gzip", loader, "kB", 2),
        at_most("widget in all, gzip", chat, "kB", 20),
    ]


def _packed(file: Path) -> float:
    return len(gzip.compress(file.read_bytes(), 9)) / 1000

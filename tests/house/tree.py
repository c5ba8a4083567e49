"""The files of this tree, as the house rules read them."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def files() -> tuple[Path, ...]:
    """Return every file that git keeps or would keep, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = (Path(name) for name in sorted(set(listed.decode().split("\0"))) if name)
    return tuple(path for path in paths if (ROOT / path).is_file())


def text(path: Path) -> str:
    """Return a file's text; of a binary file, what can be read of it."""
    return (ROOT / path).read_text("utf-8", errors="replace")


def documentation() -> str:
    """Return everything the project's documentation says, as one text."""
    pages = [path for path in files() if path.suffix == ".md" and path.parts[0] in {"docs", "ui"}]
    return "\n".join(text(page) for page in [Path("README.md"), Path("CONTRIBUTING.md"), *pages])

"""Standard input as commands read it: nobody sits before a silent terminal and wonders."""

from __future__ import annotations

import sys
from typing import BinaryIO


def standard_input(awaited: str) -> BinaryIO:
    """Return standard input; on a terminal, say first on standard error what is `awaited`."""
    if sys.stdin.buffer.isatty():
        print(f"Reading {awaited} from the keyboard; Ctrl-D ends it.", file=sys.stderr)  # noqa: T201
    return sys.stdin.buffer

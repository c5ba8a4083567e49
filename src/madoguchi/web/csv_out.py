"""Tables as CSV that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

BOM = b"\xef\xbb\xbf"
"""Without it a spreadsheet takes UTF-8 for something else."""


def row_of(cells: Sequence[object]) -> bytes:
    """Return one line; None is an empty cell, and what would run as a formula is quoted."""
    out = io.StringIO()
    csv.writer(out).writerow(["" if cell is None else _harmless(str(cell)) for cell in cells])
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell

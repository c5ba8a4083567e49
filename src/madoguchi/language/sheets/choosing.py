"""A table that somebody chose: how it is written, how it begins, and rows that are not taken."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import msgspec

from madoguchi.kernel.errors import Invalid, Refusal
from madoguchi.language.sheets.reading import Line, read

BEGINNING = 80
"""Characters of a row, for people to recognise it by."""


class FaultyLine(msgspec.Struct, frozen=True):
    """A row that was not taken: its line in the file, why (a text's key), and how it begins."""

    line: int
    key: str
    params: dict[str, str | int | float]
    begins: str


class ReadFile(NamedTuple):
    """A file as it was read, outside any transaction: how it is written, and its first rows."""

    encoding: str
    delimiter: str
    header: list[str]
    rows: int
    lines: list[Line]

    @property
    def columns(self) -> dict[str, object]:
        """What an import's own row keeps of it."""
        return {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header": self.header,
            "rows_total": self.rows,
        }


def read_file(
    content: bytes, most: int, shown: int, *, encoding: str | None = None,
    delimiter: str | None = None,
) -> ReadFile:  # fmt: skip
    """Read a file of at most `most` rows, with the first `shown` of them. Raises `Invalid`.

    Takes a second or two for a hundred thousand rows.
    """
    sheet = read(content, encoding=encoding, delimiter=delimiter)
    count = sum(1 for _ in islice(sheet.rows(), most + 1))
    if count > most:
        raise Invalid("import.too_many_rows", field="file", limit=most)
    lines = list(islice(sheet.rows(), shown))
    return ReadFile(sheet.encoding, sheet.delimiter, list(sheet.header), count, lines)


def check_whole(line: Line) -> None:
    """Refuse a row that could not be read whole. Raises `Invalid`."""
    if line.fault is not None:
        raise Invalid(f"import.broken_{line.fault.value}")


def fault_of(line: Line, refusal: Refusal) -> FaultyLine:
    """Return why a row is not taken."""
    begins = " ".join(filter(None, line.cells))[:BEGINNING]
    return FaultyLine(line.number, refusal.key, refusal.params, begins)

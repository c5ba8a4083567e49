"""From a text to its rows: the delimiter, the header, and every row with the line it stands on.

A broken row is told by its line and costs only itself: the next line is read as if it had not been.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from madoguchi.kernel.errors import Invalid
from madoguchi.language.normalise import clean
from madoguchi.language.sheets.decoding import decode, is_broken

DELIMITERS = ",\t;|"
CELL_LIMIT = 32_767
"""As many characters as a spreadsheet's cell holds."""
COLUMN_LIMIT = 500
_ROW_LINES = 200
"""So many lines a row may have before its open quotation mark is taken for a mistake."""
_SAMPLE_ROWS = 50

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_QUOTED_FORMULA = re.compile(r"'[=+\-@\t\r]")

csv.field_size_limit(10 * CELL_LIMIT)


class Fault(StrEnum):
    """What is wrong with a row."""

    BYTES = "bytes"
    """A byte that is no character of the file's charset."""
    QUOTE = "quote"
    """A quotation mark that is never closed, or text after a closing one."""
    CELLS = "cells"
    """More cells than the header has columns."""
    LONG = "long"
    """A cell longer than `CELL_LIMIT`."""


class Line(NamedTuple):
    """One row: the line of the file on which it begins (from 1), and its cells.

    A row of fewer cells than columns is filled with empty ones. Where `fault` is set the cells are
    what could be read, for people to recognise the row by.
    """

    number: int
    cells: tuple[str, ...]
    fault: Fault | None = None


class Sheet(NamedTuple):
    """A table as it was found: how it is written, its header, and its rows for the asking."""

    text: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int

    def rows(self, after: int = 0) -> Iterator[Line]:
        """Yield the rows in order, without empty ones; `after` is a line number to go on from."""
        width = len(self.header)
        for number, cells, fault in _records(self.text, self.delimiter):
            if number > max(after, self.header_line) and (fault or any(cells)):
                yield _checked(number, cells, fault, width)


def read(data: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    """Read a file's charset, delimiter and header; what is given is not guessed.

    Raises `Invalid` (field `file`) where there is no header or more than `COLUMN_LIMIT` columns,
    and (field `encoding`, `delimiter`) where what was given cannot be.
    """
    try:
        text, codec = decode(data, encoding)
    except LookupError as error:
        raise Invalid("sheet.unknown_encoding", field="encoding") from error
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise Invalid("sheet.bad_delimiter", field="delimiter")
    told = _SEPARATOR_LINE.match(text)
    skipped = 1 if told else 0
    chosen = delimiter or (told[1] if told and told[1] in DELIMITERS else _guess_delimiter(text))
    for number, cells, fault in _records(text, chosen):
        if number <= skipped or not (fault or any(cells)):
            continue
        if fault or len(cells) > COLUMN_LIMIT:
            raise Invalid("sheet.bad_header", field="file", line=number, limit=COLUMN_LIMIT)
        return Sheet(text, codec, chosen, tuple(cells), number)
    raise Invalid("sheet.empty", field="file")


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], Fault | None]]:
    """Yield every record with the line it begins on, resuming one line after a broken one."""
    lines = _Lines(text)
    while True:
        begins = lines.next
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield begins + 1, [_plain(cell) for cell in cells], None
                begins = lines.next
                lines.until = begins + _ROW_LINES
        except (csv.Error, _TooManyLinesError):
            raw = lines.at(begins).rstrip("\r\n")
            yield begins + 1, [_plain(cell) for cell in raw.split(delimiter)], Fault.QUOTE
            lines.go_to(begins + 1)
            continue
        return


class _TooManyLinesError(Exception):
    """A row goes on for so long that its quotation mark cannot have been meant."""


class _Lines:
    """The lines of a text for `csv.reader`, which can be set back to where a row began."""

    def __init__(self, text: str) -> None:
        self._source = io.StringIO(text, newline="")
        self._recent: dict[int, int] = {}
        self.next = 0
        self.until = _ROW_LINES

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.next >= self.until:
            raise _TooManyLinesError
        self._recent[self.next] = self._source.tell()
        self._recent.pop(self.next - 2 * _ROW_LINES, None)
        line = self._source.readline()
        if not line:
            raise StopIteration
        self.next += 1
        # A NUL is no text; Python's reader before 3.11 would even stop at it.
        return line.replace("\0", "")

    def at(self, number: int) -> str:
        """Return a line that was read lately, by its number from 0."""
        here = self._source.tell()
        self._source.seek(self._recent[number])
        line = self._source.readline()
        self._source.seek(here)
        return line

    def go_to(self, number: int) -> None:
        """Go on with a line that was read lately or comes next."""
        self._source.seek(self._recent[number - 1])
        self._source.readline()
        self.next = number
        self.until = number + _ROW_LINES


def _plain(cell: str) -> str:
    """Take off what programs put around a cell so that a spreadsheet leaves it alone.

    `="0123"` keeps a number's zeros (marketplaces' exports); `'=1+1` is no formula (our own).
    """
    cell = cell.strip()
    as_text = _AS_TEXT.fullmatch(cell)
    if as_text:
        return as_text[1].replace('""', '"').strip()
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def _checked(number: int, cells: list[str], fault: Fault | None, width: int) -> Line:
    if fault is None:
        if any(map(is_broken, cells)):
            fault = Fault.BYTES
        elif any(cells[width:]):
            fault = Fault.CELLS
        elif any(len(cell) > CELL_LIMIT for cell in cells):
            fault = Fault.LONG
    if fault is not None:
        cells = [clean(cell)[:200] for cell in cells[: width + 1]]
    else:
        cells = [*cells[:width], *[""] * (width - len(cells))]
    return Line(number, tuple(cells), fault)


def _guess_delimiter(text: str) -> str:
    """Choose the delimiter by which most of the first rows have the header's number of cells."""
    best, chosen = (0.0, 0), ","
    sample = text[: 200 * CELL_LIMIT // 100]
    for delimiter in DELIMITERS:
        widths = [
            len(cells)
            for _, cells, fault in islice(_records(sample, delimiter), _SAMPLE_ROWS)
            if fault is None and (any(cells) or len(cells) > 1)
        ]
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = (times / len(widths) if width > 1 else 0.0, width)
        if score > best:
            best, chosen = score, delimiter
    return chosen

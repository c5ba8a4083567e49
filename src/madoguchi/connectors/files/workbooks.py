"""Excel workbooks turned into text when they are chosen, so that all that follows reads one form.

Their rows keep their numbers: line 7 of the text is row 7 of the sheet.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from madoguchi.kernel.errors import Invalid, TooLarge

UNPACKED_LIMIT = 256 * 1024 * 1024
"""What a workbook may hold unpacked: the reader keeps it whole."""
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHUNK = 1024 * 1024
CELLS_LIMIT = 20_000_000
"""How large a sheet may be from its first cell to its last: the reader keeps the empty ones too."""
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,8})["']""")


def is_workbook(content: bytes) -> bool:
    """Say whether a file is a workbook and no text."""
    return content.startswith((_ZIP, _OLD))


def to_csv(content: bytes) -> bytes:
    """Return the first sheet with anything on it as CSV in UTF-8, one line for each of its rows.

    Raises `Invalid` for what is none or is locked, `TooLarge` for what would unpack beyond
    `UNPACKED_LIMIT`.
    """
    # Not above: a desk that never sees a workbook shall not hold its reader in memory.
    from python_calamine import CalamineError, CalamineWorkbook

    if content.startswith(_ZIP):
        _check_unpacked(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.height:
                    return _written(sheet.to_python(skip_empty_area=False))
    except CalamineError as error:
        raise Invalid("order_import.bad_workbook", field="file") from error
    raise Invalid("sheet.empty", field="file")


def _check_unpacked(content: bytes) -> None:
    """Unpack without keeping: a directory may lie, and then the checksum does not fit."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                # Neither what other programs zip nor Excel's binary form is read here.
                raise Invalid("order_import.bad_workbook", field="file")
            for entry in packed.infolist():
                extent = _Extent()
                with packed.open(entry) as stream:
                    while chunk := stream.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > UNPACKED_LIMIT or extent.grow(chunk) > CELLS_LIMIT:
                            raise TooLarge(
                                "order_import.huge_workbook",
                                field="file",
                                megabytes=UNPACKED_LIMIT // 1024 // 1024,
                            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Invalid("order_import.bad_workbook", field="file") from error


class _Extent:
    """How far the cells of a sheet reach: two at its corners span seventeen thousand million."""

    def __init__(self) -> None:
        self._rows = self._columns = 1
        self._tail = b""

    def grow(self, chunk: bytes) -> int:
        """Take in some of a sheet's XML; returns the cells that it spans so far."""
        text = self._tail + chunk
        for letters, digits in _PLACE.findall(text):
            self._rows = max(self._rows, int(digits))
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            self._columns = max(self._columns, column)
        self._tail = text[-32:]
        return self._rows * self._columns


def _written(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
    return out.getvalue().encode()


def _text(cell: object) -> str:
    match cell:
        case float() if cell.is_integer() and abs(cell) < 1e15:
            # Excel knows no whole numbers: an order's number is 4711, not 4711.0.
            return str(int(cell))
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return " ".join(str(cell).replace("\0", "").split("\n")).replace("\r", " ")

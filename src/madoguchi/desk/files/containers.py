"""What is inside a ZIP or an OLE file, read from its own list of contents and nothing unpacked.

Sources: APPNOTE.TXT 6.3.10 (ZIP), [MS-CFB] (OLE), ECMA-376 part 2 and ODF 1.3 part 2 (Office).
"""

from __future__ import annotations

import re
import struct
import zipfile
from typing import IO, NamedTuple

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MOST_ENTRIES = 20_000
LARGEST_LIST = 4 * 1024 * 1024
"""Bytes of a ZIP's list of contents; it is read whole."""

_END = struct.Struct("<4s4H2LH")
_END_START = b"PK\x05\x06"
_LONGEST_COMMENT = 0xFFFF


class ZipEnd(NamedTuple):
    """The record that ends a ZIP: how many entries it lists, and where that list lies."""

    entries: int
    list_size: int
    list_start: int
    at: int


class Inside(NamedTuple):
    """What a container holds; `whole` is False where its own list cannot be read."""

    names: frozenset[str]
    mimetype: str = ""
    whole: bool = True
    macros: bool = False
    runs: bool = False


def zip_end(file: IO[bytes], size: int) -> ZipEnd | None:
    """Return the record that ends a ZIP, None where no ZIP ends with this file's last byte."""
    length = min(size, _END.size + _LONGEST_COMMENT)
    file.seek(size - length)
    tail = file.read(length)
    place = tail.rfind(_END_START)
    while place >= 0:
        if place + _END.size <= length:
            _, _, _, _, entries, list_size, list_start, comment = _END.unpack_from(tail, place)
            if place + _END.size + comment == length:
                return ZipEnd(entries, list_size, list_start, size - length + place)
        place = tail.rfind(_END_START, 0, place)
    return None


def look_into_zip(file: IO[bytes], size: int) -> Inside:
    """Read a ZIP's list of contents; where something precedes it, or it lies, it is broken."""
    broken = Inside(frozenset(), whole=False)
    end = zip_end(file, size)
    if end is None or end.entries > MOST_ENTRIES or end.list_size > LARGEST_LIST:
        return broken
    if end.list_start + end.list_size != end.at:
        return broken
    try:
        with zipfile.ZipFile(file) as archive:
            names = frozenset(archive.namelist())
            mimetype = _mimetype(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return broken
    return Inside(
        names,
        mimetype,
        macros=any(name.lower().endswith("vbaproject.bin") for name in names),
        runs="AndroidManifest.xml" in names
        or ("META-INF/MANIFEST.MF" in names and any(n.endswith(".class") for n in names)),
    )


def _mimetype(archive: zipfile.ZipFile) -> str:
    """The type that an OpenDocument or HWPX file writes into its first entry, uncompressed."""
    first = next(iter(archive.infolist()), None)
    if first is None or first.filename != "mimetype" or first.file_size > 200:
        return ""
    return archive.read(first).decode("ascii", "replace").strip() if not first.flag_bits & 1 else ""


_ODF = "application/vnd.oasis.opendocument."
_BY_MIMETYPE = {
    _ODF + "text": "odt",
    _ODF + "spreadsheet": "ods",
    _ODF + "presentation": "odp",
    "application/hwp+zip": "hwpx",
}


def office_in_zip(inside: Inside) -> str | None:
    """Return the extension of the Office file that a ZIP is, None for a plain ZIP."""
    if inside.mimetype:
        return _BY_MIMETYPE.get(inside.mimetype)
    if "[Content_Types].xml" in inside.names:
        for folder, extension in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in inside.names):
                return extension
    return "ofd" if "OFD.xml" in inside.names else None


_SECTOR_SHIFT = 30
_DIRECTORY_ENTRY = 128
# A directory entry: a name in UTF-16 with its length in bytes at 64 and its kind at 66.
_NAMED = struct.Struct("<64sHB")


def look_into_ole(file: IO[bytes]) -> Inside:
    """Read the names in an OLE file's directory.

    Every aligned entry in the file is looked at rather than the chain of sectors followed: a
    damaged or hostile chain cannot hide a name, and cannot send us around in circles.
    """
    file.seek(0)
    content = file.read()
    if len(content) < 512 or content[_SECTOR_SHIFT] not in {9, 12}:
        return Inside(frozenset(), whole=False)
    names = set()
    for place in (found.start() for found in _ENTRY.finditer(content)):
        start = place - place % _DIRECTORY_ENTRY
        if start + _DIRECTORY_ENTRY > len(content):
            continue
        raw, length, kind = _NAMED.unpack_from(content, start)
        if kind in {1, 2, 5} and 4 <= length <= 64 and length % 2 == 0:
            names.add(raw[: length - 2].decode("utf-16-le", "replace"))
    return Inside(
        frozenset(names),
        whole=False,
        macros=bool(names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros"}),
    )


_WANTED = (
    "WordDocument", "Workbook", "Book", "PowerPoint Document", "HwpSummaryInformation",
    "EncryptedPackage", "_VBA_PROJECT", "Macros",
)  # fmt: skip
_ENTRY = re.compile(b"|".join(re.escape(name.encode("utf-16-le")) for name in _WANTED))


def office_in_ole(inside: Inside, name: str) -> str | None:
    """Return the extension of the Office file that an OLE file is, None for anything else.

    What is encrypted tells no more than that it is Office; then its name may say which.
    """
    for stream, extension in (
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if stream in inside.names:
            return extension
    if any(each.endswith("HwpSummaryInformation") for each in inside.names):
        return "hwp"
    if "EncryptedPackage" in inside.names:
        extension = name.lower().rpartition(".")[2]
        return extension if extension in {"docx", "xlsx", "pptx"} else None
    return None

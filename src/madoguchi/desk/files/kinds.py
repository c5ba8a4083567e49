"""The kinds of files that we take, and how each is told by its content. Names prove nothing."""

from __future__ import annotations

import codecs
import re
from typing import IO, Literal

import msgspec

from madoguchi.desk.files import containers
from madoguchi.kernel.errors import Invalid, Unsupported

Family = Literal["image", "document", "archive", "media", "text"]

HEAD = 4096
"""Bytes at the beginning that tell most kinds."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of file; the first of its extensions is given to files that have none of them."""

    content_type: str
    family: Family
    extensions: tuple[str, ...]

    @property
    def label(self) -> str:
        """How people call it: `PDF`."""
        return self.extensions[0].upper()


JPEG = Kind("image/jpeg", "image", ("jpg", "jpeg", "jfif"))
PNG = Kind("image/png", "image", ("png",))
GIF = Kind("image/gif", "image", ("gif",))
WEBP = Kind("image/webp", "image", ("webp",))
AVIF = Kind("image/avif", "image", ("avif",))
BMP = Kind("image/bmp", "image", ("bmp",))
PDF = Kind("application/pdf", "document", ("pdf",))
ZIP = Kind("application/zip", "archive", ("zip",))
TEXT = Kind("text/plain", "text", ("txt", "log", "md", "json", "yaml", "tsv"))
CSV = Kind("text/csv", "text", ("csv",))

_OPEN = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
OFFICE: dict[str, Kind] = {
    kind.extensions[0]: kind
    for kind in (
        Kind(_OPEN + "wordprocessingml.document", "document", ("docx",)),
        Kind(_OPEN + "spreadsheetml.sheet", "document", ("xlsx",)),
        Kind(_OPEN + "presentationml.presentation", "document", ("pptx",)),
        Kind(_ODF + "text", "document", ("odt",)),
        Kind(_ODF + "spreadsheet", "document", ("ods",)),
        Kind(_ODF + "presentation", "document", ("odp",)),
        Kind("application/msword", "document", ("doc",)),
        Kind("application/vnd.ms-excel", "document", ("xls",)),
        Kind("application/vnd.ms-powerpoint", "document", ("ppt",)),
        # Invoices in China, letters in Korea.
        Kind("application/ofd", "document", ("ofd",)),
        Kind("application/x-hwp", "document", ("hwp",)),
        Kind("application/hwp+zip", "document", ("hwpx",)),
    )
}

_MP3 = Kind("audio/mpeg", "media", ("mp3",))
_WAV = Kind("audio/wav", "media", ("wav",))
_M4A = Kind("audio/mp4", "media", ("m4a",))
_MP4 = Kind("video/mp4", "media", ("mp4", "m4v"))
_MOV = Kind("video/quicktime", "media", ("mov",))
_3GP = Kind("video/3gpp", "media", ("3gp",))
_WEBM = Kind("video/webm", "media", ("webm", "weba"))
_MKV = Kind("video/x-matroska", "media", ("mkv",))
_AVI = Kind("video/x-msvideo", "media", ("avi",))
_OGG = Kind("audio/ogg", "media", ("ogg", "oga", "opus", "ogv"))

_BY_START: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"ID3\x02", _MP3),
    (b"ID3\x03", _MP3),
    (b"ID3\x04", _MP3),
    (b"OggS", _OGG),
    (b"fLaC", Kind("audio/flac", "media", ("flac",))),
    (b"#!AMR", Kind("audio/amr", "media", ("amr",))),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": _WAV, b"AVI ": _AVI}
# ISO base media files name themselves in their first box, at byte 8 (ISO/IEC 14496-12, 4.3).
_BRANDS = {
    b"avif": AVIF, b"avis": AVIF, b"M4A ": _M4A, b"M4B ": _M4A, b"qt  ": _MOV,
    b"3gp4": _3GP, b"3gp5": _3GP, b"3gp6": _3GP, b"3g2a": _3GP,
    b"isom": _MP4, b"iso2": _MP4, b"iso4": _MP4, b"iso5": _MP4, b"iso6": _MP4, b"mp41": _MP4,
    b"mp42": _MP4, b"avc1": _MP4, b"M4V ": _MP4, b"MSNV": _MP4, b"dash": _MP4,
}  # fmt: skip
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# Windows, Linux, macOS (three ways), Java, Android, WebAssembly, a Windows link. MZ alone might
# begin a text, but a program has zeros soon after.
_PROGRAM = re.compile(
    rb"MZ[^\0]{,62}\0|\x7fELF|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe"
    rb"|dex\n|\0asm|L\0\0\0\x01\x14\x02\0",
    re.DOTALL,
)
# Two letters begin many a text; a bitmap goes on with a size, four zeros, an offset and the size of
# its header (BITMAPCOREHEADER to BITMAPV5HEADER).
_BITMAP = re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x6c\x7c]\0{3}", re.DOTALL)

KINDS: tuple[Kind, ...] = (
    JPEG, PNG, GIF, WEBP, AVIF, BMP, PDF, ZIP, TEXT, CSV, *OFFICE.values(),
    *dict.fromkeys((*_RIFF.values(), *_BRANDS.values(), *(kind for _, kind in _BY_START))),
    _WEBM, _MKV,
)  # fmt: skip
FAMILY_OF: dict[str, Family] = {
    extension: kind.family for kind in KINDS for extension in kind.extensions
} | {"heic": "image", "heif": "image", "tif": "image", "tiff": "image", "svg": "image"}
ACCEPTED = "JPEG, PNG, GIF, WebP, AVIF, BMP, PDF, Word, Excel, PowerPoint, ODF, ZIP, MP3, MP4, TXT"

_MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognise(file: IO[bytes], size: int, name: str) -> Kind:
    """Return what a file is, by its content alone; `size` in bytes, `name` for the refusal's words.

    Raises `Invalid` for an empty file and `Unsupported` for a program, a web page, a file within a
    file, an Office file with macros, and whatever else we do not take.
    """
    if size == 0:
        raise Invalid("attachment.empty", field="file", name=name)
    file.seek(0)
    head = file.read(HEAD)
    if _PROGRAM.match(head):
        raise Unsupported("attachment.program", field="file", name=name)
    kind = _by_magic(head, name) or _by_container(file, size, head, name)
    if kind is None:
        return _text(file, name)
    # A picture is drawn anew and a ZIP is what it is; anything else that ends as a ZIP is two files
    # in one, of which one program sees the first and another the second.
    kept_as_it_is = kind.family != "image" and not head.startswith(containers.ZIP_START)
    if kept_as_it_is and containers.zip_end(file, size) is not None:
        raise Unsupported("attachment.two_files_in_one", field="file", name=name)
    return kind


def _by_magic(head: bytes, name: str) -> Kind | None:
    for start, kind in _BY_START:
        if head.startswith(start):
            return kind
    if _BITMAP.match(head):
        return BMP
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[place : place + 4] for place in range(16, 64, 4))}
        if head[8:12] in _HEIF and not brands & {b"avif", b"avis"}:
            raise Unsupported("attachment.heic", field="file", name=name)
        known = [_BRANDS[brand] for brand in (head[8:12], *sorted(brands)) if brand in _BRANDS]
        return known[0] if known else None
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _WEBM if b"webm" in head[:64] else _MKV if b"matroska" in head[:64] else None
    # MPEG audio without tags: eleven set bits, then a layer and a rate that exist.
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        layer, rate = head[1] >> 1 & 3, head[2] >> 4
        return _MP3 if layer == 1 and rate not in {0, 15} else None
    return None


def _by_container(file: IO[bytes], size: int, head: bytes, name: str) -> Kind | None:
    if head.startswith(containers.ZIP_START):
        inside = containers.look_into_zip(file, size)
        extension = containers.office_in_zip(inside)
    elif head.startswith(containers.OLE_START):
        inside = containers.look_into_ole(file)
        extension = containers.office_in_ole(inside, name)
    else:
        return None
    if inside.runs:
        raise Unsupported("attachment.program", field="file", name=name)
    if inside.macros:
        raise Unsupported("attachment.macros", field="file", name=name)
    if extension is not None:
        return OFFICE[extension]
    if inside.whole:
        return ZIP
    raise Unsupported("attachment.damaged", field="file", name=name)


def _text(file: IO[bytes], name: str) -> Kind:
    file.seek(0)
    content = file.read()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        shown = content[:HEAD].decode("utf-16", "replace")
    elif _NOT_IN_TEXT.search(content):
        raise Unsupported("attachment.unknown_kind", field="file", name=name, accepted=ACCEPTED)
    else:
        shown = content[:HEAD].decode("utf-8-sig", "replace")
    if _MARKUP.match(shown):
        raise Unsupported("attachment.markup", field="file", name=name)
    return CSV if name.lower().endswith(".csv") else TEXT

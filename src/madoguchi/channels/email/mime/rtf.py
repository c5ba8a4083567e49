"""Rich text as Outlook wraps it: decompression (MS-OXRTFCP), text, and HTML inside (MS-OXRTFEX)."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

_MAX_SIZE = 8 * 1024 * 1024
_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = re.compile(
    rb"\\(?:'(?P<byte>[0-9a-fA-F]{2})|(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|(?P<symbol>[^a-zA-Z0-9']))|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|.",
    re.DOTALL,
)
_SKIPPED = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer"}
_SKIPPED |= {"listtable", "listoverridetable", "generator", "themedata", "datastore", "mhtmltag"}
_CHARACTERS = {"par": "\n", "line": "\n", "sect": "\n", "tab": "\t", "row": "\n", "cell": "\t"}
_CHARACTERS |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
_CHARACTERS |= {"bullet": "•", "endash": "–", "emdash": "—"}
# \fcharset numbers of East Asian and other fonts (MS-OXRTFEX takes them from the RTF 1.9 table).
_FONT_CHARSETS = {"128": "cp932", "129": "cp949", "134": "gb18030", "136": "cp950"}
_FONT_CHARSETS |= {"204": "cp1251", "161": "cp1253", "162": "cp1254", "177": "cp1255"}
_FONT_CHARSETS |= {"178": "cp1256", "186": "cp1257", "222": "cp874", "238": "cp1250"}


class Rtf(NamedTuple):
    """A rich text as plain text, and as HTML where it was made from HTML (else "")."""

    text: str
    html: str


def decompress(data: bytes) -> bytes:
    """Undo Outlook's LZFu compression (MS-OXRTFCP §3.1.3); b"" for what is no such stream."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == _STORED:
        return data[16 : 16 + size]
    if kind != _COMPRESSED:
        return b""
    window = bytearray(4096)
    window[: len(_DICTIONARY)] = _DICTIONARY
    write, position = len(_DICTIONARY), 16
    out = bytearray()
    while position < len(data) and len(out) < min(size, _MAX_SIZE):
        flags = data[position]
        position += 1
        for bit in range(8):
            if flags >> bit & 1:
                if position + 2 > len(data):
                    return bytes(out)
                offset, length = divmod(int.from_bytes(data[position : position + 2], "big"), 16)
                position += 2
                if offset == write:
                    return bytes(out)
                run = length + 2
            elif position < len(data):
                window[write] = data[position]
                out.append(data[position])
                write, position, run = (write + 1) % 4096, position + 1, 0
                continue
            else:
                return bytes(out)
            for step in range(run):
                byte = window[(offset + step) % 4096]
                window[write] = byte
                out.append(byte)
                write = (write + 1) % 4096
    return bytes(out[:size])


class _State(NamedTuple):
    skipped: bool
    tag: bool
    unicode_skip: int
    codec: str


def read_rtf(data: bytes) -> Rtf:
    """Read rich text; what cannot be understood is passed over."""
    return _Reader(data).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        page = re.search(rb"\\ansicpg(\d{3,5})", data[:2_000])
        self.codec = _codec(f"cp{page[1].decode()}") if page else "cp1252"
        self.from_html = b"\\fromhtml1" in data[:2_000]
        self.fonts = _fonts(data, self.codec)
        self.state = _State(False, False, 1, self.codec)
        self.stack: list[_State] = []
        self.out: list[str] = []
        self.pending = bytearray()
        self.pending_codec = self.codec
        self.to_skip = 0
        self.suppressed = False
        self.starred = False

    def read(self) -> Rtf:
        for token in _TOKEN.finditer(self.data):
            if token["brace"]:
                self._brace(token["brace"] == b"{")
            elif token["byte"]:
                self._bytes(bytes.fromhex(token["byte"].decode()))
            elif token["word"]:
                self._word(token["word"].decode(), token["number"])
            elif token["symbol"]:
                self._symbol(token["symbol"])
            elif token["text"]:
                self._bytes(token["text"])
        self._flush()
        result = "".join(self.out)
        return Rtf("", result) if self.from_html else Rtf(result.strip(), "")

    def _brace(self, opens: bool) -> None:
        self._flush()
        self.to_skip = 0
        if opens:
            self.stack.append(self.state)
        elif self.stack:
            self.state = self.stack.pop()
        self.starred = False

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.starred = True
        elif symbol in (b"\\", b"{", b"}"):
            self._bytes(symbol)
        elif symbol == b"~":
            self._say("\xa0")
        elif symbol in (b"\r", b"\n"):
            self._say("\n")

    def _word(self, word: str, number: bytes | None) -> None:
        value = int(number) if number else 0
        if self.starred:
            self.starred = False
            if word == "htmltag" and self.from_html:
                self._flush()
                self.state = self.state._replace(tag=True)
            else:
                self.state = self.state._replace(skipped=True)
        elif word in _SKIPPED:
            self.state = self.state._replace(skipped=True)
        elif word == "htmlrtf":
            self._flush()
            self.suppressed = number != b"0"
        elif word == "uc":
            self.state = self.state._replace(unicode_skip=min(max(value, 0), 10))
        elif word == "u" and number:
            self._flush()
            code = value % 65536
            self._say(chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd")
            self.to_skip = self.state.unicode_skip
        elif word == "f" and number:
            self._flush()
            self.state = self.state._replace(codec=self.fonts.get(number, self.codec))
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])

    def _bytes(self, data: bytes) -> None:
        if self.to_skip:
            dropped = min(self.to_skip, len(data))
            self.to_skip -= dropped
            data = data[dropped:]
        if data and not self._silent():
            self.pending += data
            self.pending_codec = self.state.codec

    def _silent(self) -> bool:
        return self.state.skipped or (self.suppressed and not self.state.tag)

    def _say(self, text: str) -> None:
        self._flush()
        if not self._silent():
            self.out.append(text)

    def _flush(self) -> None:
        if self.pending:
            self.out.append(self.pending.decode(self.pending_codec, "replace"))
            self.pending.clear()


def _codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "utf_8" if name == "cp65001" else "gb18030" if name == "cp936" else "cp1252"
    return name


def _fonts(data: bytes, default: str) -> dict[bytes, str]:
    """Map font numbers to codecs by the charset numbers in the font table."""
    table = data.find(rb"{\fonttbl")
    if table < 0:
        return {}
    found = re.findall(
        rb"\\f(\d{1,5})[^{};]{0,80}?\\fcharset(\d{1,3})", data[table : table + 60_000]
    )
    return {number: _FONT_CHARSETS.get(kind.decode(), default) for number, kind in found[:2_000]}

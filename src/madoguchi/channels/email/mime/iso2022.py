"""ISO-2022-JP as Microsoft writes it (CP5022x): NEC and IBM characters, half-width kana."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([BDOQ]|\([BJIH])|\x0e|\x0f|(?=[\r\n])")
_BARE = re.compile(rb"(\$[@B])((?:[\x21-\x7e]{2}){1,100}?)\([BJ]")
_LONGEST = 256 * 1024
_KANA = re.compile("[ぁ-んァ-ン]")
_NO_CHARACTER = b"\xff"  # which code page 932 reads as U+F8F3, of private use
_TWO_BYTE = (b"$@", b"$B", b"$(B")


def decode_iso2022_jp_ms(data: bytes) -> tuple[str, bool]:
    """Decode to (text, damaged). JIS X 0208 pairs are read as code page 932 reads them.

    Python's own codecs reject row 13 (①, ㈱) and rows 89 to 92 (髙, 﨑), which Outlook sends freely
    (WHATWG Encoding Standard §12.2, jis0208 index).
    """
    pieces: list[str] = []
    mode, position, damaged = b"(B", 0, False
    for match in _ESCAPE.finditer(data):
        text, bad = _run(data[position : match.start()], mode)
        pieces.append(text)
        damaged |= bad
        position = match.end()
        if match[1]:
            mode = match[1]
        elif match[0] == b"\x0e":
            mode = b"(I"
        else:
            # A line begins in ASCII, even where the escape back to it was cut off.
            mode = b"(B"
    text, bad = _run(data[position:], mode)
    return "".join([*pieces, text]), damaged or bad


def _run(run: bytes, mode: bytes) -> tuple[str, bool]:
    if mode in _TWO_BYTE:
        text = b"".join(_pairs(run)).decode("cp932", "replace").replace("\uf8f3", "\ufffd")
    elif mode == b"(I":
        text = bytes(b | 0x80 if 0x21 <= b <= 0x5F else b for b in run).decode("cp932", "replace")
    elif mode == b"$(D":
        raised = bytes(b | 0x80 for b in run)
        pairs = (b"\x8f" + raised[i : i + 2] for i in range(0, len(raised), 2))
        text = b"".join(pairs).decode("euc_jp", "replace")
    elif mode in (b"$(O", b"$(Q"):
        text = bytes(b | 0x80 for b in run).decode("euc_jis_2004", "replace")
    else:
        text = run.decode("ascii", "replace") if run.isascii() else run.decode("cp932", "replace")
    return text, "\ufffd" in text


def _pairs(run: bytes) -> Iterator[bytes]:
    """Yield a run's characters in Shift_JIS; a stray byte damages its own place alone."""
    first = b""
    for byte in run:
        if byte > 0x7E:
            yield _NO_CHARACTER
        elif byte < 0x21:
            yield first + bytes((byte,))
            first = b""
        elif first:
            yield _to_shift_jis(first[0], byte)
            first = b""
        else:
            first = bytes((byte,))
    yield first


def _to_shift_jis(row: int, cell: int) -> bytes:
    """Turn a row and a cell of JIS X 0208 into Shift_JIS (JIS X 0208:1997 annex 1)."""
    lead = (row + 1) // 2 + (0x70 if row <= 0x5E else 0xB0)
    trail = cell + (0x1F if row % 2 else 0x7E)
    if row % 2 and trail >= 0x7F:
        trail += 1
    return bytes((lead, trail))


def restore_escapes(data: bytes, *, sure: bool) -> str | None:
    """Read ISO-2022-JP whose escape characters a gateway has dropped: `$B$"$j(B`.

    None where there is nothing of the kind; unless `sure` that it is Japanese, kana must prove it.
    """
    if len(data) > _LONGEST or not _BARE.search(data):
        return None
    try:
        text = _BARE.sub(b"\x1b\\1\\2\x1b(B", data).decode("iso2022_jp")
    except UnicodeDecodeError:
        return None
    return text if sure or len(_KANA.findall(text)) >= 3 else None

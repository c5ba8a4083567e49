"""ISO-2022-JP as Microsoft writes it (CP5022x): NEC and IBM characters, half-width kana."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([BDOQ]|\([BJIH])|\x0e|\x0f|(?=[\r\n])")
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
        shifted = b"".join(_to_shift_jis(run[i : i + 2]) for i in range(0, len(run), 2))
        text = shifted.decode("cp932", "replace")
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


def _to_shift_jis(pair: bytes) -> bytes:
    """Turn a row and a cell of JIS X 0208 into Shift_JIS (JIS X 0208:1997 annex 1)."""
    if len(pair) < 2 or not (0x21 <= pair[0] <= 0x7E and 0x21 <= pair[1] <= 0x7E):
        return pair if pair.isascii() else b"?"
    lead = (pair[0] + 1) // 2 + (0x70 if pair[0] <= 0x5E else 0xB0)
    trail = pair[1] + (0x1F if pair[0] % 2 else 0x7E)
    if pair[0] % 2 and trail >= 0x7F:
        trail += 1
    return bytes((lead, trail))

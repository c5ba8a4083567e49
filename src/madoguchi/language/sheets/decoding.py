"""From a file's bytes to its text: which charset it is in, and where single bytes are broken."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from madoguchi.language.charsets import guess, guess_east_asian

CANDIDATES = ("cp932", "gb18030", "cp950", "cp949", "euc_jp")
"""What spreadsheets in East Asia write where they do not write Unicode."""

_BOMS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
_SAMPLE_LINES = 400
_SAMPLE_BYTES = 3_900
# So many of the lines with other than ASCII in them may be broken, in the charset of the others.
_BROKEN_SHARE = 0.4
# In UTF-16 every delimiter and line end has a zero byte: a table has no fewer than this.
_ZERO_SHARE = 0.02


class Decoded(NamedTuple):
    """A text and the Python codec that read it; a byte that fits nowhere is a lone surrogate."""

    text: str
    encoding: str


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a file; `encoding` is a codec that somebody chose, else it is told from the bytes.

    Never fails for what the bytes are: see `is_broken` for cells that hold such bytes. Raises
    `LookupError` where there is no codec of that name.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return Decoded(_lenient(data[len(mark) :], codec), codec)
    if encoding is not None:
        codec = codecs.lookup(encoding).name.replace("-", "_")
        return Decoded(_lenient(data, codec), codec)
    codec = _detect(data)
    return Decoded(_lenient(data, codec), codec)


def is_broken(text: str) -> bool:
    """Say whether a text has a place where bytes were no character of its charset."""
    return not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)


def _lenient(data: bytes, codec: str) -> str:
    if codec.startswith(("utf_16", "utf_32")):
        # There half a pair is the only thing that can be wrong, besides a byte too many.
        return data[: len(data) & ~1].decode(codec, "surrogatepass")
    return data.decode(codec, "surrogateescape")


def _detect(data: bytes) -> str:
    wide = _utf_16(data)
    if wide is not None:
        return wide
    # Neither a second byte of these charsets nor one of UTF-8 is a line end.
    lines = [line for line in data.splitlines() if not line.isascii()][:_SAMPLE_LINES]
    if not lines or _clean_share(lines, "utf_8") > 1 - _BROKEN_SHARE:
        return "utf_8"
    scored = []
    for codec in CANDIDATES:
        clean = [line for line in lines if _decodes(line, codec)]
        share = len(clean) / len(lines)
        if share < 1 - _BROKEN_SHARE:
            continue
        found = guess_east_asian(b"\n".join(_upto(clean, _SAMPLE_BYTES)), [codec])
        if found is not None:
            # A charset that every line is in beats one that looks likelier in some of them.
            scored.append((found.score - 4 * (1 - share), codec))
    best = max(scored, default=(0.0, ""))
    if best[0] > 0:
        return best[1]
    return guess(b"\n".join(_upto(lines, _SAMPLE_BYTES))).codec


def _utf_16(data: bytes) -> str | None:
    """Tell UTF-16 without its mark by where the zero bytes of delimiters and line ends stand."""
    sample = data[:2_000]
    low, high = sample[1::2].count(0), sample[::2].count(0)
    # A stray zero byte in another charset is none of these: they are many, all on one side.
    if low + high < max(2, _ZERO_SHARE * len(sample)) or min(low, high) > max(low, high) / 10:
        return None
    return "utf_16_le" if low >= high else "utf_16_be"


def _clean_share(lines: list[bytes], codec: str) -> float:
    return sum(_decodes(line, codec) for line in lines) / len(lines)


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _upto(lines: list[bytes], size: int) -> list[bytes]:
    """Return as many whole lines as fit into a size, and always one."""
    kept, total = lines[:1], len(lines[0]) if lines else 0
    for line in lines[1:]:
        total += len(line) + 1
        if total > size:
            break
        kept.append(line)
    return kept

"""Bytes to text under a declared, mis-declared or missing charset. Never raises."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import NamedTuple

from madoguchi.channels.email.mime.iso2022 import decode_iso2022_jp_ms, restore_escapes
from madoguchi.channels.email.mime.twice import undo_twice
from madoguchi.language.charsets import guess, guess_east_asian, guess_utf_16, stand_alone

# What a label means in practice (WHATWG Encoding Standard §4.2): the Microsoft superset first.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "big5hkscs": ("big5hkscs", "cp950"),
    "shift_jis": ("cp932", "shift_jis", "shift_jis_2004"),
    "euc_jp": ("euc_jp", "euc_jis_2004"),
    "euc_kr": ("euc_kr", "cp949"),
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_2"),
    "cp1252": ("cp1252", "latin_1"),
    "utf_8": ("utf_8",),
}
_LABELS: dict[str, str] = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "cp936", "ms936", "936", "cngb"), "gb18030"),
    **dict.fromkeys(("gb231280", "csgb2312", "euccn", "xgbk", "windows936", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "cp950", "950", "cnbig5", "xxbig5", "windows950", "ms950"), "big5"),
    **dict.fromkeys(("big5hkscs", "hkscs", "big5hk"), "big5hkscs"),
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "mskanji", "windows31j", "cp932"), "shift_jis"),
    **dict.fromkeys(("csshiftjis", "ms932", "932", "windows932", "xmacjapanese"), "shift_jis"),
    **dict.fromkeys(("eucjp", "xeucjp", "cp51932", "eucjpms", "eucjpwin", "ujis"), "euc_jp"),
    **dict.fromkeys(("euckr", "ksc56011987", "ksc5601", "cp949", "uhc", "949"), "euc_kr"),
    **dict.fromkeys(("windows949", "ksx1001", "xwindows949", "korean", "csksc56011987"), "euc_kr"),
    **dict.fromkeys(("iso2022jp", "csiso2022jp", "cp50220", "cp50221", "cp50222"), "iso2022_jp"),
    **dict.fromkeys(("iso2022jpms", "jis", "jiscode", "iso2022jp1", "iso2022jp2"), "iso2022_jp"),
    **dict.fromkeys(("iso88591", "latin1", "windows1252", "cp1252", "l1", "1252"), "cp1252"),
    **dict.fromkeys(("ascii", "usascii", "ansix341968", "us", "iso646us"), "ascii"),
    **dict.fromkeys(("unknown8bit", "xunknown", "default", "8bit", "binary", "none"), ""),
    **dict.fromkeys(("utf8", "unicode11utf8", "utf8mb4", "cesu8", "65001"), "utf_8"),
    "unicode11utf7": "utf_7",
    "iso88598i": "iso8859_8",
    "windows874": "cp874",
    "hzgb2312": "hz",
}
# Python codecs that are no charsets of mail; the first two would even make lone surrogates.
_NO_CHARSETS = frozenset(
    ("unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "charmap", "palmos")
)
_JP_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([DOQP])")
_KR_ESCAPE = b"\x1b$)C"
_HZ_RUN = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e]){1,400}~\}")
_SURROGATES = re.compile("[\ud800-\udfff]")
_STATEFUL = ("hz", "utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "iso2022_kr")
_LATIN = ("", "ascii", "cp1252")
_EAST_ASIAN = ("gb18030", "big5", "big5hkscs", "shift_jis", "euc_jp", "euc_kr")
_CONFIDENT = 0.7
_NONSENSE = -0.3
_DOUBTFUL = 0.6
_ENOUGH = 16
"""Bytes from which on a text tells more than what it is declared to be."""
_FEW = 3
_SEVEN_BIT = {
    "iso2022_jp": ("shift_jis", "euc-jp"),
    "iso2022_kr": ("euc-kr",),
    "hz": ("gb18030",),
    "utf_7": (),
}
_MULTIBYTE_RUN = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_TWO_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")


class Decoded(NamedTuple):
    """A text, the codec that read it, and whether that was other than declared or lost bytes."""

    text: str
    codec: str
    misdeclared: bool = False
    damaged: bool = False


def decode(data: bytes, declared: str | None, hints: Sequence[str] = ()) -> Decoded:
    """Decode `data`, believing `declared` only as far as the bytes bear it out.

    `hints` are charset labels seen elsewhere in the mail; they help where nothing is declared.
    What cannot be decoded becomes U+FFFD, so that nothing is dropped silently.
    """
    label = codec_of(declared)
    escaped = _by_escapes(data, label)
    if escaped:
        return escaped
    if data.isascii() and label not in _STATEFUL:
        return Decoded(data.decode("ascii"), "ascii")
    marked = _by_mark(data)
    if marked:
        return marked
    if label == "utf_16":
        # Without a mark: anything that is plainly UTF-8, else in the order that makes sense.
        plain = _try(data, "utf_8")
        if plain is not None and _MULTIBYTE_RUN.search(data):
            return Decoded(plain, "utf_8", misdeclared=True)
        label = guess_utf_16(data)
    if label in _STATEFUL:
        found = _try(data, label)
        if found is not None:
            return Decoded(_SURROGATES.sub("\ufffd", found.removeprefix("\ufeff")), label)
    as_utf8 = _try(data, "utf_8")
    if as_utf8 is not None and _speaks_utf8(data, label):
        once = undo_twice(as_utf8)
        misdeclared = label not in ("", "utf_8") or once is not None
        return Decoded(as_utf8 if once is None else once, "utf_8", misdeclared)
    if as_utf8 is None:
        patched = _by_lines(data, label, hints)
        if patched:
            return patched
        if label != "utf_8" and _mostly_utf8(data) and len(_MULTIBYTE_RUN.findall(data)) > _FEW:
            return Decoded(data.decode("utf-8", "replace"), "utf_8", bool(label), damaged=True)
    if label in _SEVEN_BIT:
        # Whoever writes eight bits means the same characters in their other form.
        label, hints = "", (*_SEVEN_BIT[label], *hints)
    if label and label not in ("ascii", "utf_8"):
        declared_reading = _by_label(data, label)
        if declared_reading:
            return declared_reading
    return _by_detection(data, label, hints)


def codec_of(declared: str | None) -> str:
    """Return the family or Python codec that a label stands for, "" where it says nothing."""
    if not declared:
        return ""
    plain = re.sub(r"[^a-z0-9]", "", declared[:60].lower().removeprefix("charset="))
    if plain in _LABELS:
        return _LABELS[plain]
    for name in (declared[:60].strip(" \"'"), plain):
        try:
            found = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        # Codecs such as "rot13" or "zlib" are no charsets (bpo-7475).
        codec = found.name.replace("-", "_")
        if getattr(found, "_is_text_encoding", True) and codec not in _NO_CHARSETS:
            return _LABELS.get(codec.replace("_", ""), codec)
    return ""


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError, OverflowError):
        return None


def _by_escapes(data: bytes, label: str) -> Decoded | None:
    """Read the 7-bit charsets, which name themselves, whatever was declared."""
    if b"\x1b" in data:
        if _JP_ESCAPE.search(data):
            for codec in _FAMILIES["iso2022_jp"]:
                text = _try(data, codec)
                if text is not None:
                    return Decoded(text, codec, misdeclared=label not in ("iso2022_jp", codec))
            text, damaged = decode_iso2022_jp_ms(data)
            return Decoded(text, "iso2022_jp", label != "iso2022_jp", damaged)
        if _KR_ESCAPE in data:
            text = data.decode("iso2022_kr", "replace")
            return Decoded(text, "iso2022_kr", label != "iso2022_kr", "\ufffd" in text)
    if label in ("iso2022_jp", "") and b"\x1b" not in data and data.isascii():
        text = restore_escapes(data, sure=label == "iso2022_jp")
        if text is not None:
            return Decoded(text, "iso2022_jp", misdeclared=not label)
    simplified = label in (*_LATIN, "gb18030")
    if data.isascii() and (label == "hz" or (simplified and _HZ_RUN.search(data))):
        text = data.decode("hz", "replace")
        if label == "hz" or "\ufffd" not in text:
            return Decoded(text, "hz", label != "hz", "\ufffd" in text)
    return None


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf_8_sig"),
        (codecs.BOM_UTF16_LE, "utf_16"),
        (codecs.BOM_UTF16_BE, "utf_16"),
    ):
        if data.startswith(mark):
            text = data.decode(codec, "replace")
            lost = text.count("\ufffd")
            if lost * 50 <= len(text) + 50:
                return Decoded(text.rstrip("\ufffd"), codec, damaged=bool(lost))
    return None


def _by_lines(data: bytes, label: str, hints: Sequence[str]) -> Decoded | None:
    """Read a text of two charsets, of which one is UTF-8: what a list or a phone adds at its end.

    None where its lines are all of one kind.
    """
    lines = data.split(b"\n")
    if len(lines) < 2:
        return None
    ours = [not line.isascii() and _is_utf8(line) for line in lines]
    others = [not line.isascii() and not mine for line, mine in zip(lines, ours, strict=True)]
    if not any(ours) or not any(others):
        return None
    rest = decode(
        b"\n".join(b"" if mine else line for line, mine in zip(lines, ours, strict=True)),
        None if label in ("utf_8", *_LATIN) else label,
        hints,
    )
    read = rest.text.split("\n")
    if len(read) != len(lines) or rest.codec == "utf_8":
        return None
    text = "\n".join(
        line.decode() if mine else other
        for line, mine, other in zip(lines, ours, read, strict=True)
    )
    return Decoded(text, rest.codec, misdeclared=True, damaged=rest.damaged)


def _is_utf8(line: bytes) -> bool:
    return len(_MULTIBYTE_RUN.findall(line)) >= 2 and _try(line, "utf_8") is not None


def _speaks_utf8(data: bytes, label: str) -> bool:
    """Say whether bytes that happen to be valid UTF-8 are meant as such.

    Any three-byte character is proof enough in practice; two-byte ones are not against a declared
    East Asian charset, whose characters may look like them (the "联通" accident).
    """
    if label in ("", "ascii", "utf_8", "cp1252") or _MULTIBYTE_RUN.search(data) is None:
        return label in ("", "ascii", "utf_8", "cp1252")
    return len(_TWO_BYTE.findall(data)) <= len(_MULTIBYTE_RUN.findall(data))


def _by_label(data: bytes, label: str) -> Decoded | None:
    other = _plainly_other(data, label)
    if other:
        return Decoded(data.decode(other, "replace"), other, misdeclared=True)
    for codec in _FAMILIES.get(label, (label,)):
        text = _try(data, codec)
        if text is not None:
            return Decoded(text, codec)
    return None


def _plainly_other(data: bytes, label: str) -> str:
    """Return the East Asian codec that bytes declared otherwise are plainly in, "" for none.

    Western labels decode anything, and Shift_JIS reads most of EUC-JP as half-width kana.
    """
    if label == "cp1252":
        if stand_alone(data):
            return ""
        found = guess_east_asian(data)
        return found.codec if found and found.score >= _CONFIDENT else ""
    if label not in _EAST_ASIAN:
        return ""
    declared = guess_east_asian(data, _FAMILIES[label])
    found = guess_east_asian(data)
    # A declaration that reads as language is believed, however much likelier another would be.
    if found and declared and found.score >= 1.0:
        doubtful = _DOUBTFUL if len(data) >= _ENOUGH else _NONSENSE
        if declared.score < doubtful and found.score - declared.score >= 1.0:
            return found.codec
    return ""


def _by_detection(data: bytes, label: str, hints: Sequence[str]) -> Decoded:
    """Guess; where the declared charset damages less than the guess does, keep to it."""
    if label == "utf_8" or (label in _LATIN and _mostly_utf8(data)):
        text = data.decode("utf-8", "replace")
        lost = text.count("\ufffd")
        sound = sum(1 for character in text if character > "\x7f") - lost
        if lost <= sound and (lost * 20 <= len(text) + 20 or _mostly_utf8(data)):
            return Decoded(text, "utf_8", misdeclared=False, damaged=True)
    hinted = [c for hint in hints for c in _FAMILIES.get(codec_of(hint), (codec_of(hint),)) if c]
    hinted = [codec for codec in hinted if codec not in ("ascii", "utf_8", "cp1252", "latin_1")]
    found = guess(data, hinted)
    # The few Hangul spelt letter by letter (KS X 1001 annex 3) are known to euc_kr alone.
    spelt = _try(data, "euc_kr") if found.codec == "cp949" else None
    text = data.decode(found.codec, "replace") if spelt is None else spelt
    if label and label not in ("ascii", "utf_8"):
        kept = data.decode(_FAMILIES.get(label, (label,))[0], "replace")
        lost = kept.count("\ufffd")
        unlikely = found.score < (0.3 if lost * 5 > len(kept) else 1.0)
        if unlikely or (lost * 50 <= len(kept) and "\ufffd" in text):
            return Decoded(kept, label, damaged=bool(lost))
    return Decoded(text, found.codec, misdeclared=bool(label), damaged="\ufffd" in text)


def _mostly_utf8(data: bytes) -> bool:
    high = sum(1 for byte in data[:4_000] if byte >= 0x80)
    wide = sum(map(len, _MULTIBYTE_RUN.findall(data[:4_000])))
    return high > 0 and wide * 10 >= high * 9

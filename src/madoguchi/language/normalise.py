"""One form of a text for the index and for queries (`normalise`), one for storing (`clean`).

What people wrote is kept as they wrote it; only the index sees the folded copy.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# What NFKC and case folding leave apart although readers take it for the same character.
_ALIKE = {
    **dict.fromkeys("\u301c\u223c\u02dc", "~"),  # wave dash: Shift_JIS and Windows disagree on ～
    **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\u2015\u2500\ufe63", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc", "'"),
    "ヶ": "ケ",
    "ヵ": "カ",
    "髙": "高",
    "﨑": "崎",
    "栁": "柳",
    "𠮷": "吉",
    "邉": "邊",
    "濵": "濱",
    "衞": "衛",
    "戸": "戶",
}

# Shown as nothing, yet they part a word for a machine: zero-width characters, bidi controls,
# variation selectors, tags, skin tones, Latin, Hebrew and Arabic marks.
_UNSEEN = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u061c\u064b-\u065f\u0670"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)

_MEMO_END = 0x20000


class _Folds(dict[int, int | str | None]):
    """A `str.translate` table that works a character out when it first meets it."""

    def __missing__(self, code: int) -> int | str | None:
        folded = _fold(chr(code))
        value = None if not folded else ord(folded) if len(folded) == 1 else folded
        if code < _MEMO_END:  # past it text is rare, and a flood of it must not fill the memory
            self[code] = value
        return value


_FOLDS = _Folds()


def normalise(text: str) -> str:
    """Fold a text to the one form that the index and queries share.

    NFKC, case, Latin accents, Traditional and Japanese characters to Simplified, look-alike
    dashes and waves; what shows as nothing goes. Idempotent, and character by character, so that
    a part of a text folds to a part of its fold. (Hence OpenCC's characters, not its phrases:
    乾燥 → 干燥 but 乾隆 → 乾隆 would hide 乾 from one who looks for it.)
    """
    if text.isascii():
        return text.lower()
    folded = text.translate(_FOLDS)
    # Only half-width kana with its marks and loose jamo are still apart.
    if unicodedata.is_normalized("NFC", folded):
        return folded
    return unicodedata.normalize("NFC", folded).translate(_FOLDS)


class _Aligned(dict[int, int | str]):
    """A `str.translate` table that never changes a text's length."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self.fold = fold

    def __missing__(self, code: int) -> int | str:
        folded = self.fold(chr(code))
        value = folded if len(folded) == 1 else code
        if code < _MEMO_END:
            self[code] = value
        return value


def aligned(text: str, *, simplified: bool = False) -> str:
    """Fold width and case (and Han to Simplified) one character to one.

    What is found at some place of the result stands at the same place of the text.
    """
    return text.translate(_ALIGNED_SIMPLIFIED if simplified else _ALIGNED)


def _fold_width(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character).lower()
    return wide if character in _LONG_DASHES else _ALIKE_WIDTH.get(wide, wide)


def _fold_width_and_script(character: str) -> str:
    return _simplified(_fold_width(character))


_LONG_DASHES = "\u2014\u2015\u2500"  # they part a sentence, short ones join 2–3
_ALIKE_WIDTH = {alike: plain for alike, plain in _ALIKE.items() if plain in "~-'"}
_ALIGNED = _Aligned(_fold_width)
_ALIGNED_SIMPLIFIED = _Aligned(_fold_width_and_script)


def _fold(character: str) -> str:
    """Fold one character until nothing moves (髙 → 高; ﾞ stays for NFC to join)."""
    before = ""
    after = character
    while after != before:
        before = after
        after = _UNSEEN.sub("", unicodedata.normalize("NFKC", after).casefold())
        after = "".join(_ALIKE.get(each, each) for each in after)
        after = _UNSEEN.sub("", unicodedata.normalize("NFD", _simplified(after)))
        after = unicodedata.normalize("NFC", after)
    return after


def _simplified(text: str) -> str:
    # Nor are half characters (lone surrogates) OpenCC's: it takes text that can be encoded.
    if text < "\u2e80" or "\uac00" <= text <= "\udfff":
        return text
    from_japanese, from_traditional = _converters()
    simplified = from_traditional(text)
    return simplified if simplified != text else from_traditional(from_japanese(text))


@cache
def _converters() -> tuple[Callable[[str], str], Callable[[str], str]]:
    """OpenCC's converters, loaded when the first Han character comes."""
    from opencc import OpenCC

    return OpenCC("jp2t").convert, OpenCC("t2s").convert


_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CLOSER_OF = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),  # embeddings, overrides → PDF
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),  # isolates → PDI
}


def clean(text: str) -> str:
    """Make what somebody wrote safe to store and to show, otherwise as written; idempotent.

    Control characters other than newline and tab go, every line end becomes a newline, half a
    surrogate pair becomes U+FFFD, and a bidi control never reaches past the line it stands on.
    """
    if _HARMFUL.search(text) is None:
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _CONTROL.sub("", _LINE_END.sub("\n", text))
    if _BIDI.search(text) is None:
        return text
    return "\n".join(_balanced(line) for line in text.split("\n"))


def _balanced(line: str) -> str:
    """Drop closers that close nothing, close at the line's end what was left open."""
    kept: list[str] = []
    awaited: list[str] = []
    for character in line:
        if character in _CLOSER_OF:
            awaited.append(_CLOSER_OF[character])
        elif character in "\u202c\u2069":
            if not awaited or awaited[-1] != character:
                continue
            awaited.pop()
        kept.append(character)
    return "".join(kept) + "".join(reversed(awaited))

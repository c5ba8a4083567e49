"""Numbers as people write them in a promise: 3, 三, 两三, 1〜2, a couple of, 사흘."""

from __future__ import annotations

import re

_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
    "俩": 2,
}
_WORDS: dict[str, float] = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20},
    **{"eleven": 11, "fourteen": 14, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90},
    **{"a couple of": 2, "couple of": 2, "a couple": 2, "a few": 3, "few": 3, "half an": 0.5},
    **{"twenty-four": 24, "forty-eight": 48, "seventy-two": 72, "half a": 0.5, "the": 1, "next": 1},
    **{"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9},
    **{"열": 10, "열한": 11, "열두": 12, "반": 0.5, "한두": 2, "두세": 3, "두어": 2, "서너": 4},
    **{"半": 0.5},
}

NUMBER = r"(?:(?<![\d.])\d{1,3}(?:\.\d)?(?!\d)|[〇零一二两兩俩三四五六七八九十]{1,4})"
"""A number in digits (after width folding) or in Han numerals; longer ones measure no time."""

RANGE = rf"(?:{NUMBER}(?:\s*(?:[-~、,至到或]|から)\s*{NUMBER})?)"
"""A number, or two of which the greater counts: 1〜2, 3至5, 2、3."""


def upper(text: str) -> float:
    """Read a number; of a range, or of two neighbours run together (两三), the greater.

    Raises ValueError where there is none, which a grammar's own pattern rules out.
    """
    if text in _WORDS:
        return _WORDS[text]
    return max(_read(part) for part in re.findall(NUMBER, text) or [text])


def _read(text: str) -> float:
    if text[0].isascii() and text[0].isdigit():
        return float(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)
    digits = [_HAN_DIGITS[each] for each in text if each in _HAN_DIGITS]
    if len(digits) == 2 and digits[1] == digits[0] + 1:
        return digits[1]  # 两三天 is two or three days, not twenty-three
    if not digits:
        raise ValueError(text)
    return float("".join(map(str, digits)))

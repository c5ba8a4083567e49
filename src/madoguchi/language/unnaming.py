"""Takes a person's names out of what others have written: texts, and what events hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

GONE = "▇"
"""What stands where a name stood; the text around it stays readable."""
SHORTEST = 2
"""One character is in half of all words."""


class Unnamer:
    """Knows everything by which one person can be recognised in a text."""

    def __init__(self, names: Iterable[str | None]) -> None:
        given = {(name or "").strip() for name in names}
        # A part of a longer name must not leave the rest of it standing.
        known = sorted((name for name in given if len(name) >= SHORTEST), key=len, reverse=True)
        self.names = tuple(known)
        self._pattern = (
            re.compile("|".join(map(_spelling, known)), re.IGNORECASE) if known else None
        )

    def surely(self) -> Unnamer:
        """Return what knows the names that are hardly anybody else's.

        Of a person's own things each of their names is taken out; of what is nobody's in particular
        only these: a family name, or a nickname, is many people's.
        """
        return Unnamer(name for name in self.names if _is_ones_own(name))

    def text(self, text: str) -> str:
        """Return a text without the names."""
        return text if self._pattern is None else self._pattern.sub(GONE, text)

    def fields(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return what came out of JSON with the names taken out of every text in it."""
        return {key: self._within(each) for key, each in fields.items()}

    def _within(self, value: object) -> object:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._within(each) for each in value]
        return self.fields(value) if isinstance(value, dict) else value

    def knows(self, text: str) -> bool:
        """Say whether a text names the person."""
        return self._pattern is not None and self._pattern.search(text) is not None


def _is_ones_own(name: str) -> bool:
    """Say whether a name is an address, a number, or whole: several words, or as long as them."""
    if "@" in name or sum(character.isdigit() for character in name) >= _NUMBER:
        return True
    if len(name) < _WHOLE or not any(map(str.isalpha, name)):
        return False
    return len(name.split()) > 1 or not name.isascii()


_NUMBER = 6
_TELEPHONE = 8
_WHOLE = 4


def _spelling(name: str) -> str:
    """Return what finds a name however it is spaced; within a Latin word it is none.

    A telephone number is found however its digits are parted.
    """
    digits = re.sub(r"[\s()+.\-]", "", name)
    if len(digits) >= _TELEPHONE and digits.isascii() and digits.isdigit():
        parted = r"[\s().\-‐‑–ー−]{0,3}".join(digits)
        return rf"(?<![A-Za-z0-9])\+?{parted}(?![A-Za-z0-9])"
    pattern = r"[\s\u3000]*".join(map(re.escape, name.split()))
    if name.isascii():
        return rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"
    return pattern

"""Names and titles: what somebody calls a person, a shop, a team; one line that can be seen."""

from __future__ import annotations

import re

from madoguchi.language.normalise import clean, normalise

_SPACES = re.compile(r"\s+")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_name(text: str) -> str:
    """Return a name on one line without outer spaces; empty when nothing of it can be seen.

    Characters that turn the direction of a text go: a name stands inside other people's lines.
    """
    name = _SPACES.sub(" ", _DIRECTION.sub("", clean(text))).strip()
    return name if normalise(name).strip() else ""

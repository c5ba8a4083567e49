"""What a text quotes: others' words, for which its writer is not to be held."""

from __future__ import annotations

import re

_QUOTED = re.compile(
    r"“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\"|‘[^’]*’|《[^》]*》|〈[^〉]*〉|«[^»]*»|【[^】]*】"
)
QUOTED = "\x1b"
"""Stands for each character of what is quoted."""


def without_quotes(text: str) -> str:
    """Mask what is quoted, at the same length."""
    return _QUOTED.sub(lambda quoted: QUOTED * len(quoted[0]), text)

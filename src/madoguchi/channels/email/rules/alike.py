"""Names that look the same to a reader, whatever letters they are written in."""

from __future__ import annotations

import re
import unicodedata

_LOOKALIKES = str.maketrans(
    "аеорсухіѕјһԁӏѵԛԝкмтвнοαντρυχιε",
    "aeopcyxisjhdlvqwkmtbhoavtpuxie",
)
"""Cyrillic and Greek letters that are drawn as Latin ones (of Unicode's TR 39, lower case)."""
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
LEAST_WIDE = 3
"""Characters of a Chinese, Japanese or Korean name; many people share one of two."""


def name_key(name: str) -> str | None:
    """Return the same for names that read alike; None for one that too many people bear.

    Width, case, accents, lookalikes and marks between words play no part, in Latin names neither
    does the words' order. A name of one Latin word tells nobody apart.
    """
    plain = unicodedata.normalize("NFKD", name[:200]).casefold().translate(_LOOKALIKES)
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    words = _WORD.findall(unicodedata.normalize("NFKC", letters))
    wide = len(_WIDE.findall("".join(words)))
    if wide:
        return "".join(words) if wide >= LEAST_WIDE else None
    return " ".join(sorted(words)) if len(words) > 1 else None

"""What a customer's message is about: asking before buying, after it, or complaining.

By signs in the words alone, in Chinese, Japanese, Korean and English; a text may mix them.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from madoguchi.language.normalise import aligned
from madoguchi.language.promises.grammar import words
from madoguchi.language.quotes import without_quotes

LONGEST = 2_000
"""Characters that are looked at: what it is about stands at the beginning."""


class Matter(StrEnum):
    """What a message is about, the gravest first."""

    COMPLAINT = "complaint"
    AFTER_SALE = "after_sale"
    PRE_SALE = "pre_sale"


def matter_of(text: str) -> Matter | None:
    """Name what a customer's message is about; None where its words do not tell.

    A complaint is said to be one, blames us (lies, rudeness, silence), shows anger, calls for who
    is in charge, or names who is complained to: the consumers' office, a lawyer, a bad review.
    Broken or late goods alone are after-sale, and so is whatever presupposes an order. Of several
    the gravest holds. What is quoted is not said; who says that it is no complaint, makes none.
    """
    shown = without_quotes(text[:LONGEST])
    as_it_is = _NO_COMPLAINT.sub(" ", aligned(shown))
    simplified = _NO_COMPLAINT.sub(" ", aligned(shown, simplified=True))
    # Half of the time goes into looking for the signs of languages that are not there.
    spoken = [language for language, letter in _LETTERS.items() if letter.search(as_it_is)]
    for matter in Matter:
        signs = _signs(matter)
        for language in spoken:
            if signs[language].search(simplified if language == "zh" else as_it_is):
                return matter
    return None


_HAN = r"\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = {
    "zh": re.compile(f"[{_HAN}]"),
    "ja": re.compile(f"[{_HAN}\u3040-\u30ff★]"),
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "en": re.compile(r"[a-z0-9]"),
}
"""What a text in each language cannot do without."""


@cache
def _signs(matter: Matter) -> dict[str, re.Pattern[str]]:
    """The signs of a matter by language; those in Chinese are of Simplified characters."""
    file = files("madoguchi.language.matters") / "tables" / f"{matter}.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    return {
        language: re.compile(aligned(words(table[language]), simplified=language == "zh"))
        for language in _LETTERS
    }


_NO_COMPLAINT = re.compile(
    words("""
        (?:不是|没有|并非|不想|不会|无意)(?:要|来|去|说)?(?:投诉|举报|差评|生气)
        (?:クレーム|苦情|文句)(?:では|じゃ|という(?:わけ|訳)では)(?:ない|ありません|なく|ござい)
        怒って(?:い)?(?:ません|ない|るわけでは)
        (?:불만|컴플레인|클레임)(?:은|이|을)?_?(?:아니|없)
        \\bno_complaints? \\bnot_(?:a_complaint|complaining|here_to_complain|angry)
    """)
)

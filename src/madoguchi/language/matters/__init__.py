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
    for matter in Matter:
        elsewhere, chinese = _signs(matter)
        if elsewhere.search(as_it_is) or chinese.search(simplified):
            return matter
    return None


@cache
def _signs(matter: Matter) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The signs of a matter in text as it is, and in text in Simplified characters."""
    file = files("madoguchi.language.matters") / "tables" / f"{matter}.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    elsewhere = " ".join(table[language] for language in ("ja", "ko", "en"))
    chinese = aligned(words(table["zh"]), simplified=True)
    return re.compile(aligned(words(elsewhere))), re.compile(chinese)


_NO_COMPLAINT = re.compile(
    words("""
        (?:不是|没有|并非|不想|不会|无意)(?:要|来|去|说)?(?:投诉|举报|差评|生气)
        (?:クレーム|苦情|文句)(?:では|じゃ|という(?:わけ|訳)では)(?:ない|ありません|なく|ござい)
        怒って(?:い)?(?:ません|ない|るわけでは)
        (?:불만|컴플레인|클레임)(?:은|이|을)?_?(?:아니|없)
        \\bno_complaints? \\bnot_(?:a_complaint|complaining|here_to_complain|angry)
    """)
)

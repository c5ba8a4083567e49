"""What carriers are called: `japan_post` is 日本郵便 to a reader of Japanese."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from madoguchi.language.catalogue import text

_NAMELESS = {"s10": "tracking.by.post", "other": "tracking.by.other", "": "tracking.by.other"}
"""An S10 number of no country we know, and a carrier that nobody has named."""


def carrier_name(carrier: str, locale: str) -> str:
    """Return a carrier's name for readers of `locale`; of one unknown to us, its word made fair."""
    code = carrier.replace("-", "_").replace(" ", "_")
    if code in _NAMELESS:
        return text(_NAMELESS[code], locale)
    if known := _names().get(code):
        return known.get(locale, known["en"])
    if len(code) < 4:  # an abbreviation: EMS, DHL, UPS
        return code.upper()
    return " ".join(word.capitalize() for word in code.split("_"))


def carrier_names(locale: str) -> dict[str, str]:
    """Return every carrier that has a name of its own, by its code."""
    return {code: carrier_name(code, locale) for code in (*_names(), *filter(None, _NAMELESS))}


@cache
def _names() -> dict[str, dict[str, str]]:
    written = files("madoguchi.orders.rules").joinpath("carriers.toml").read_bytes()
    return msgspec.toml.decode(written, type=dict[str, dict[str, str]])

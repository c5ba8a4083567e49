"""The texts that people read, by key and locale, and which locale a reader wants.

One file a room and locale: `texts/<locale>/<room>.json`, keys `room.name`, `{param}` to be filled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

LOCALES = ("zh-CN", "zh-TW", "ja", "ko", "en")
"""The languages that the desk itself speaks; the last is the one to fall back on."""
OWN_NAMES = {
    "zh-CN": "简体中文", "zh-TW": "繁體中文", "ja": "日本語", "ko": "한국어", "en": "English",
}  # fmt: skip
"""What each of them calls itself."""
CUSTOMER_LOCALES = ("zh-CN", "zh-TW", "ja", "ko", "fr", "es", "en")
"""The languages of the widget. French and Spanish have the texts that a customer may be told."""

_TRADITIONAL = {"hant", "tw", "hk", "mo"}


@cache
def texts(locale: str) -> Mapping[str, str]:
    """Return every text of a locale of `LOCALES` or `CUSTOMER_LOCALES` by its key."""
    if locale not in {*LOCALES, *CUSTOMER_LOCALES}:
        raise ValueError(f"no texts for {locale!r}")
    found: dict[str, str] = {}
    for file in files("madoguchi.language").joinpath("texts", locale).iterdir():
        if file.name.endswith(".json"):
            found |= json.loads(file.read_text("utf-8"))
    return found


def text(key: str, locale: str, /, **params: str | int | float) -> str:
    """Return the text of a key in a locale (English where it is not spoken there), filled.

    Raises `KeyError` when there is no such text.
    """
    spoken = texts(locale) if locale in CUSTOMER_LOCALES else texts("en")
    return (spoken.get(key) or texts("en")[key]).format_map(params)


def best_locale(accept_language: str, supported: Sequence[str] = LOCALES) -> str:
    """Return the supported locale that a reader likes best; the last one if none fits.

    `accept_language` is the header's value or a single tag (RFC 9110, 12.5.4; RFC 4647, 3.4).
    Chinese in Hong Kong, Macau and Taiwan is read in traditional characters.
    """
    wishes: list[tuple[float, int, str]] = []
    for number, part in enumerate(accept_language[:500].split(",")):
        tag, _, parameters = part.partition(";")
        name, _, weight = parameters.strip().partition("=")
        try:
            quality = float(weight) if name.strip() == "q" else 1.0
        except ValueError:
            quality = 0.0
        if tag.strip() and 0 < quality <= 1:
            wishes.append((-quality, number, tag.strip()))
    for _, _, tag in sorted(wishes):
        if found := _match(tag, supported):
            return found
    return supported[-1]


def _match(tag: str, supported: Sequence[str]) -> str | None:
    by_tag = {each.lower(): each for each in supported}
    parts = tag.lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        preferred = "zh-tw" if _TRADITIONAL & set(parts[1:]) else "zh-cn"
        if preferred in by_tag:
            return by_tag[preferred]
    for length in range(len(parts), 0, -1):
        if found := by_tag.get("-".join(parts[:length])):
            return found
    return next((each for low, each in by_tag.items() if low.split("-")[0] == parts[0]), None)

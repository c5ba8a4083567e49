"""Coloured flags on an order, as each platform writes them.

Taobao and Tmall: `seller_flag` 0 to 5; Pinduoduo: 1 to 5, with a name of the seller's own.
"""

from __future__ import annotations

from madoguchi.orders.contracts import Flag

LABEL_LIMIT = 20

_TAOBAO: dict[int, Flag] = {
    0: "grey", 1: "red", 2: "yellow", 3: "green", 4: "blue", 5: "pink",
}  # fmt: skip
_PINDUODUO: dict[int, Flag] = {1: "red", 2: "yellow", 3: "green", 4: "blue", 5: "pink"}

CODES: dict[str, dict[int, Flag]] = {
    "taobao": _TAOBAO,
    "tmall": _TAOBAO,
    "pinduoduo": _PINDUODUO,
}
"""Platform → its number → our colour. Whoever is not here has no flags of its own."""


def flag_of(platform: str, code: int | None) -> Flag | None:
    """Return the colour of a platform's number, None where it means nothing there."""
    return None if code is None else CODES.get(platform, {}).get(code)


def code_of(platform: str, flag: Flag | None) -> int | None:
    """Return the platform's number for a colour, None where it has none."""
    codes = CODES.get(platform, {})
    return next((code for code, colour in codes.items() if colour == flag), None)

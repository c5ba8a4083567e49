"""Coloured flags: what a platform's own number for one means here, and back."""

from __future__ import annotations

from madoguchi.orders.contracts import Flag

LABEL_LIMIT = 20

_TAOBAO: dict[int, Flag] = {
    0: "grey", 1: "red", 2: "yellow", 3: "green", 4: "blue", 5: "pink",
}  # fmt: skip
_PINDUODUO: dict[int, Flag] = {1: "red", 2: "yellow", 3: "green", 4: "blue", 5: "pink"}

_CODES: dict[str, dict[int, Flag]] = {
    "taobao": _TAOBAO,
    "tmall": _TAOBAO,
    "pinduoduo": _PINDUODUO,
}


def flag_of(platform: str, code: int | None) -> Flag | None:
    """Return the colour of a platform's number, None where it means nothing there."""
    return None if code is None else _CODES.get(platform, {}).get(code)


def codes_of(platform: str) -> dict[Flag, int]:
    """Return the colours that a platform knows with its numbers; empty: it has none of its own."""
    return {colour: code for code, colour in _CODES.get(platform, {}).items()}


def flag_codes() -> dict[str, dict[Flag, int]]:
    """Return `codes_of` of every platform that has flags of its own."""
    return {platform: codes_of(platform) for platform in _CODES}

"""Check digits of tracking numbers, by the name that the table of couriers calls them.

Each says what the check character must be. Nothing here knows a courier.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

import msgspec

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule with its parameters; `weights` run from the last character backwards.

    `prefix` is counted although it is not printed (the service code of old USPS labels).
    """

    name: str
    weights: tuple[int, ...] = ()
    modulus: int = 10
    prefix: str = ""


def check_character(rule: Rule, serial: str) -> str:
    """The character that must follow `serial` (digits, or A–Z where the rule takes letters)."""
    return RULES[rule.name](rule, rule.prefix + serial)


def _s10(_: Rule, serial: str) -> str:
    """UPU S10-12: 11 − (sum mod 11), where 10 is written 0 and 11 is written 5."""
    check = 11 - sum(int(d) * w for d, w in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return str({10: 0, 11: 5}.get(check, check))


def _remainder(rule: Rule, serial: str) -> str:
    """The whole number's remainder: mod 7 in Japan, in Korea and with DHL Express."""
    return str(int(serial) % rule.modulus % 10)


def _weighted_remainder(rule: Rule, serial: str) -> str:
    """The weighted sum's remainder; FedEx takes it mod 11 and writes 10 as 0."""
    return str(_weighted(rule, serial) % rule.modulus % 10)


def _weighted_complement(rule: Rule, serial: str) -> str:
    """What the weighted sum lacks to the next multiple: GS1 (3, 1), UPS (1, 2), OnTrac (2, 1)."""
    return str(-_weighted(rule, serial) % rule.modulus)


def _luhn(_: Rule, serial: str) -> str:
    """ISO/IEC 7812-1: every second digit doubled, the digits of the products added."""
    doubled = (int(d) * w for d, w in zip(reversed(serial), cycle((2, 1)), strict=False))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _mod_37_36(_: Rule, serial: str) -> str:
    """ISO/IEC 7064 MOD 37,36, hybrid, over digits and letters."""
    carried = 36
    for character in serial:
        carried = ((carried + _ALPHABET.index(character)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - carried) % 36]


def _weighted(rule: Rule, serial: str) -> int:
    pairs = zip(reversed(serial), cycle(rule.weights), strict=False)
    return sum(_value(character) * weight for character, weight in pairs)


def _value(character: str) -> int:
    """A digit's own value; letters count A=2, B=3 … I=0, as UPS and OnTrac have it."""
    return int(character) if character.isdigit() else (ord(character) - ord("A") + 2) % 10


RULES: dict[str, Callable[[Rule, str], str]] = {
    "s10": _s10,
    "remainder": _remainder,
    "weighted_remainder": _weighted_remainder,
    "weighted_complement": _weighted_complement,
    "luhn": _luhn,
    "mod_37_36": _mod_37_36,
}

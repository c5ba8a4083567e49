"""The two lines at the foot of a passport's page (ICAO Doc 9303, part 4), with check digits."""

from __future__ import annotations

import re
from datetime import date

import msgspec

LINE = 44
MRZ_LINES = re.compile(
    rf"p[a-z<][a-z<]{{3}}[a-z<]{{{LINE - 5}}}\s+[a-z0-9<]{{{LINE}}}(?![a-z0-9<])", re.IGNORECASE
)
_SECOND = re.compile(
    r"([A-Z0-9<]{9})(\d)([A-Z<]{3})(\d{6})(\d)([MFX<])(\d{6})(\d)([A-Z0-9<]{14})([\d<])(\d)"
)
_WEIGHTS = (7, 3, 1)


class PassportPage(msgspec.Struct, frozen=True):
    """What the two lines say; `expires_on` as YYYY-MM-DD."""

    number: str
    nationality: str
    name: str
    expires_on: str


def check_digit(field: str) -> int:
    """Return a field's check digit: weights 7, 3, 1, A as 10, the filler as 0 (part 3, 4.9)."""
    total = 0
    for place, character in enumerate(field):
        value = 0 if character == "<" else int(character, 36)
        total += value * _WEIGHTS[place % 3]
    return total % 10


def passport_of(lines: str) -> PassportPage | None:
    """Read the two lines; None where they are not of a passport or a check digit is wrong."""
    found = lines.upper().split()
    if len(found) != 2 or len(found[0]) != LINE or not found[0].startswith("P"):
        return None
    second = _SECOND.fullmatch(found[1])
    if second is None:
        return None
    number, number_check, nationality, born, born_check = second.groups()[:5]
    expires, expires_check, optional, optional_check, composite = second.groups()[6:]
    checked = (
        (number, number_check),
        (born, born_check),
        (expires, expires_check),
        (optional, optional_check.replace("<", "0")),
        (
            number + number_check + born + born_check + expires + expires_check
            + optional + optional_check,
            composite,
        ),
    )  # fmt: skip
    if any(check_digit(field) != int(digit) for field, digit in checked):
        return None
    surname, _, given = found[0][5:].partition("<<")
    try:
        # Passports are valid for ten years or so: theirs is this century.
        until = date(2000 + int(expires[:2]), int(expires[2:4]), int(expires[4:]))
    except ValueError:
        return None
    name = f"{surname} {given}".replace("<", " ")
    return PassportPage(
        number.rstrip("<"), nationality.rstrip("<"), " ".join(name.split()), until.isoformat()
    )

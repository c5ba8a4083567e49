"""Which couriers a tracking number fits. The formats stand in `couriers.toml` beside this file.

Pure: the same number always gives the same answer, and no courier is asked.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec
from babel import Locale

from madoguchi.language.normalise import aligned
from madoguchi.orders.contracts import Checksum, TrackingFit, TrackingNumber
from madoguchi.orders.rules.checksums import Rule, check_character

LONGEST = 48  # characters; the longest label in use is 34 digits after a postal code

# What people, labels and spreadsheets put between the digits: spaces, dashes, the Japanese long
# vowel mark typed as a dash, marks that show as nothing.
_BETWEEN = re.compile(
    r"[\s\-\u30fc\u2014\u2015\u2500\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
)
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")

# Platforms write behind a courier in which language its page is: "Yamato (EN)".
_LANGUAGE = re.compile(r"\([^()]*\)\s*$")
_CALLED = {
    "yamato_transport": "yamato", "ヤマト運輸": "yamato", "ヤマト": "yamato",
    "sagawa_express": "sagawa", "佐川急便": "sagawa", "日本郵便": "japan_post",
    "西濃運輸": "seino", "dhl_express": "dhl", "fedex_express": "fedex", "顺丰速运": "sf_express",
    "順豐速運": "sf_express", "中国邮政": "china_post", "中華郵政": "chunghwa_post",
}  # fmt: skip

_SUREST: dict[Checksum, int] = {"valid": 0, "none": 1, "invalid": 2}


class _Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table. Groups of `pattern`: serial, check, and S10's kind and country."""

    courier: str
    type: str
    pattern: str
    checksum: str | None = None


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checksums: dict[str, Rule]
    services: dict[str, str]
    operators: dict[str, str]
    formats: tuple[_Format, ...]


def recognise(text: str) -> TrackingNumber:
    """Name every courier that a number fits, surest first; what fits nothing has none.

    A right check digit is surer than a format without one, and that surer than a wrong one;
    between equals the order of the table decides (marked numbers before bare digits).
    """
    number = normalise_number(text)
    # Zeros pass every check digit, and people type them to fill a field.
    if len(number) > LONGEST or not number.strip("0"):
        return TrackingNumber(number, ())
    found: dict[tuple[str, str], TrackingFit] = {}
    for row, pattern in _patterns():
        if match := pattern.fullmatch(number):
            for fit in _fits(row, match):
                known = found.get((fit.courier, fit.type))
                if known is None or _SUREST[fit.checksum] < _SUREST[known.checksum]:
                    found[fit.courier, fit.type] = fit
    return TrackingNumber(number, tuple(sorted(found.values(), key=lambda f: _SUREST[f.checksum])))


def normalise_number(text: str) -> str:
    """The one form of a number: half-width, upper-case, with nothing between its characters."""
    return _BETWEEN.sub("", aligned(text)).translate(_UPPER)


def courier_named(name: str) -> str:
    """Return the courier that a platform calls so ("Japan Post (JA)", "royal-mail"); else empty."""
    bare = _LANGUAGE.sub("", aligned(name)).strip().casefold()
    bare = re.sub(r"[\s\-]+", "_", bare)
    bare = _CALLED.get(bare, bare)
    return bare if bare in _couriers() else ""


def _fits(row: _Format, match: re.Match[str]) -> list[TrackingFit]:
    checksum = _checksum(row, match)
    if row.type != "s10":
        return [TrackingFit(row.courier, row.type, checksum)]
    code = match["country"]
    country = _countries().get(code)
    if country is None:
        return []
    service = _table().services.get(match["kind"], "other")
    fits = [TrackingFit(row.courier, row.type, checksum, country, service)]
    if operator := _table().operators.get(code):
        fits.append(TrackingFit(operator, service, checksum, country, service))
    return fits


def _checksum(row: _Format, match: re.Match[str]) -> Checksum:
    if row.checksum is None:
        return "none"
    rule = _table().checksums[row.checksum]
    return "valid" if check_character(rule, match["serial"]) == match["check"] else "invalid"


@cache
def _table() -> _Table:
    written = files("madoguchi.orders.rules").joinpath("couriers.toml").read_bytes()
    return msgspec.toml.decode(written, type=_Table)


@cache
def _couriers() -> frozenset[str]:
    table = _table()
    return frozenset({*table.operators.values(), *(row.courier for row in table.formats)} - {"s10"})


@cache
def _patterns() -> tuple[tuple[_Format, re.Pattern[str]], ...]:
    return tuple((row, re.compile(row.pattern, re.ASCII)) for row in _table().formats)


@cache
def _countries() -> dict[str, str]:
    """Two-letter codes that stand for a country, with its English name (Unicode CLDR)."""
    names = Locale("en").territories
    return {c: n for c, n in names.items() if len(c) == 2 and c.isalpha() and c not in _NO_COUNTRY}


_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}

"""How long the law makes a shop keep what it must; the years are in retention.toml."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from importlib import resources

import msgspec

from madoguchi.privacy.contracts import RecordClass

# Of a customer whose country nobody knows, the law of the shop's.
_COUNTRIES = {"ja": "JP", "ko": "KR", "zh-CN": "CN"}


class Retention(msgspec.Struct, frozen=True):
    """How many years, and by which law; an empty one is the house's own rule."""

    years: int
    law: str


def retention(record_class: RecordClass, country: str | None, locale: str) -> Retention | None:
    """Return how long a class of record is kept, None where it is not.

    `country` is the customer's (ISO 3166), `locale` their shop's.
    """
    laws = _laws()
    law = laws.get(country or _COUNTRIES.get(locale, "")) or laws["default"]
    return law.get(record_class)


def kept_until(since: datetime, kept: Retention) -> datetime:
    """Return when a record may go; a leap day ends on the last of February."""
    year = since.year + kept.years
    try:
        return since.replace(year=year)
    except ValueError:
        return since.replace(year=year, day=28)


def still_kept(since: datetime, law: Retention | None, now: datetime) -> bool:
    """Say whether a record of a class that may have a law must still be kept."""
    return law is not None and kept_until(since, law) > now


@cache
def _laws() -> dict[str, dict[RecordClass, Retention]]:
    source = resources.files(__package__).joinpath("retention.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), dict[str, dict[RecordClass, Retention]])

"""When nobody is called who has not asked for it: the night at the other end of the line."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from madoguchi.customers.rules.consents import zones_of
from madoguchi.customers.rules.identities import country_of_phone, e164

BEGINS, ENDS = time(9), time(20)
"""The hours of the day in which one may ring: those of calls after a bad review too."""


def is_quiet(number: str, country: str, now: datetime, *, zone: str | None = None) -> bool:
    """Say whether it is night where a number rings.

    `zone` is the customer's own, where it is known; else it is that of the number, read as from
    `country`. A country of several zones is quiet where one of them is; of an unknown one nothing
    is said.
    """
    zones = [zone] if zone else zones_of(country_of_phone(e164(number, country)))
    return any(not BEGINS <= now.astimezone(ZoneInfo(each)).time() < ENDS for each in zones)

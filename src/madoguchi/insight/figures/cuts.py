"""By what tallies are kept, so that a month is read from few rows whatever it is cut by.

Each row is of the whole house or of one shop, and there of everything, of one channel, language,
team, person or telephone line's country, or of one place: all of these but the person at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from madoguchi.insight.figures.events import Where
from madoguchi.insight.figures.facts import WHOLE_DAY, Fact, Worktime


class Grain(StrEnum):
    """What a row of tallies tells apart beside day and shop."""

    SHOP = "shop"
    CHANNEL = "channel"
    LANGUAGE = "language"
    TEAM = "team"
    PERSON = "person"
    PERSON_SPELL = "person_spell"  # some days in a row
    COUNTRY = "country"
    PLACE = "place"


SPELL = 6
"""Days of a spell: each person's month is some five of them, and a few days at its ends."""

BY_HALF_HOUR = (Grain.SHOP, Grain.CHANNEL, Grain.LANGUAGE, Grain.TEAM, Grain.COUNTRY)
"""The grains that are kept by the half hour as well."""


class Row(Struct, frozen=True):
    """Which row of tallies: `day` as an ordinal, `slot` a half hour or `WHOLE_DAY`."""

    grain: Grain
    day: int
    slot: int
    where: Where
    person: int | None = None

    @property
    def name(self) -> str:
        """The row's name, one for each row."""
        where = self.where
        parts = (self.day, self.slot, where.shop, where.channel, where.language, where.team)
        shown = ["" if each is None else str(each) for each in (*parts, self.person)]
        # Few rows are of a country, and others are named without.
        shown += [] if where.country is None else [where.country]
        return f"{self.grain}:{':'.join(shown)}"


def place_of(fact: Fact) -> tuple[Where, int]:
    """Where a fact belongs, and to which half hour: people's time to no place and a whole day."""
    return (Where(), WHOLE_DAY) if isinstance(fact, Worktime) else (fact.where, fact.slot)


def rows_of(fact: Fact) -> Iterator[Row]:
    """The rows that a fact is counted in; people's time is of the house alone."""
    where, slot = place_of(fact)
    day = fact.day.toordinal()
    for shop in {None, where.shop}:
        yield Row(Grain.SHOP, day, WHOLE_DAY, Where(shop))
        yield Row(Grain.PERSON, day, WHOLE_DAY, Where(shop), fact.agent)
        yield Row(Grain.PERSON_SPELL, day - day % SPELL, WHOLE_DAY, Where(shop), fact.agent)
        if slot == WHOLE_DAY:
            continue
        yield Row(Grain.SHOP, day, slot, Where(shop))
        place = (where.channel, where.language, where.team, where.country)
        yield Row(Grain.PLACE, day, WHOLE_DAY, Where(shop, *place))
        for each in (WHOLE_DAY, slot):
            yield Row(Grain.CHANNEL, day, each, Where(shop, channel=where.channel))
            yield Row(Grain.LANGUAGE, day, each, Where(shop, language=where.language))
            yield Row(Grain.TEAM, day, each, Where(shop, team=where.team))
            if where.country is not None:
                yield Row(Grain.COUNTRY, day, each, Where(shop, country=where.country))


def spells(first: int, last: int) -> tuple[list[int], list[int]]:
    """Part days (ordinals, both ends included) into whole spells, by their first days, and days."""
    begins = -(-first // SPELL) * SPELL
    whole = [each for each in range(begins, last + 1, SPELL) if each + SPELL - 1 <= last]
    within = range(begins, begins + len(whole) * SPELL)
    return whole, [day for day in range(first, last + 1) if day not in within]

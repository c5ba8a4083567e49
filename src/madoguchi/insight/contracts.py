"""What leaves this room: figures of a period, the wallboard, and what stands behind a figure."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from madoguchi.kernel.ids import Id

Values = dict[str, float | None]
"""Figures by their names; None where there is nothing to divide by."""


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What figures are of; what is left out is all of it that the reader may see."""

    shop_id: Id | None = None
    channel: str | None = None
    language: str | None = None
    team_id: Id | None = None
    person_id: Id | None = None


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A person as they stand now: in which presence since when, with how many talks open."""

    person_id: int
    presence: str
    since: datetime
    serving: int


class LastWeek(msgspec.Struct, frozen=True, kw_only=True):
    """The same weekday of last week, until the last half hour that is over now.

    `until` is its end on the wall clock, in half hours since midnight. `offered` are the customers
    who wrote in each half hour of that whole day.
    """

    day: date
    until: int
    figures: Values
    offered: list[int]


class Wallboard(msgspec.Struct, frozen=True, kw_only=True):
    """Today as it stands, and who waits and is served, since whatever day.

    What goes on by itself is given by its beginning: `waiting_since` is when the longest wait now
    began, `silent_since` when the longest silence did. `offered` are the customers who wrote in
    each half hour so far.
    """

    at: datetime
    day: date
    zone: str
    figures: Values
    offered: list[int]
    last_week: LastWeek
    waiting: int
    waiting_since: datetime | None
    serving: int
    silent_since: datetime | None
    people: list[Colleague]

"""What leaves this room: figures of a period, the wallboard, and what stands behind a figure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from madoguchi.customers.contracts import Customer
from madoguchi.desk.contracts import Conversation
from madoguchi.kernel.ids import Id

Values = dict[str, float | None]
"""Figures by their names; None where there is nothing to divide by."""


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What figures are of; what is left out is all of it that the reader may see.

    `country` is that of a telephone line: of it are calls alone.
    """

    shop_id: Id | None = None
    channel: str | None = None
    language: str | None = None
    team_id: Id | None = None
    person_id: Id | None = None
    country: str | None = None


Split = Literal["day", "shop", "channel", "language", "team", "person", "country"]


class FigureName(msgspec.Struct, frozen=True, kw_only=True):
    """What a figure is called and how it is worked out, in the reader's language."""

    name: str
    version: int
    unit: str
    title: str
    formula: str


class OwnTarget(msgspec.Struct, frozen=True, kw_only=True):
    """A target for some of what is asked for: of a shop, channel, language or tier; None is any."""

    seconds: int
    shop_id: int | None = None
    channel: str | None = None
    language: str | None = None
    tier: str | None = None


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """Within how many seconds a first and a later response are in time, as standards say now.

    What some have of their own is beside it. Figures count each wait by the one it began under.
    """

    first_response_s: int
    response_s: int
    first_response_own: list[OwnTarget] = []
    response_own: list[OwnTarget] = []


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one part of a period; `key` is an ISO date, an id, a word or nothing."""

    key: int | str | None
    figures: Values


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of some days, both ends included, as a whole and in parts.

    `targets` are those in force now for what begins to wait today.
    """

    first: date
    last: date
    zone: str
    split: Split
    targets: Targets
    total: Values
    rows: list[Row]


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """Conversations that a figure counts, the newest first; `next_cursor` None at the end."""

    items: list[Conversation]
    customers: list[Customer]
    next_cursor: str | None


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A person as they stand now: in which presence since when, with how many talks of how many."""

    person_id: int
    presence: str
    since: datetime
    serving: int
    capacity: int


class BreachSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that ran out: when, what it was about, in which conversation, and who owed it."""

    at: datetime
    subject: str
    conversation_id: int
    person_id: int | None


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
    each half hour so far, `breaches` the latest of today.
    """

    at: datetime
    day: date
    zone: str
    targets: Targets
    figures: Values
    offered: list[int]
    last_week: LastWeek
    waiting: int
    waiting_since: datetime | None
    serving: int
    silent_since: datetime | None
    people: list[Colleague]
    breaches: list[BreachSeen]

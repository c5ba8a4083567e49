"""What leaves this part: what is assumed, and a week's half hours with what each needs and has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from madoguchi.desk.contracts import Channel
from madoguchi.kernel.ids import Id

HandlingFrom = Literal["hand", "history", "usual"]


class AssumptionsDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the need is worked out from, for a shop and channel (None: for all).

    `service_level` is the share to be answered `within` seconds; `handling` how many seconds a
    conversation is worked on, None: as history says. One person has `concurrency` of them at once
    and is busy for `max_occupancy` of the time at most; `shrinkage` is the share of paid time that
    is not spent at the desk, `weeks` how far back history is looked at.
    """

    shop_id: Id | None = None
    channel: Channel | None = None
    service_level: float = 0.9
    within: Annotated[int, msgspec.Meta(ge=-86_400, le=86_400)] = 60
    handling: Annotated[int, msgspec.Meta(ge=-86_400, le=86_400)] | None = None
    shrinkage: float = 0.3
    concurrency: Annotated[int, msgspec.Meta(ge=-1000, le=1000)] = 3
    max_occupancy: float = 0.85
    weeks: Annotated[int, msgspec.Meta(ge=1, le=26)] = 8


class Assumptions(AssumptionsDraft, frozen=True, kw_only=True):
    """Assumptions as they are kept; version 0 are those that the desk comes with."""

    id: int
    version: int


class HalfHour(msgspec.Struct, frozen=True):
    """One half hour: contacts expected, people needed and planned, and what those planned reach.

    `needed` counts people to be paid for, shrinkage included, as `planned` does; `level` is the
    share that will be answered in time with those planned.
    """

    at: datetime
    contacts: float
    needed: int
    planned: float
    level: float


class StaffingWeek(msgspec.Struct, frozen=True, kw_only=True):
    """A week of half hours on the clock of `zone`, and what they were worked out from.

    History is that of the days from `since` to `until` (None: there is none), `conversations` in
    number. `handling` is in seconds. `short` are the hours of work that are missing, added up;
    `expected` is the share of the week's contacts that will be answered in time as it is planned.
    """

    first: date
    zone: str
    since: date | None
    until: date | None
    conversations: int
    handling: float
    handling_from: HandlingFrom
    assumptions: Assumptions
    half_hours: list[HalfHour]
    short: float
    expected: float | None

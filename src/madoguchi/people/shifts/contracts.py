"""What leaves this part: shifts as they are planned, the week's templates, what was copied."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from madoguchi.kernel.ids import Id

ShiftKind = Literal["work", "leave"]
TemplateKind = Literal["early", "late", "night", "own"]
Minute = Annotated[int, msgspec.Meta(ge=0, le=600_000)]
"""Minutes of wall clock after the midnight that begins the shift's day."""


class PlannedShift(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of work or of leave, as it was planned and as it falls on the clock.

    `day`, `starts` and `ends` are wall clock of `zone`: 22:00 to 06:00 is 1320 to 1800. A shift
    belongs to the day it starts on. `starts_at` and `ends_at` are the instants that this means.
    """

    id: int
    version: int
    person_id: int
    kind: ShiftKind
    zone: str
    day: date
    starts: int
    ends: int
    starts_at: datetime
    ends_at: datetime


class Duty(msgspec.Struct, frozen=True):
    """What the plan says of a person at an instant.

    `ended_at` is when they last went off work, None where that is long ago; a shift that goes over
    into the next one has not ended.
    """

    working: bool
    ended_at: datetime | None


class ShiftDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shift to be planned; see `PlannedShift` for its wall clock."""

    person_id: Id
    kind: ShiftKind = "work"
    zone: str
    day: date
    starts: Minute
    ends: Minute


class ShiftChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a shift shall be different; what is left out stays."""

    person_id: Id | msgspec.UnsetType = msgspec.UNSET
    kind: ShiftKind | msgspec.UnsetType = msgspec.UNSET
    zone: str | msgspec.UnsetType = msgspec.UNSET
    day: date | msgspec.UnsetType = msgspec.UNSET
    starts: Minute | msgspec.UnsetType = msgspec.UNSET
    ends: Minute | msgspec.UnsetType = msgspec.UNSET


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What planned wall-clock times come to, in numbers and in sentences for the reader."""

    starts_at: datetime
    ends_at: datetime
    minutes: int
    says: list[str]


class WeekCopy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Plan the work of the seven days from `source` again in the seven days from `target`."""

    source: date
    target: date
    person_ids: list[Id] = []
    """Of these people; of everybody where there are none."""


class LeftOut(msgspec.Struct, frozen=True):
    """A shift that was not copied, and why, in the reader's language."""

    shift: PlannedShift
    because: str


class WeekCopied(msgspec.Struct, frozen=True):
    """What copying a week has planned, and what it could not."""

    made: list[PlannedShift]
    left_out: list[LeftOut]


class ShiftTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Usual hours with a name; without one it is called what its kind is called."""

    kind: TemplateKind = "own"
    name: str = ""
    starts: Minute
    ends: Minute


class ShiftTemplates(msgspec.Struct, frozen=True, kw_only=True):
    """The usual hours of this house, in their order."""

    id: int
    version: int
    items: list[ShiftTemplate]

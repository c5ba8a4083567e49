"""Standards: what is owed by when, in whose hours, what happens on the way, how it would fare."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from madoguchi.clocks.contracts.calendars import Shift


class Subject(StrEnum):
    """What a standard is about."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    PHONE_ANSWER = "phone_answer"
    CALLBACK = "callback"
    PROMISE = "promise"
    REVIEW_CONTACT = "review_contact"
    PARTNER_ANSWER = "partner_answer"
    CASE_RESOLUTION = "case_resolution"


class Basis(StrEnum):
    """Whose hours a standard counts."""

    SHOP = "shop"
    PARTNER = "partner"
    PERSON = "person"
    CUSTOMER_DAY = "customer_day"
    ALWAYS = "always"


class Action(StrEnum):
    """What is done when a share of the time is used up."""

    TELL_AGENT = "tell_agent"
    TELL_SUPERVISOR = "tell_supervisor"
    REASSIGN = "reassign"
    RAISE_PRIORITY = "raise_priority"


class Scope(Struct, frozen=True):
    """Where a standard holds, or where a conversation stands; None is anywhere, or not known."""

    shop: int | None = None
    channel: str | None = None
    language: str | None = None
    tier: str | None = None


class Within(Struct, frozen=True, tag="within"):
    """So many seconds of working time; `at_opening`: what comes outside hours is due at opening."""

    seconds: int
    at_opening: bool = False


class BusinessDays(Struct, frozen=True, tag="business_days"):
    """The end of the working day that comes so many working days later."""

    days: int


class Rings(Struct, frozen=True, tag="rings"):
    """So many rings of the agent's line; `seconds`, where given, in their place."""

    count: int
    lenient: bool = False
    seconds: float | None = None


class AsPromised(Struct, frozen=True, tag="as_promised"):
    """What was promised; with no date, the end of so many working days later."""

    days: int = 1


Target = Within | BusinessDays | Rings | AsPromised


class Moment(Struct, frozen=True):
    """What is done when so many percent of the time are used up."""

    percent: int
    actions: tuple[Action, ...]


class Standard(Struct, frozen=True, kw_only=True):
    """What is owed: about what, where it holds, by when, in whose hours, and what happens before.

    `day` are the hours of `Basis.CUSTOMER_DAY`, every day of the week, in the customer's zone.
    """

    subject: Subject
    scope: Scope = Scope()
    target: Target
    basis: Basis
    day: Shift | None = None
    moments: tuple[Moment, ...]


class PastWait(Struct, frozen=True):
    """Something that was owed once: since when, until when (None: still), and where.

    `pauses` are the stretches in which its clock stood still, in order; the last may go on (None).
    """

    id: int
    since: datetime
    answered: datetime | None
    scope: Scope = Scope()
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


class DryRun(Struct, frozen=True):
    """How a standard would have fared: ids of waits kept and missed, and those still within it."""

    met: tuple[int, ...]
    missed: tuple[int, ...]
    open: tuple[int, ...]

    @property
    def share_met(self) -> float | None:
        """Kept ÷ decided; None where nothing was decided yet."""
        decided = len(self.met) + len(self.missed)
        return len(self.met) / decided if decided else None


class KeptStandard(Struct, frozen=True, kw_only=True):
    """A standard as it is kept; one that is `off` starts no clocks where it holds."""

    id: int
    version: int
    standard: Standard
    off: bool
    changed_at: datetime


class StandardStep(Struct, frozen=True, kw_only=True):
    """Who changed a standard, when, and what it was before and after; None: there was none."""

    id: int
    standard_id: int
    at: datetime
    by_kind: str
    by_id: int | None
    before: KeptStandard | None
    after: KeptStandard | None


class StandardDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A standard to be made or put in the place of another; `off` starts no clocks there."""

    standard: Standard
    off: bool = False

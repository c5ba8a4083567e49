"""Facts: what figures are made of. Each is dated, cut and counted by itself, and lists itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from madoguchi.insight.figures.calls import Call
from madoguchi.insight.figures.days import SLOTS
from madoguchi.insight.figures.events import Outcome, Survey, Where
from madoguchi.kernel.time import to_microseconds

NOTHING = timedelta(0)
WHOLE_DAY = -1
"""The slot of what belongs to a day, and to no half hour of it."""

FactId = tuple[str, int, int, int]


OPEN = "open"
"""The mark of what has not ended."""
ABOUT_ORDER = "about order"
"""The mark of a question about an order under way, which is no inquiry."""
ANY = ""
"""The mark of facts that are not told apart further."""


def half_hour(day: date, slot: int) -> int:
    """One number for a half hour of a day."""
    return day.toordinal() * SLOTS + slot


class End(StrEnum):
    """How a round ended."""

    ANSWERED = "answered"
    ACKNOWLEDGED = "acknowledged"  # closed by a person, and somebody had answered before
    RESOLVED = "resolved"  # closed unanswered
    ABANDONED = "abandoned"  # closed unanswered, and the customer had left before


class Round(Struct, frozen=True, kw_only=True):
    """One wait of a customer: from the first unanswered message to the first human reply.

    Dated by its opening. `agent` is who ended it; `working` is the wait on the calendar that held
    when it opened, and None while it is open. `target` is the time on that calendar which the
    standard of this very wait allowed, `due` the instant where it named one; None where there was
    no such standard. `left_at` is when the customer left since they last wrote; they can still be
    answered, so that by itself ends nothing.
    """

    day: date
    slot: int
    where: Where
    conversation: int
    number: int
    customer: int
    opened_at: datetime
    calendar: str | None
    target: timedelta | None = None
    due: datetime | None = None
    left_at: datetime | None = None
    ended_at: datetime | None = None
    end: End | None = None
    agent: int | None = None
    working: timedelta | None = None

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("round", self.conversation, self.number, 0)

    @property
    def mark(self) -> str:
        """How it ended, by which rounds are told apart."""
        return OPEN if self.end is None else self.end.value

    @property
    def wait(self) -> timedelta | None:
        """How long the customer waited, by the calendar; None while it is open."""
        return None if self.ended_at is None else self.ended_at - self.opened_at


class Exchange(Struct, frozen=True, kw_only=True):
    """Messages of one conversation in one half hour: the customer's, or one person's.

    `agent` is who wrote, for a customer's messages who was in charge then.
    """

    day: date
    slot: int
    where: Where
    conversation: int
    customer: int
    agent: int | None
    questions: int = 0
    answers: int = 0

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        kind = "question" if self.questions else "answer"
        return (kind, self.conversation, half_hour(self.day, self.slot), self.agent or 0)


class Asked(Struct, frozen=True, kw_only=True):
    """A survey and its answer, dated by the asking, for the person then in charge.

    An answer that nobody asked for is dated by itself, with `asked` false.
    """

    day: date
    slot: int
    where: Where
    conversation: int
    number: int
    agent: int | None
    survey: Survey
    asked: bool = True
    score: int | None = None

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("asked", self.conversation, self.number, 0)


class Resolution(Struct, frozen=True, kw_only=True):
    """The first time that a conversation was resolved, and whether it held.

    `people` are the humans who had replied by then; `reopened_at` is when it first opened again.
    """

    day: date
    slot: int
    where: Where
    conversation: int
    agent: int | None
    at: datetime
    people: int
    reopened_at: datetime | None = None

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("resolution", self.conversation, 0, 0)


class Owed(Struct, frozen=True, kw_only=True):
    """A promise, dated by when it falls due; `agent` is who has to keep it."""

    day: date
    slot: int
    where: Where
    conversation: int
    number: int
    agent: int | None
    due: datetime
    outcome: Outcome

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("promise", self.conversation, self.number, 0)

    @property
    def mark(self) -> str:
        """What has come of it, by which promises are told apart."""
        return self.outcome.value


class Breach(Struct, frozen=True, kw_only=True):
    """A clock that ran out, dated by when it did; `agent` is who owed it then.

    One that was moved to another instant can run out again, and each time is a breach.
    """

    day: date
    slot: int
    where: Where
    conversation: int
    number: int
    agent: int | None
    at: datetime
    subject: str

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("breach", self.conversation, self.number, to_microseconds(self.at))


class Inquiry(Struct, frozen=True, kw_only=True):
    """What a customer asked in one conversation on one day, and what came of it.

    `replies` are those of people since, the first of each in a row; `in_charge` had the
    conversation then. `about_order`: an order of theirs was under way. `ordered_after` and
    `paid_after` are days after the question's. `agent` is whose inquiry it is: see
    `inquiries.judged`.
    """

    day: date
    slot: int
    where: Where
    conversation: int
    customer: int
    asked_at: datetime
    in_charge: int | None
    replies: list[tuple[datetime, int]] = []
    about_order: bool = False
    ordered_after: int | None = None
    paid_after: int | None = None
    agent: int | None = None

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("inquiry", self.conversation, self.day.toordinal(), 0)

    @property
    def mark(self) -> str:
        """Whether it was about an order under way, by which inquiries are told apart."""
        return ABOUT_ORDER if self.about_order else ANY


class Called(Struct, frozen=True, kw_only=True):
    """A call that came in, dated by its coming; `agent` is who took it first."""

    day: date
    slot: int
    where: Where
    conversation: int
    number: int
    agent: int | None
    call: Call

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("call", self.conversation, self.number, 0)

    @property
    def mark(self) -> str:
        """Whether it goes on, by which calls are told apart."""
        return OPEN if self.call.goes_on else ANY


class Worktime(Struct, frozen=True, kw_only=True):
    """How one person's day was spent.

    `handling` is time online with a chat open, `idle` time available with none, `chats` the sum
    over time online of the chats open.
    """

    day: date
    agent: int
    available: timedelta = NOTHING
    busy: timedelta = NOTHING
    hang_up: timedelta = NOTHING
    away: timedelta = NOTHING
    handling: timedelta = NOTHING
    idle: timedelta = NOTHING
    chats: timedelta = NOTHING

    @property
    def id(self) -> FactId:
        """What it replaces when it changes."""
        return ("worktime", self.agent, self.day.toordinal(), 0)

    @property
    def online(self) -> timedelta:
        """Time in any presence but offline."""
        return self.available + self.busy + self.hang_up + self.away


Fact = Round | Exchange | Asked | Resolution | Owed | Breach | Inquiry | Called | Worktime


class Change(Struct, frozen=True):
    """A fact before and after an event; `before` is None when it is new."""

    before: Fact | None
    after: Fact

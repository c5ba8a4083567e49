"""What happened, as far as figures care: the least that the definitions need."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from madoguchi.insight.figures.calls import Call


class Kind(StrEnum):
    """The kinds of things that move a figure."""

    CUSTOMER_SAID = "customer_said"
    AGENT_SAID = "agent_said"  # a human's public reply; notes and automatic replies are not
    BOT_SAID = "bot_said"
    LEFT = "left"  # the customer, while they waited
    ASSIGNED = "assigned"  # `agent` None: to nobody
    RESOLVED = "resolved"
    REOPENED = "reopened"
    SURVEYED = "surveyed"
    RATED = "rated"
    PRESENCE = "presence"
    CALENDAR = "calendar"  # by which hours and when a wait beginning at this instant is answered
    PROMISE = "promise"  # what a promise is from now on
    BREACHED = "breached"  # a clock has run out
    ORDER = "order"  # what an order is from now on
    CALL = "call"  # what a call that came in is from now on


class Outcome(StrEnum):
    """What has come of a promise; one that was broken and then kept stays broken."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Survey(StrEnum):
    """Satisfaction from 1 to 5, or likelihood to recommend from 0 to 10."""

    SATISFACTION = "satisfaction"
    RECOMMENDATION = "recommendation"


class Presence(StrEnum):
    """Where a person stands towards new customers; hang-up keeps the old ones only."""

    AVAILABLE = "available"
    BUSY = "busy"
    HANG_UP = "hang_up"
    AWAY = "away"
    OFFLINE = "offline"


class Where(Struct, frozen=True):
    """By what figures are cut, beside the day and the person; `country` is a telephone line's."""

    shop: int | None = None
    channel: str | None = None
    language: str | None = None
    team: int | None = None
    country: str | None = None


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened; events come in order of `at`.

    `calendar` names the working calendar as it stood then (a frozen one), for customers' messages.
    `target` is the time in those hours that the standard allows a wait; one that names an instant
    instead says so in `due`. `number` is a promise's or a clock's, `due` also when a promise falls
    due, `subject` what a clock was about; `where` of those counts only where nothing is known of
    their conversation yet. Of an order tell `number`, its `version`, whose it is (`customer`, 0 for
    nobody's), and when it was `placed`, `paid` and over (`ended`).
    """

    at: datetime
    kind: Kind
    conversation: int = 0
    customer: int = 0
    agent: int | None = None
    where: Where = Where()
    calendar: str | None = None
    target: timedelta | None = None
    survey: Survey = Survey.SATISFACTION
    score: int | None = None
    presence: Presence = Presence.OFFLINE
    number: int = 0
    due: datetime | None = None
    outcome: Outcome = Outcome.OPEN
    subject: str = ""
    version: int = 0
    placed: datetime | None = None
    paid: datetime | None = None
    ended: datetime | None = None
    call: Call | None = None


OF_THINGS = frozenset({Kind.PROMISE, Kind.BREACHED, Kind.CALENDAR, Kind.LEFT, Kind.CALL})
"""Kinds that say nothing of where their conversation stands."""

"""How a round ends, and how much working time a customer has waited in it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from msgspec.structs import replace

from madoguchi.clocks.rules.working_time import WorkingTime
from madoguchi.insight.figures.events import Event, Kind
from madoguchi.insight.figures.facts import End, Round

Hours = Callable[[str], WorkingTime]
"""The frozen working calendar behind an event's `calendar`."""

ENDS = {Kind.AGENT_SAID, Kind.RESOLVED}
"""What ends a round."""


def ended(round_: Round, event: Event, people: Collection[int], hours: Hours) -> Round:
    """The round as an event ended it, with its wait on the calendar it opened under.

    `people` are those who have replied in the conversation so far. Where there are such, a person
    who closes it says that no answer is needed; a customer who had left waited until then.
    """
    end, at = End.ANSWERED, event.at
    if event.kind is Kind.RESOLVED:
        end = End.RESOLVED
        if people and event.agent is not None:
            end = End.ACKNOWLEDGED
        elif round_.left_at is not None:
            end, at = End.ABANDONED, round_.left_at
    at = max(at, round_.opened_at)
    return replace(
        round_,
        ended_at=at,
        end=end,
        agent=event.agent,
        working=working_wait(round_, at, hours),
    )


def working_wait(round_: Round, until: datetime, hours: Hours) -> timedelta:
    """Working time from a round's opening; without a calendar every hour works."""
    if round_.calendar is None:
        return until - round_.opened_at
    return hours(round_.calendar).elapsed(round_.opened_at, until)

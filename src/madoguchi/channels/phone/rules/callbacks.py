"""Callbacks asked for in the chat: when they may be wanted, and in which language one speaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from madoguchi.kernel.errors import Invalid

STEP = timedelta(minutes=30)
FARTHEST = timedelta(days=7)
"""How far ahead a callback may be wanted; past it nobody remembers why."""
MOST_TIMES = 48


def offered_times(now: datetime, is_open: Callable[[datetime], bool]) -> list[datetime]:
    """Return the full and half hours, in UTC, at which a callback may be wanted.

    The shop is open then and half an hour on, so that there is time to call.
    """
    begin = now.replace(minute=0, second=0, microsecond=0)
    found: list[datetime] = []
    for step in range(1, int(FARTHEST / STEP)):
        at = begin + step * STEP
        if at > now and is_open(at) and is_open(at + STEP - timedelta(seconds=1)):
            found.append(at)
            if len(found) == MOST_TIMES:
                break
    return found


def check_wanted(at: datetime, now: datetime, is_open: Callable[[datetime], bool]) -> datetime:
    """Refuse a time that has passed, is too far off, or at which nobody could call."""
    if not now < at <= now + FARTHEST or not is_open(at):
        raise Invalid("phone.bad_callback_time", field="wanted_at")
    return at


def language_for(languages: list[str], locale: str | None) -> str:
    """Return which of a line's languages a caller hears, as far as theirs is known.

    Who reads one kind of Chinese understands the other; for everybody else English goes before the
    line's first.
    """
    if locale is not None:
        near = [locale, *(each for each in languages if each[:2] == locale[:2]), "en"]
        for each in near:
            if each in languages:
                return each
    return languages[0]

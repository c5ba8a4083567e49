"""Pure decisions about presence: what a sighting makes of it, and what abilities may be."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.people.presence.contracts import (
    NATIVE,
    STATES,
    Choice,
    ChosenBy,
    Presence,
    Sighting,
    Spoken,
    State,
    Why,
)
from madoguchi.people.shifts.contracts import Duty

REMEMBERED = timedelta(hours=12)
"""A choice of longer ago says nothing about a new day."""
SKEW = timedelta(minutes=1)
"""Clocks of several processes differ; what was decided later than this from now was decided before
the clock was set back.
"""
LARGEST_CAPACITY = 200
MOST_LANGUAGES = 20
MOST_SKILLS = 30
LONGEST_SKILL = 40

_DECIDES: dict[Why, ChosenBy] = {"hand": "hand", "shift": "shift"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def attend(
    presence: Presence | None, sighting: Sighting, now: datetime
) -> tuple[State, Why] | None:
    """Return where a person stands after being seen so, and why; None where nothing changes.

    None for `presence` is somebody who never came. Nobody is taken out of what they chose by hand
    but by leaving, by silence, and by the end of a shift. What a shift asks for follows from the
    plan and from what is kept alone: whoever looked when it began or ended need not be there.
    """
    state = "offline" if presence is None else presence.state
    if not sighting.online:
        return None if state == "offline" else ("offline", "left" if sighting.left else "lost")
    if presence is None:
        return "available", "returned"
    turned = None if sighting.duty is None else _turned(presence, sighting.duty, now)
    if state == "offline":
        return _returning(presence, turned, now)
    if state == "away":
        back = presence.why == "silence" and sighting.active
        return (turned or (presence.chosen, "returned")) if back else None
    return turned or (None if sighting.active else ("away", "silence"))


def _turned(presence: Presence, duty: Duty, now: datetime) -> tuple[State, Why] | None:
    """Return what a shift makes of somebody's choice, None where it leaves it as it is.

    The end of work takes over whatever was decided before it; its beginning, only what a shift has
    decided. What is chosen by hand after work, or within it, holds.
    """
    over = duty.ended_at is not None and not duty.ended_at <= presence.chosen_at <= now + SKEW
    if duty.working:
        theirs = presence.chosen_by == "hand" and not over
        return None if theirs or presence.chosen == "available" else ("available", "shift")
    done = presence.chosen_by == "shift" and presence.chosen == "hang_up"
    return ("hang_up", "shift") if over and not done else None


def _returning(
    presence: Presence, turned: tuple[State, Why] | None, now: datetime
) -> tuple[State, Why] | None:
    if not _remembered(presence, now):
        return "available", "returned"
    if presence.why == "hand":
        return None
    chosen = presence.chosen if presence.chosen != "offline" else "available"
    return turned or (chosen, "returned")


def _remembered(presence: Presence, now: datetime) -> bool:
    return presence.state != "offline" or now - presence.since < REMEMBERED


def choice_after(before: Presence | None, state: State, why: Why, now: datetime) -> Choice:
    """Return what a person will come back to: what they or their shift last decided."""
    if (decided := _DECIDES.get(why)) is not None:
        return Choice(state, decided, now)
    if before is not None and (
        state in {"away", "offline"} or (state == before.chosen and _remembered(before, now))
    ):
        return Choice(before.chosen, before.chosen_by, before.chosen_at)
    return Choice(state, "house", now)


def is_known(before: Presence, state: State, why: Why, choice: Choice) -> bool:
    """Say whether there is nothing new in where somebody stands.

    A choice made once more after a while counts anew, for a shift may end just then.
    """
    return (
        (before.state, before.why) == (state, why)
        and (before.chosen, before.chosen_by) == (choice.chosen, choice.chosen_by)
        and choice.chosen_at - before.chosen_at < SKEW
    )


def check_state(state: str) -> State:
    """Refuse what is not a presence."""
    found = next((known for known in STATES if known == state), None)
    if found is None:
        raise Invalid("presence.bad_state", field="state")
    return found


def check_capacity(capacity: int) -> int:
    """Refuse a capacity nobody has; 0 receives nobody."""
    if not 0 <= capacity <= LARGEST_CAPACITY:
        raise Invalid("ability.bad_capacity", field="capacity", limit=LARGEST_CAPACITY)
    return capacity


def check_languages(languages: list[Spoken]) -> list[Spoken]:
    """Refuse what is not a language tag, unknown levels, and one language said twice."""
    tags = [spoken.language for spoken in languages]
    if (
        len(tags) > MOST_LANGUAGES
        or len({base_language(tag) for tag in tags}) < len(tags)
        or not all(_LANGUAGE.fullmatch(tag) for tag in tags)
        or not all(1 <= spoken.level <= NATIVE for spoken in languages)
    ):
        raise Invalid("ability.bad_languages", field="languages", limit=MOST_LANGUAGES)
    return languages


def check_skills(skills: list[str]) -> list[str]:
    """Return the skills' names, tidy and each once."""
    names = list(dict.fromkeys(clean_name(skill).strip() for skill in skills))
    if len(names) > MOST_SKILLS or not all(0 < len(name) <= LONGEST_SKILL for name in names):
        raise Invalid("ability.bad_skills", field="skills", limit=MOST_SKILLS)
    return names


def base_language(tag: str) -> str:
    """Return a tag's language without script or region: who reads one script reads the other."""
    return tag.partition("-")[0].lower()

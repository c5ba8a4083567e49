"""Pure decisions about presence: what a sighting makes of it, and what abilities may be."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.people.presence.contracts import (
    NATIVE,
    STATES,
    Presence,
    Sighting,
    Spoken,
    State,
    Why,
)

TAKING: frozenset[State] = frozenset({"available", "busy"})
"""Who may be given a new customer."""
REMEMBERED = timedelta(hours=12)
"""A choice of longer ago says nothing about a new day."""
LARGEST_CAPACITY = 200
MOST_LANGUAGES = 20
MOST_SKILLS = 30
LONGEST_SKILL = 40

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def attend(
    presence: Presence | None, sighting: Sighting, now: datetime
) -> tuple[State, Why] | None:
    """Return where a person stands after being seen so, and why; None where nothing changes.

    None for `presence` is somebody who never came. Nobody is taken out of what they chose by hand
    but by leaving, by silence, and by the end of a shift.
    """
    state = "offline" if presence is None else presence.state
    if not sighting.online:
        return None if state == "offline" else ("offline", "left" if sighting.left else "lost")
    if presence is None:
        return "available", "returned"
    if state == "offline":
        return _returning(presence, now)
    if sighting.shift == "ended" and state in TAKING:
        return "hang_up", "shift"
    if sighting.shift == "began" and presence.why == "shift":
        return "available", "shift"
    if state == "away":
        back = presence.why == "silence" and sighting.active
        return (presence.chosen, "returned") if back else None
    return None if sighting.active else ("away", "silence")


def _returning(presence: Presence, now: datetime) -> tuple[State, Why] | None:
    remembered = now - presence.since < REMEMBERED
    if presence.why == "hand" and remembered:
        return None
    chosen = presence.chosen if remembered and presence.chosen != "offline" else "available"
    return chosen, "returned"


def chosen_after(before: Presence | None, state: State, why: Why) -> State:
    """Return what a person will come back to: what they or their shift last decided."""
    if before is None or why in {"hand", "shift"} or state not in {"away", "offline"}:
        return state
    return before.chosen


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
        or len({base(tag) for tag in tags}) < len(tags)
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


def base(tag: str) -> str:
    """Return a tag's language without script or region: who reads one script reads the other."""
    return tag.partition("-")[0].lower()

"""A story is one customer's conversation as a script: who says or does what, how long after the
last. Read here, played by `seed`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import msgspec

from madoguchi.shops.contracts import WEEKDAYS, Hours
from madoguchi.shops.rules.opening import is_open

CUSTOMER = "customer"

_STEP = re.compile(
    r"(?:\+(?P<after>\d+)(?P<unit>[smhd]) )?(?P<who>[a-z]+)(?: \((?P<deed>[^()]+)\))?"
    r"(?::(?: (?P<text>.*))?)?"
)
_BEGINS = re.compile(r"(?:(?P<days>\d+)d (?P<clock>\d\d:\d\d))|(?:(?P<ago>\d+)(?P<unit>[mh]))")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page of the shop that a customer was on."""

    path: str
    title: str


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One customer and what was said.

    `begins` is "3d 14:05" (three days ago, at that time in the shop's zone) or "25m", "2h" (ago).
    In `told` a line is `+45s lin (note): text`: the time since the line before, who, what they do
    where it is more than saying the text, and the text. Lines that begin with two spaces go on.
    """

    shop: str
    name: str
    locale: str
    zone: str
    begins: str
    told: str
    account: str | None = None
    """The customer's id at the shop where they are signed in; None for a passing visitor."""
    email: str | None = None
    page: Page | None = None
    note: str = ""
    """What colleagues have written on the customer's profile."""
    unread: bool = False
    """The customer has not seen the last answer."""


class Step(msgspec.Struct, frozen=True):
    """One thing somebody says or does; `deed` is empty for saying `text`."""

    after: timedelta
    who: str
    deed: str
    text: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    story: list[Story]


def stories() -> list[Story]:
    """Return all stories, file by file."""
    folder = files("madoguchi.demo").joinpath("data", "stories")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return [
        story
        for name in names
        for story in msgspec.toml.decode(folder.joinpath(name).read_bytes(), type=_File).story
    ]


def steps(story: Story) -> list[Step]:
    """Return what happens in a story. Raises `ValueError` naming the line that is not a step."""
    found: list[Step] = []
    for line in story.told.strip("\n").split("\n"):
        if line.startswith("  ") and found:
            last = found[-1]
            found[-1] = msgspec.structs.replace(last, text=f"{last.text}\n{line[2:]}")
            continue
        step = _STEP.fullmatch(line)
        if step is None or (step["after"] is None) != (not found):
            raise ValueError(f"{story.name}: this is no step of a story: {line!r}")
        after = timedelta(**{_UNITS[step["unit"] or "s"]: int(step["after"] or 0)})
        found.append(Step(after, step["who"], step["deed"] or "", step["text"] or ""))
    return found


def begins(story: Story, now: datetime, hours: Hours) -> datetime:
    """Return when a story begins, seen from `now`, in the shop's hours.

    Days on which the shop is closed do not count as days; a story of today in which staff answer
    goes back to when they were last there. A customer may well write at night, and wait.
    """
    given = _BEGINS.fullmatch(story.begins)
    if given is None:
        raise ValueError(f"{story.name}: this is no beginning: {story.begins!r}")
    if given["ago"] is not None:
        moment = now - timedelta(**{_UNITS[given["unit"]]: int(given["ago"])})
        answered = any(step.who != CUSTOMER for step in steps(story))
        while answered and not is_open(hours, moment):
            moment -= timedelta(hours=1)
        return moment
    zone = ZoneInfo(hours.zone)
    day, left = now.astimezone(zone).date(), int(given["days"])
    while left:
        day -= timedelta(days=1)
        left -= WEEKDAYS[day.weekday()] in hours.weekly
    clock = time.fromisoformat(given["clock"])
    return datetime.combine(day, clock, zone).astimezone(UTC)

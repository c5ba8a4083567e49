"""A shift's times in sentences: where it ends the next day, where the clocks change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.language.catalogue import text
from madoguchi.people.shifts import rules
from madoguchi.people.shifts.contracts import PlannedShift, Reading, ShiftKind


def reading(
    kind: ShiftKind, zone: str, day: date, starts: int, ends: int, *, locale: str, seen_from: str
) -> Reading:
    """Return what wall-clock times come to, said in a language.

    `seen_from` is the zone of who works then: where it differs, the sentences give their times too.
    Refuses what `rules.stretch` refuses.
    """
    found = rules.stretch(kind, zone, day, starts, ends)
    says: list[str] = []

    def say(key: str, **params: str | int) -> None:
        says.append(text(f"people.shift.says.{key}", locale, **params))

    if found.start_moved:
        say("start_skipped", planned=rules.wall_clock(starts), shown=_shown(found.starts_at, zone))
    if found.end_moved:
        say("end_skipped", planned=rules.wall_clock(ends), shown=_shown(found.ends_at, zone))
    last = rules.day_after(day, ends)
    if kind == "work" and last > day and ends % rules.MINUTES_OF_A_DAY:
        say("next_day", ends=rules.wall_clock(ends), day=str(last))
    minutes = (found.ends_at - found.starts_at) // timedelta(minutes=1)
    if kind == "work" and found.gained and not found.start_moved:
        key = "longer" if found.gained > 0 else "shorter"
        say(key, by=rules.length_text(abs(found.gained)), length=rules.length_text(minutes))
    if _offsets(found, zone) != _offsets(found, seen_from):
        there = (_moment(found.starts_at, seen_from), _moment(found.ends_at, seen_from))
        say("seen_from", zone=seen_from.replace("_", " "), starts=there[0], ends=there[1])
    return Reading(starts_at=found.starts_at, ends_at=found.ends_at, minutes=minutes, says=says)


def times_of(shift: PlannedShift) -> str:
    """Return a shift's times as a refusal names them: `2026-11-23 22:00–06:00`."""
    last = rules.day_after(shift.day, shift.ends - 1)
    ends = rules.wall_clock(shift.ends) if shift.ends % rules.MINUTES_OF_A_DAY else "24:00"
    if shift.ends - shift.starts > rules.LONGEST_WORK:
        return f"{shift.day} {rules.wall_clock(shift.starts)} – {last} {ends}"
    return f"{shift.day} {rules.wall_clock(shift.starts)}–{ends}"


def _offsets(found: rules.Stretch, zone: str) -> list[timedelta | None]:
    local = ZoneInfo(zone)
    return [at.astimezone(local).utcoffset() for at in (found.starts_at, found.ends_at)]


def _shown(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def _moment(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"

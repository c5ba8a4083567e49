"""`madoguchi inspect due`: JSON lines of questions in, JSON lines of due and elapsed times out.

A line that cannot be answered gives `{"error": …, "line": …}`; the others are answered.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import msgspec

from madoguchi.clocks.contracts import Calendar
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.explain import explain_due, explain_elapsed, in_words
from madoguchi.clocks.rules.reading import night_shifts, read_calendar
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from madoguchi.language.catalogue import LOCALES, text
from madoguchi.language.console import standard_input

REFUSED = 1
MISUSED = 2


class Question(msgspec.Struct):
    """One line: `fn` is `due` (with `minutes`) or `elapsed` (with `end`); the rest is ignored."""

    cal: str
    fn: str
    start: str
    minutes: float | None = None
    end: str | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `inspect due` takes."""
    parser.add_argument(
        "--calendars", required=True, type=Path, help="JSON file of calendars by name"
    )
    parser.add_argument("--explain", action="store_true", help="say why, in words")
    parser.add_argument("--locale", choices=LOCALES, default="en", help="of the words")


def run(arguments: argparse.Namespace) -> int:
    """Answer standard input; 0 when every line was answered, 1 when not, 2 without calendars."""
    try:
        written = msgspec.json.decode(arguments.calendars.read_bytes(), type=dict[str, object])
    except (OSError, msgspec.MsgspecError, RecursionError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"madoguchi: {arguments.calendars}: {why}", file=sys.stderr)  # noqa: T201
        return MISUSED
    desk = Desk(written, locale=arguments.locale, explain=arguments.explain, notices=sys.stderr)
    refused = False
    for answer in desk.answers(standard_input("questions, one JSON object a line,")):
        refused |= "error" in answer
        print(msgspec.json.encode(answer).decode())  # noqa: T201
    return REFUSED if refused else 0


class Desk:
    """Answers questions about a file of calendars; a broken calendar is refused when asked for."""

    def __init__(
        self,
        written: Mapping[str, object],
        *,
        locale: str = "en",
        explain: bool = False,
        notices: TextIO | None = None,
    ) -> None:
        self.written = written
        self.locale = locale
        self.explain = explain
        self.notices = notices
        self._calendars: dict[str, WorkingTime] = {}

    def answers(self, lines: Iterable[bytes]) -> Iterator[dict[str, object]]:
        """One answer for each line that is not blank, in order."""
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield self.answer(line)
                except CalendarError as refusal:
                    yield {"error": self._told(refusal), "line": number}

    def answer(self, line: bytes) -> dict[str, object]:
        """The answer to one question; refuses what cannot be read or calculated."""
        try:
            question = msgspec.json.decode(line, type=Question)
        except (msgspec.MsgspecError, RecursionError) as fault:
            raise CalendarError("clocks.bad_question", fault=str(fault), wanted=_WANTED) from fault
        hours = self._hours(question.cal)
        start = read_moment(question.start)
        if question.fn == "due" and question.minutes is not None:
            working = read_minutes(question.minutes)
            answer: dict[str, object] = {"due": write_moment(hours.due(start, working))}
            if self.explain:
                answer["explain"] = in_words(explain_due(hours, start, working), self.locale)
        elif question.fn == "elapsed" and question.end is not None:
            end = read_moment(question.end)
            seconds = hours.elapsed(start, end).total_seconds()
            answer = {"elapsed_seconds": int(seconds) if seconds.is_integer() else seconds}
            if self.explain:
                answer["explain"] = in_words(explain_elapsed(hours, start, end), self.locale)
        else:
            given = f"fn: {question.fn}, minutes: {question.minutes}, end: {question.end}"
            raise CalendarError("clocks.bad_question", fault=given, wanted=_WANTED)
        return answer

    def _hours(self, name: str) -> WorkingTime:
        if name not in self._calendars:
            if name not in self.written:
                known = ", ".join(sorted(self.written)) or "-"
                raise CalendarError("clocks.unknown_calendar", calendar=name, known=known)
            calendar = read_calendar(self.written[name])
            self._calendars[name] = working_time(calendar)
            self._tell(name, calendar)
        return self._calendars[name]

    def _told(self, refusal: CalendarError) -> str:
        told = text(refusal.key, self.locale, **refusal.params)
        return f"{refusal.field}: {told}" if refusal.field else told

    def _tell(self, name: str, calendar: Calendar) -> None:
        for day, hours in night_shifts(calendar):
            shown = text(f"clocks.weekday.{day}", self.locale)
            told = text("clocks.night_shift", self.locale, day=shown, hours=hours)
            print(f"{name}: {told}", file=self.notices)


_WANTED = '{"cal", "fn": "due", "start", "minutes"} / {"cal", "fn": "elapsed", "start", "end"}'


def read_moment(text: str) -> datetime:
    """An instant from ISO 8601 with an offset; a time without one is refused, not guessed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise CalendarError("clocks.bad_moment", text=text) from fault
    if moment.tzinfo is None:
        raise CalendarError("clocks.bad_moment", text=text)
    try:
        return moment.astimezone(UTC)
    except OverflowError as fault:
        raise CalendarError("clocks.too_far") from fault


def read_minutes(minutes: float) -> timedelta:
    """A length of time; nothing falls due in no time or in the past."""
    if minutes <= 0:
        raise CalendarError("clocks.no_length")
    try:
        return timedelta(minutes=minutes)
    except (OverflowError, ValueError) as fault:
        raise CalendarError("clocks.too_far") from fault


def write_moment(moment: datetime) -> str:
    """The instant in UTC, ending in `Z`; fractions of a second only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

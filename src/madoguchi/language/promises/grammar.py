"""What a grammar of promises consists of; each language fills one in, `find` reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from madoguchi.language.promises.deadlines import Deadline, Within
from madoguchi.language.promises.numerals import upper

A_TIME = "\x1a"
"""Stands for each character of a time, so that 6月24日之前 looks like no sign of the past."""

NOTHING = re.compile(r"(?!)")
"""Matches nowhere: for what a language has no need of."""


def words(table: str) -> str:
    """Make one alternative of a table of words and fragments of patterns, parted by blanks.

    `_` stands for a blank inside a fragment. The first that fits is taken.
    """
    return "(?:" + "|".join(table.split()).replace("_", r"\s") + ")"


def longest(names: Iterable[str]) -> str:
    """Make one alternative of plain words, of which the longest that fits is taken."""
    return "|".join(sorted(names, key=len, reverse=True)).replace(" ", r"\s?")


class TimeRule(msgspec.Struct, frozen=True):
    """An expression of time and how to read it; `read` gives None for one that means nothing."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Deadline | None]


def rule(pattern: str, read: Callable[[re.Match[str]], Deadline | None]) -> TimeRule:
    """Compile a rule for an expression of time."""
    return TimeRule(re.compile(pattern), read)


def count_of(match: re.Match[str]) -> int:
    """Return how many days or weeks an expression names, in its group `count`."""
    return int(upper(match["count"]))


def hours_of(match: re.Match[str]) -> Deadline:
    """Read so many hours from now, and a half where there is one (groups `count` and `half`)."""
    half = 0.5 if match["half"] else 0
    return Within((upper(match["count"]) + half) * 60)


class Time(msgspec.Struct, frozen=True):
    """A time found in a text."""

    start: int
    end: int
    deadline: Deadline


def without_times(clause: str, times: Iterable[Time]) -> str:
    """Mask the times in a clause by `A_TIME`, at the same length."""
    for time in times:
        clause = clause[: time.start] + A_TIME * (time.end - time.start) + clause[time.end :]
    return clause


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """How one language promises; every pattern is for text folded by `fold`.

    From `soon` on, patterns meet clauses in which times are masked by `A_TIME`.
    A clause promises when it holds an act of ours with a time or a sign of soon, its own or left
    over from a clause before it that had no act, and when nothing speaks against it.
    """

    fold: Callable[[str], str]
    """Width, case, script: one character to one."""
    clause: re.Pattern[str]
    """One clause of a sentence, as `finditer` goes through it."""

    times: tuple[TimeRule, ...]
    no_time: re.Pattern[str]
    """Right after a time: it is no time to do something by (tomorrow's parcel, from tomorrow)."""
    soon: re.Pattern[str]
    """Signs of a promise without a time: soon, later, as soon as we know, after checking."""

    wait: re.Pattern[str]
    """Right after an act, it makes a promise of it: we are looking, please hold on."""

    act: re.Pattern[str]
    """What we, not others, are going to do."""
    timed: re.Pattern[str]
    """Acts so loosely worded that they count only where a time says when."""
    no_deed: re.Pattern[str]
    """Up to the act: a verb that says how things are, or is mere courtesy."""
    against: re.Pattern[str]
    """Up to the act: past, denied, usual, somebody's rule, asked of the customer."""
    against_after: re.Pattern[str]
    """The same, right after the act."""
    done: re.Pattern[str]
    """Right after an act without a later time: it has been done."""

    ours: re.Pattern[str]
    """Names us; near a third party it outdoes that."""
    others: re.Pattern[str]
    """Names a third party that acts: carrier, maker, bank."""
    reported: re.Pattern[str]
    """A clause after which others' words follow."""

    question: re.Pattern[str]
    """A sentence that asks, also where it has no question mark."""
    asking: re.Pattern[str]
    """In a sentence that asks: a clause that does so, though it is not the last."""
    or_else: re.Pattern[str]
    """In a sentence that asks: the other choice, so that the first is asked as well."""
    condition: re.Pattern[str]
    """A clause after which all hangs on the customer, or on an if."""
    afterthought: re.Pattern[str]
    """After an act: the same for what has just been said."""

    then: re.Pattern[str]
    """Takes up a time that was named before in the sentence: Saturday I'm in, I'll do it then."""

    left_open: re.Pattern[str]
    """What remains of a clause whose time belongs to the next one: next to nothing, or (group
    `chain`) a verb in a row of verbs, each of which may have a time of its own."""
    begin: re.Pattern[str]
    """Words that a promise begins with, before its time or its act."""
    whole_clause: bool
    """Whether a promise without a time is quoted from the beginning of its clause."""
    end: re.Pattern[str]
    """What ends the words of a promise, in the clause after the act."""


def find_times(grammar: Grammar, clause: str) -> list[Time]:
    """Find the times in a folded clause, in order: of those that overlap, the longest."""
    found: list[Time] = []
    for each in grammar.times:
        for match in each.pattern.finditer(clause):
            deadline = each.read(match)
            if deadline is not None:
                found.append(Time(match.start(), match.end(), deadline))
    found.sort(key=lambda time: (time.start - time.end, time.start))
    kept: list[Time] = []
    for time in found:
        if all(time.end <= other.start or other.end <= time.start for other in kept):
            kept.append(time)
    kept.sort(key=lambda time: time.start)
    return [time for time in kept if not grammar.no_time.match(clause, time.end)]

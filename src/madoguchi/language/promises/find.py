"""Finds the promises in what an agent writes, and when they fall due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from madoguchi.language.detect import Language, detect
from madoguchi.language.promises.chinese import CHINESE
from madoguchi.language.promises.deadlines import SOON, By, Today, Weekday, resolve
from madoguchi.language.promises.english import ENGLISH
from madoguchi.language.promises.grammar import A_TIME, Grammar, Time, find_times, without_times
from madoguchi.language.promises.japanese import JAPANESE
from madoguchi.language.promises.korean import KOREAN
from madoguchi.language.promises.working_days import Weekdays, WorkingDays
from madoguchi.language.quotes import without_quotes


class Kind(StrEnum):
    """Whether a promise names its time."""

    EXPLICIT = "explicit"
    WEAK = "weak"


class Promise(msgspec.Struct, frozen=True):
    """A promise in an agent's own words, and the instant at which it falls due."""

    phrase: str
    kind: Kind
    due: datetime


_GRAMMARS = {
    Language.ZH_HANS: CHINESE,
    Language.ZH_HANT: CHINESE,
    Language.JA: JAPANESE,
    Language.KO: KOREAN,
    Language.EN: ENGLISH,
}


def find_promises(
    text: str,
    *,
    now: datetime,
    language: Language | None = None,
    working: WorkingDays | None = None,
) -> list[Promise]:
    """Find what an agent's text promises, in the order of the text.

    A promise is a time and something that we ourselves are going to do. A weak one names no time
    and falls due at the end of the next working day. `now` is aware and in the agent's zone, in
    which days are counted; `working` is the agent's calendar (Monday to Friday until 18:00).
    In other languages than Chinese, Japanese, Korean and English none is found.
    """
    grammar = _GRAMMARS.get(language or detect(text))
    if grammar is None:
        return []
    calendar = working if working is not None else Weekdays()
    folded = without_quotes(grammar.fold(text))
    promises = []
    for sentence in _SENTENCE.finditer(folded):
        for found in _joined(_read(grammar, sentence[0])):
            deadline = SOON if found.time is None else found.time.deadline
            due = resolve(deadline, now, calendar)
            if due is not None:
                start, end = sentence.start() + found.start, sentence.start() + found.end
                kind = Kind.WEAK if found.time is None else Kind.EXPLICIT
                promises.append(Promise(text[start:end].strip(), kind, due))
    return promises


_SENTENCE = re.compile(r"(?:[^。!?;\n.]|\.(?=\S)|(?<=[ap]\.m)\.(?=\s[a-z])){1,1000}[。!?;.]*")


class _Found(msgspec.Struct, frozen=True):
    """Where a promise stands in a sentence, and its time; None where it is only soon."""

    start: int
    end: int
    time: Time | None


def _joined(found: Iterable[_Found]) -> Iterator[_Found]:
    """Join what we do first without a time to what follows it with one: check, tomorrow answer."""
    first: _Found | None = None
    for each in found:
        if first is not None and each.time is not None:
            yield _Found(first.start, each.end, each.time)
            first = None
            continue
        if first is not None:
            yield first
        first = each if each.time is None else None
        if first is None:
            yield each
    if first is not None:
        yield first


class _Open(msgspec.Struct, frozen=True):
    """A clause without an act, whose time or sign of soon the next act takes up."""

    start: int
    end: int
    time: Time | None
    chained: bool


def _read(grammar: Grammar, sentence: str) -> Iterator[_Found]:
    """Go through a sentence clause by clause.

    What is asked is not promised, but what comes before a question may be: I'll ring you at ten,
    is that all right?
    """
    asks = "?" in sentence or grammar.question.search(sentence) is not None
    if asks and grammar.or_else.search(sentence):
        return
    left: _Open | None = None
    named: _Open | None = None  # the last time of a clause that promised nothing
    reported = promised = False
    for match in grammar.clause.finditer(sentence):
        start, plain = match.start(), match[0]
        if grammar.condition.search(plain) or (asks and _is_asked(grammar, sentence, match)):
            return
        times = find_times(grammar, plain)
        clause = without_times(plain, times)
        acts = list(grammar.act.finditer(clause))
        if times or (left is not None and left.time is not None):
            acts += grammar.timed.finditer(clause)
        if not acts:
            opened = _left_open(grammar, start, clause, times)
            left = opened if times or opened is not None else left
            if times:
                named = _Open(start + times[0].start, start + len(clause), times[-1], False)
            reported = reported or grammar.reported.search(clause) is not None
            continue
        before, left = left, None
        if before is None and not times and grammar.then.search(clause):
            before = named
        act = next((a for a in acts if _is_ours(grammar, clause, a, times, reported)), None)
        if act is None:
            continue
        time = _chosen(times, act)
        rest = sentence[match.end() :].lstrip(" ,-—")
        if grammar.afterthought.search(clause, act.end()) or grammar.afterthought.match(rest):
            return
        if before is not None and before.chained and time is not None:
            if before.time is not None:
                yield _Found(before.start, before.end, before.time)
            before = None
        soon = grammar.soon.search(clause)
        waits = soon is None and grammar.wait.match(rest) is not None
        if time is None and before is not None:
            time = before.time
        if time is None and (promised or (soon is None and before is None and not waits)):
            continue  # 改好发图给您, after a promise to do it: one promise, not two
        promised = True
        marks = [act.start(), *(each.start for each in times)]
        if time is None and soon is not None:
            marks.append(soon.start())
        marks += [opening.start() for opening in grammar.begin.finditer(clause, 0, min(marks))]
        whole = act.re is grammar.timed or (time is None and grammar.whole_clause)
        begin = 0 if whole else min(marks)
        closing = grammar.end.search(clause, act.end())
        end = closing.start() if closing else len(clause)
        yield _Found(before.start if before else start + begin, start + end, time)


def _is_asked(grammar: Grammar, sentence: str, clause: re.Match[str]) -> bool:
    """Say whether a clause of a sentence that asks is the one that does."""
    last = not any(each.isalnum() for each in sentence[clause.end() :])
    return last or grammar.asking.search(clause[0]) is not None


def _chosen(times: list[Time], act: re.Match[str]) -> Time | None:
    """Choose the time of an act: the last one before its end, else the first after it."""
    before = [time for time in times if time.end <= act.end()]
    if before:
        return before[-1]
    return times[0] if times else None


def _is_ours(
    grammar: Grammar, clause: str, act: re.Match[str], times: list[Time], reported: bool
) -> bool:
    """Say whether nothing in the clause makes an act another's, denied, done, or asked for."""
    head = clause[: act.end()]
    if act.re is not grammar.timed and grammar.no_deed.search(head):
        return False
    if grammar.against_after.match(clause, act.end()):
        return False
    time = _chosen(times, act)
    if time is not None and time.start > act.end():
        head = clause[: time.end]  # refunds usually take three days
    if (time is None or _may_be_over(time)) and grammar.done.match(clause, act.end()):
        return False
    if grammar.against.search(head):
        return False
    ours = grammar.ours.search(head)
    others = grammar.others.search(head, 0, act.start())
    # As soon as the seller answers we'll write: whoever is named before, the act is ours.
    if others is not None and not grammar.ours.match(clause, act.start()):
        return ours is not None and ours.start() <= others.end() + _NEAR
    return not reported or ours is not None


def _may_be_over(time: Time) -> bool:
    """Say whether a time may as well be said of the past: today, or a mere Monday."""
    if not isinstance(time.deadline, By):
        return False
    day = time.deadline.day
    return day == Today() or (isinstance(day, Weekday) and day.week is None)


_NEAR = 8
"""Characters after a third party within which we are still the ones who act."""


def _left_open(grammar: Grammar, start: int, clause: str, times: list[Time]) -> _Open | None:
    """Keep what a clause without an act leaves to the next: 明天上午, 我给您…"""
    open_end = grammar.left_open.search(clause.replace(A_TIME, "").strip())
    if times:
        if open_end is None:
            return None
        chained = open_end.groupdict().get("chain") is not None
        return _Open(start + times[0].start, start + len(clause), times[-1], chained)
    soon = grammar.soon.search(clause)
    return None if soon is None else _Open(start + soon.start(), start + len(clause), None, False)

"""Facts, tallies and memories as text, to be kept in a database and read back the same."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct

from madoguchi.insight.figures.calls import Calls
from madoguchi.insight.figures.distinct import Distinct
from madoguchi.insight.figures.facts import (
    Asked,
    Breach,
    Called,
    Exchange,
    Fact,
    Inquiry,
    Owed,
    Resolution,
    Round,
    Worktime,
)
from madoguchi.insight.figures.fold import Talk, Worker
from madoguchi.insight.figures.inquiries import Sold
from madoguchi.insight.figures.tally import Prompt, Resolved, Scores, Tally, Waits

Counts = dict[int, int]

_encode = msgspec.json.Encoder().encode
_FACTS: dict[str, msgspec.json.Decoder[Any]] = {
    "round": msgspec.json.Decoder(Round),
    "question": msgspec.json.Decoder(Exchange),
    "answer": msgspec.json.Decoder(Exchange),
    "asked": msgspec.json.Decoder(Asked),
    "resolution": msgspec.json.Decoder(Resolution),
    "promise": msgspec.json.Decoder(Owed),
    "breach": msgspec.json.Decoder(Breach),
    "inquiry": msgspec.json.Decoder(Inquiry),
    "call": msgspec.json.Decoder(Called),
    "worktime": msgspec.json.Decoder(Worktime),
}


def write(value: Fact | Talk | Worker) -> str:
    """Write a fact, or what a fold remembers."""
    return _encode(value).decode()


def read_fact(kind: str, text: str) -> Fact:
    """Read a fact of a kind: the first part of its id."""
    fact: Fact = _FACTS[kind].decode(text)
    return fact


read_talk = msgspec.json.Decoder(Talk).decode
read_worker = msgspec.json.Decoder(Worker).decode


class _Waits(Struct, array_like=True):
    answered: Counts
    working: Counts
    in_time: int
    working_in_time: int
    abandoned: int
    forgiven: int
    resolved: int
    acknowledged: int


class _Scores(Struct, array_like=True):
    asked: int
    returned: int
    scores: Counts


class _Calls(Struct, array_like=True):
    offered: int
    in_time: int
    late: int
    missed: int
    abandoned: int
    rings: Counts
    ringing: Counts
    queueing: Counts
    callbacks: int
    kept: int
    broken: int


class _Tally(Struct, array_like=True):
    rounds: _Waits
    first: _Waits
    in_window: Prompt
    questions: int
    answers: int
    offered: bytes
    received: bytes
    satisfaction: _Scores
    recommendation: _Scores
    broken: int
    standing: Counts
    due: int
    kept: int
    gone: int
    breaches: int
    online: timedelta
    hang_up: timedelta
    handling: timedelta
    idle: timedelta
    chats: timedelta
    sold: Sold
    calls: _Calls | None = None


_decode_tally = msgspec.json.Decoder(_Tally).decode


def write_tally(tally: Tally) -> str:
    """Write a tally. What is still open in it is not kept: it stands among the facts."""
    return _encode(
        _Tally(
            rounds=_waits(tally.rounds),
            first=_waits(tally.first),
            in_window=tally.in_window,
            questions=tally.questions,
            answers=tally.answers,
            offered=tally.offered.dump(),
            received=tally.received.dump(),
            satisfaction=_scores(tally.satisfaction),
            recommendation=_scores(tally.recommendation),
            broken=tally.resolutions.broken,
            standing=tally.resolutions.standing,
            due=tally.due,
            kept=tally.kept,
            gone=tally.broken,
            breaches=tally.breaches,
            online=tally.online,
            hang_up=tally.hang_up,
            handling=tally.handling,
            idle=tally.idle,
            chats=tally.chats,
            sold=tally.sold,
            calls=_calls(tally.calls),
        )
    ).decode()


def read_tally(text: str) -> Tally:
    """Read what `write_tally` wrote."""
    kept = _decode_tally(text)
    return Tally(
        rounds=_read_waits(kept.rounds),
        first=_read_waits(kept.first),
        in_window=kept.in_window,
        questions=kept.questions,
        answers=kept.answers,
        offered=Distinct.load(kept.offered),
        received=Distinct.load(kept.received),
        satisfaction=_read_scores(kept.satisfaction),
        recommendation=_read_scores(kept.recommendation),
        resolutions=Resolved(kept.broken, _counter(kept.standing)),
        due=kept.due,
        kept=kept.kept,
        broken=kept.gone,
        breaches=kept.breaches,
        online=kept.online,
        hang_up=kept.hang_up,
        handling=kept.handling,
        idle=kept.idle,
        chats=kept.chats,
        sold=kept.sold,
        calls=_read_calls(kept.calls),
    )


def _waits(waits: Waits) -> _Waits:
    return _Waits(
        waits.answered,
        waits.working,
        waits.in_time,
        waits.working_in_time,
        waits.abandoned,
        waits.forgiven,
        waits.resolved,
        waits.acknowledged,
    )


def _read_waits(kept: _Waits) -> Waits:
    return Waits(
        _counter(kept.answered),
        _counter(kept.working),
        kept.in_time,
        kept.working_in_time,
        kept.abandoned,
        kept.forgiven,
        kept.resolved,
        kept.acknowledged,
    )


def _calls(calls: Calls) -> _Calls | None:
    """Nothing where there are none, as in most rows."""
    if calls == Calls():
        return None
    return _Calls(**{name: getattr(calls, name) for name in Calls.__struct_fields__})


def _read_calls(kept: _Calls | None) -> Calls:
    if kept is None:
        return Calls()
    return Calls(
        offered=kept.offered,
        in_time=kept.in_time,
        late=kept.late,
        missed=kept.missed,
        abandoned=kept.abandoned,
        rings=_counter(kept.rings),
        ringing=_counter(kept.ringing),
        queueing=_counter(kept.queueing),
        callbacks=kept.callbacks,
        kept=kept.kept,
        broken=kept.broken,
    )


def _scores(scores: Scores) -> _Scores:
    return _Scores(scores.asked, scores.returned, scores.scores)


def _read_scores(kept: _Scores) -> Scores:
    return Scores(kept.asked, kept.returned, _counter(kept.scores))


def _counter(counts: Counts) -> Counter[int]:
    # `Counter(counts)` asks what it was given before it copies it, which costs ten times as much.
    counter: Counter[int] = Counter()
    dict.update(counter, counts)
    return counter

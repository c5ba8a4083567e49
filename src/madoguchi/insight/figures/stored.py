"""Facts, tallies and memories as text, to be kept in a database and read back the same."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct

from madoguchi.insight.figures.calls import Calls
from madoguchi.insight.figures.counts import Counts
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
from madoguchi.insight.figures.tally import Resolved, Scores, Tally
from madoguchi.insight.figures.waits import Prompt, Waits

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
    first: Waits
    later: Waits
    in_window: Prompt
    questions: int
    answers: int
    offered: bytes
    received: bytes
    satisfaction: Scores
    recommendation: Scores
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
            first=tally.first,
            later=tally.later,
            in_window=tally.in_window,
            questions=tally.questions,
            answers=tally.answers,
            offered=tally.offered.dump(),
            received=tally.received.dump(),
            satisfaction=tally.satisfaction,
            recommendation=tally.recommendation,
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
        first=kept.first,
        later=kept.later,
        in_window=kept.in_window,
        questions=kept.questions,
        answers=kept.answers,
        offered=Distinct.load(kept.offered),
        received=Distinct.load(kept.received),
        satisfaction=kept.satisfaction,
        recommendation=kept.recommendation,
        resolutions=Resolved(kept.broken, kept.standing),
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


def _counter(counts: Counts) -> Counter[int]:
    # `Counter(counts)` asks what it was given before it copies it, which costs ten times as much.
    counter: Counter[int] = Counter()
    dict.update(counter, counts)
    return counter

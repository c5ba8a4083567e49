"""Frames as text: events' JSON is spliced in as the feed stores it, never decoded on the way."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from madoguchi.kernel.feed import Event, Position
from madoguchi.kernel.time import from_microseconds

encode = msgspec.json.Encoder().encode


def moment(microseconds: int) -> str:
    """Write an instant as every other time in the protocol is written."""
    second, rest = divmod(microseconds, 1_000_000)
    return f"{_second(second)}.{rest:06}Z" if rest else f"{_second(second)}Z"


@lru_cache(maxsize=64)
def _second(second: int) -> str:
    """Write a second; each has many events, which all live through it at once."""
    return from_microseconds(second * 1_000_000).isoformat().removesuffix("+00:00")


def event(entry: Event, changes: str) -> str:
    """Write one event with the part of its changes that the reader may see."""
    by_id = "null" if entry.by_id is None else entry.by_id
    conversation = "null" if entry.conversation_id is None else entry.conversation_id
    return (
        f'{{"id":{entry.id},"kind":"{entry.kind}","at":"{moment(entry.at)}",'
        f'"by":{{"kind":"{entry.by_kind}","id":{by_id}}},"conversation_id":{conversation},'
        f'"changes":{changes}}}'
    )


def events(position: Position, entries: Iterable[str]) -> str:
    """Write a frame of events; the reader goes on from `position` after it."""
    return f'{{"position":"{position}","events":[{",".join(entries)}]}}'


def frame(**parts: object) -> str:
    """Write a frame of structs and plain values."""
    return encode(parts).decode()

"""What platforms say when they are asked: how long to wait, and what is wrong."""

from __future__ import annotations

import math
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
import msgspec

from madoguchi.connectors.connections.adapter import SlowDown, Unreadable

LONGEST = 3600.0
_T = TypeVar("_T")


def seconds_of(retry_after: str, *, usual: float) -> float:
    """Return the seconds that a `Retry-After` asks for, at most an hour; `usual` for none.

    It may name seconds or an instant: RFC 9110, 10.2.3.
    """
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            until = parsedate_to_datetime(retry_after)
        except ValueError:
            return usual
        seconds = (until - datetime.now(until.tzinfo)).total_seconds()
    return min(max(seconds, 0.1), LONGEST) if math.isfinite(seconds) else usual


def check_pace(answer: httpx.Response, *, usual: float = 2.0) -> httpx.Response:
    """Return an answer that is none of haste. Raises `SlowDown` for 429 and 503."""
    if answer.status_code in {
        httpx.codes.TOO_MANY_REQUESTS,
        httpx.codes.SERVICE_UNAVAILABLE,
    }:
        raise SlowDown(seconds_of(answer.headers.get("retry-after", ""), usual=usual))
    return answer


def check_success(answer: httpx.Response) -> httpx.Response:
    """Return an answer that went well. Raises `Unreadable` with its status, `SlowDown` as above."""
    if not check_pace(answer).is_success:
        raise Unreadable(f"{answer.status_code} {answer.reason_phrase}")
    return answer


def decode(body: bytes | msgspec.Raw, kind: type[_T]) -> _T:
    """Read JSON whose numbers are now text, now numbers. Raises `Unreadable`."""
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error

"""Sheets about a partner: what is handed over each day, what is gone through each month."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from madoguchi.partners.contracts.partners import Partner
from madoguchi.partners.contracts.requests import PartnerRequest, RequestKind


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """A day with a partner, in its zone: what is owed, what waits on us, what was done.

    Of a day that is past, `owed` and `ours` are as they stood when it ended.
    """

    partner: Partner
    day: date
    made_at: datetime
    owed: list[PartnerRequest]
    ours: list[PartnerRequest]
    asked: list[PartnerRequest]
    answered: list[PartnerRequest]


class KindFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A month of one kind of request, or of all where `kind` is None.

    Dated by the asking. Seconds are working time of the partner's own calendar, from the asking to
    the answer, our own pauses left out; None where nothing was answered.
    """

    kind: RequestKind | None
    asked: int
    answered: int
    declined: int
    withdrawn: int
    waiting: int
    in_time: int
    late: int
    median_s: int | None
    p90_s: int | None


class Detail(msgspec.Struct, frozen=True):
    """One request of a month, with the partner's working seconds that it took; None: no answer."""

    request: PartnerRequest
    late: bool
    took_s: int | None


class Cause(msgspec.Struct, frozen=True):
    """Something that came up more than once in a month: a choice that was asked for, a fault that
    an answer told of (of a yes-or-no, `no`), or a reference.
    """

    kind: RequestKind
    field: str
    value: str
    count: int


class Packet(msgspec.Struct, frozen=True, kw_only=True):
    """A month with a partner, in the partner's zone."""

    partner: Partner
    month: str
    made_at: datetime
    total: KindFigures
    kinds: list[KindFigures]
    causes: list[Cause]

"""Figures of a month with a partner, from what became of each request."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import median

import msgspec

from madoguchi.partners.contracts.reports import KindFigures
from madoguchi.partners.contracts.requests import RequestKind, RequestState


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What of a request is counted; `worked_s` is None where it was not answered or not timed."""

    kind: RequestKind
    state: RequestState
    late: bool
    worked_s: int | None


def figures(kind: RequestKind | None, counted: Sequence[Counted]) -> KindFigures:
    """Return the figures of these requests, which are of one kind, or of all (None).

    Late is whose time ran out, also where no answer has come yet; what was withdrawn is neither.
    The 90th percentile is the nearest rank.
    """
    states = [each.state for each in counted]
    over = [each for each in counted if each.state in {"answered", "declined"}]
    took = sorted(each.worked_s for each in counted if each.worked_s is not None)
    return KindFigures(
        kind=kind,
        asked=len(counted),
        answered=states.count("answered"),
        declined=states.count("declined"),
        withdrawn=states.count("withdrawn"),
        waiting=states.count("open") + states.count("questioned"),
        in_time=sum(not each.late for each in over),
        late=sum(each.late for each in counted if each.state != "withdrawn"),
        median_s=round(median(took)) if took else None,
        p90_s=took[ceil(len(took) * 0.9) - 1] if took else None,
    )

"""Within which time an answer is in time: what the standards in force say for what is asked for."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.clocks.contracts import Scope, Subject, Within
from madoguchi.clocks.queries.book import Book
from madoguchi.insight.contracts import Filter, Targets
from madoguchi.insight.figures.tally import SECOND, Variant


def variant(standing: Book, zone: str, wanted: Filter) -> Variant:
    """Return what figures of a place are worked out under.

    The most specific standard that holds for all of it counts: for the whole house, one that is of
    no shop, channel or language. Where none holds, or one that is not in seconds, figures are
    measured by what ships.
    """
    place = Scope(wanted.shop_id, wanted.channel, wanted.language)
    shipped = Variant(zone=zone)
    return Variant(
        zone=zone,
        target=_target(standing, Subject.FIRST_REPLY, place, shipped.target),
        round_target=_target(standing, Subject.NEXT_REPLY, place, shipped.round_target),
    )


def targets(known: Variant) -> Targets:
    """Return the targets as a screen shows them."""
    return Targets(first_response_s=known.target // SECOND, response_s=known.round_target // SECOND)


def _target(standing: Book, subject: Subject, place: Scope, otherwise: timedelta) -> timedelta:
    kept = standing.standard(subject, (place,))
    if kept is None or not isinstance(kept.standard.target, Within):
        return otherwise
    return timedelta(seconds=kept.standard.target.seconds)

"""Within which time an answer is in time: what the standards in force say for what is asked for."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.clocks.contracts import Scope, Standard, Subject, Within
from madoguchi.clocks.queries.book import Book
from madoguchi.clocks.rules.standards import fits
from madoguchi.insight.contracts import Filter, OwnTarget, Targets
from madoguchi.insight.figures.counts import SECOND
from madoguchi.insight.figures.variant import Variant
from madoguchi.people.contracts import Actor


def targets(standing: Book, wanted: Filter, *, by: Actor) -> Targets:
    """Return the targets of a place, and what some of it has of its own, in the reader's sight.

    The most specific standard that holds for all of it counts: for the whole house, one that is of
    no shop, channel or language. Where none holds, or one that is not in seconds, what ships.
    """
    place = Scope(wanted.shop_id, wanted.channel, wanted.language)
    shipped = Variant(zone="UTC")
    return Targets(
        first_response_s=_target(standing, Subject.FIRST_REPLY, place, shipped.target),
        response_s=_target(standing, Subject.NEXT_REPLY, place, shipped.round_target),
        first_response_own=_own(standing, Subject.FIRST_REPLY, place, by),
        response_own=_own(standing, Subject.NEXT_REPLY, place, by),
    )


def _target(standing: Book, subject: Subject, place: Scope, otherwise: timedelta) -> int:
    kept = standing.standard(subject, (place,))
    if kept is None or not isinstance(kept.standard.target, Within):
        return otherwise // SECOND
    return kept.standard.target.seconds


def _own(standing: Book, subject: Subject, place: Scope, by: Actor) -> list[OwnTarget]:
    """The targets of standards that hold for some of a place, and not for all of it."""
    return [
        OwnTarget(
            seconds=standard.target.seconds,
            shop_id=standard.scope.shop,
            channel=standard.scope.channel,
            language=standard.scope.language,
            tier=standard.scope.tier,
        )
        for standard in (each.standard for each in standing.standards if not each.off)
        if standard.subject is subject
        and isinstance(standard.target, Within)
        and by.sees(standard.scope.shop)
        and _lies_within(standard, place)
    ]


def _lies_within(standard: Standard, place: Scope) -> bool:
    """Whether a standard holds for some of a place; for one that holds everywhere there, no."""
    scope = standard.scope
    somewhere = Scope(
        shop=place.shop or scope.shop,
        channel=place.channel or scope.channel,
        language=place.language or scope.language,
        tier=scope.tier,
    )
    return fits(scope, somewhere) and not fits(scope, place)

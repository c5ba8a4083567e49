"""Tallies and what stands behind a figure, counted from nothing: what is kept is checked by it."""

from __future__ import annotations

from collections.abc import Iterable

from madoguchi.insight.figures.definitions import DEFINITIONS
from madoguchi.insight.figures.facts import Fact, Worktime
from madoguchi.insight.figures.tally import Tally
from madoguchi.insight.figures.variant import Variant


def tally(facts: Iterable[Fact], variant: Variant) -> Tally:
    """The tally of facts."""
    whole = Tally()
    for fact in facts:
        whole.count(fact, variant)
    return whole


def conversations_behind(name: str, facts: Iterable[Fact], variant: Variant) -> list[int]:
    """The conversations that a figure counts, each once, in order of their number."""
    behind = DEFINITIONS[name].behind
    return sorted(
        {
            fact.conversation
            for fact in facts
            if not isinstance(fact, Worktime) and behind(fact, variant)
        }
    )

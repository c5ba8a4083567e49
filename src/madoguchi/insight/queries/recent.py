"""What a keeper of figures remembers between two pages, so that it need not read it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from madoguchi.insight.figures.facts import Change, Fact, FactId
from madoguchi.insight.figures.fold import Memory, Talk
from madoguchi.insight.figures.tally import Tally
from madoguchi.kernel.feed import Position

OF_TALKS = ("resolution", "inquiry")
"""Kinds of facts that are remembered of a conversation whenever they were."""
OF_HALVES = ("question", "answer")
"""Kinds of which those of a half hour are remembered."""
MOST_TALKS = 2_000
MOST_TALLIES = 10_000


class Recent:
    """What the last pages of a keeper touched, as the database has it: read once, then known.

    Conversations, what was asked and said in them in `halves`, and tallies. It holds as long as
    nobody else keeps a page.
    """

    def __init__(self, most_talks: int = MOST_TALKS) -> None:
        self._most_talks = most_talks
        self._at: tuple[int, Position] | None = None
        self.halves: frozenset[int] = frozenset()
        self.talks: dict[int, Talk] = {}
        self.facts: dict[int, dict[FactId, Fact]] = {}
        self.tallies: dict[str, Tally] = {}

    def resume(self, batch: int, position: Position) -> None:
        """Go on from where the keeper stands; from here on in doubt, until it is `settled`."""
        if self._at != (batch, position):
            self._forget()
        self._at = None

    def settled(self, batch: int, position: Position) -> None:
        """Note that what was worked out has been stored, and with it the keeper's new place."""
        self._at = (batch, position)

    def within(self, halves: Collection[int]) -> None:
        """Prepare for events of some half hours: of others nothing is known."""
        if not self.halves.issuperset(halves):
            self._forget()
            self.halves = frozenset(halves)

    def take(self, memory: Memory, talked: Iterable[int], changes: Iterable[Change]) -> None:
        """Take over what a fold has made of the conversations that it was told of."""
        for number in talked:
            # The last touched stand last.
            self.facts[number] = self.facts.pop(number)
            self.talks[number] = memory.talks[number]
        for change in changes:
            kind, number, *_ = change.after.id
            if kind in OF_TALKS + OF_HALVES and number in self.facts:
                self.facts[number][change.after.id] = change.after
        while len(self.facts) > self._most_talks:
            oldest = next(iter(self.facts))
            del self.facts[oldest]
            self.talks.pop(oldest, None)
        if len(self.tallies) > MOST_TALLIES:
            self.tallies.clear()

    def _forget(self) -> None:
        self.halves = frozenset()
        self.talks.clear()
        self.facts.clear()
        self.tallies.clear()

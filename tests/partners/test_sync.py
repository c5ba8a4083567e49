"""The sync equation for requests: a stale list plus the events since equals a fresh list, for an
owner and for an agent of one shop, whatever everybody does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.transaction import View
from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import PartnerChanges, PartnerPersonChanges
from madoguchi.partners.contracts.requests import Answer, Ask, Telling
from madoguchi.partners.queries import partners as partner_queries
from madoguchi.partners.queries import requests as queries
from tests.desk import mirrors
from tests.partners.conftest import Trade
from tests.world import World, plain

SHOWN = {"partner", "partner_person", "partner_request", "partner_request_entry"}
MOST = 9
STAFF_ACTS = ("tell", "remind", "withdraw", "forward", "aside", "link")


class Mirror(mirrors.Mirror):
    """A screen of partners and requests."""

    def fresh(self, view: View) -> dict[tuple[str, int], Any]:
        found: dict[tuple[str, int], Any] = {}

        def keep(kind: str, entities: list[Any]) -> None:
            found.update({(kind, each.id): plain(each) for each in entities})

        assert self.actor is not None
        partners = partner_queries.all_partners(view)
        keep("partner", partners)
        for each in partners:
            keep("partner_person", partner_queries.people_of(view, each.id))
        seen = queries.requests(view, "all", by=self.actor, limit=200).items
        keep("partner_request", seen)
        for request in seen:
            keep("partner_request_entry", queries.entries_of(view, request.id))
        return found

    def _take(self, change: dict[str, Any]) -> None:
        if change["type"] not in SHOWN:
            return
        key = (change["type"], change["id"])
        held = self.entities.get(key)
        if held is None or held["version"] <= change["version"]:
            self.entities[key] = change["value"]


class Requests(RuleBasedStateMachine):
    """Staff of two shops and the warehouse act at random while two screens watch."""

    folder: Path
    count = 0

    @initialize()
    def open(self) -> None:
        type(self).count += 1
        self.world = World(f"sqlite:///{self.folder / f'{self.count}.db'}")
        self.trade = Trade(self.world)
        canton = self.world.canton_shop.id
        self.talks = [self.trade.talk("mei"), self.trade.talk("lee"), self.trade.talk("wu", canton)]
        self.actors = [self.world.anna, self.world.lin, self.world.sora]
        self.mirrors = [Mirror(self.world, actor) for actor in self.actors]

    def _try(self, operation: Any, *args: Any, **named: Any) -> None:
        """Act; a refusal is an answer too, and must change nothing."""
        try:
            self.world.store.write_now(operation, *args, **named)
        except Refusal:
            return

    @rule(talk=st.integers(0, 2), who=st.integers(0, 2), reference=st.sampled_from(["", "A", "B"]),
          words=st.sampled_from(["", "箱の角"]))  # fmt: skip
    def asked(self, talk: int, who: int, reference: str, words: str) -> None:
        wanted = Ask(
            partner_id=self.trade.osaka.id,
            kind="photo",
            wanted={"views": ["outside"]},
            reference=reference,
            text=words,
        )
        self._try(operations.ask, self.talks[talk], wanted, by=self.actors[who])

    @rule(pick=st.integers(1, MOST), act=st.sampled_from(["answer", "question", "decline"]))
    def partner_acts(self, pick: int, act: str) -> None:
        by = self.trade.tanaka
        match act:
            case "answer":
                found = self.world.store.read_now(
                    lambda view: queries.requests(view, "all", by=self.world.anna).items
                )
                for each in found:
                    if each.id == pick and each.state == "open":
                        self.trade.photo(by, each)
                self._try(operations.answer, pick, Answer(text="どうぞ"), by=by)
            case "question":
                self._try(operations.ask_back, pick, "どれですか", by=by)
            case "decline":
                self._try(operations.decline, pick, "ありません", by=by)

    @rule(pick=st.integers(1, MOST), who=st.integers(0, 2), talk=st.integers(0, 2),
          act=st.sampled_from(STAFF_ACTS))  # fmt: skip
    def staff_act(self, pick: int, who: int, talk: int, act: str) -> None:
        by, where = self.actors[who], self.talks[talk]
        match act:
            case "tell":
                self._try(operations.tell, pick, Telling(text="青い箱"), by=by)
            case "remind":
                self._try(operations.remind, pick, by=by)
            case "withdraw":
                self._try(operations.withdraw, pick, "", by=by)
            case "forward":
                self._try(operations.forward, pick, where, by=by)
            case "aside":
                self._try(operations.set_aside, pick, where, by=by)
            case "link":
                self._try(operations.make_link, pick, by=by)

    @rule(off=st.booleans())
    def changed(self, off: bool) -> None:
        by = self.world.anna
        self._try(
            operations.change_partner, self.trade.seller.id, PartnerChanges(archived=off), by=by
        )
        changes = PartnerPersonChanges(disabled=off)
        self._try(operations.change_person, 2, changes, by=by)
        self._try(operations.invite_again, 2, by=by)

    @invariant()
    def the_screens_agree(self) -> None:
        for mirror in getattr(self, "mirrors", []):
            mirror.agrees()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            for mirror in self.mirrors:
                mirror.replay_all()
                mirror.agrees()
            self.world.close()


def test_a_stale_screen_and_the_events_since_are_a_fresh_screen(tmp_path: Path) -> None:
    Requests.folder = tmp_path
    run_state_machine_as_test(
        Requests, settings=settings(max_examples=4, stateful_step_count=14, deadline=None)
    )

"""The sync equation, for every operation: a stale snapshot plus the events since equals a fresh
snapshot, for an owner, an agent who sees one shop, and the customer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from madoguchi.clocks.queries.running import due
from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import SHOP, Identity
from madoguchi.customers.rules import Profile
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import TagDraft
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.operations.firing import fire
from madoguchi.desk.promises import operations as promises
from madoguchi.desk.promises.contracts import PromiseDraft, Reply
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.queries.labels import tags
from madoguchi.desk.rules import Marks
from madoguchi.kernel.errors import Forbidden, Refusal
from tests.desk.mirrors import Mirror
from tests.world import World

WORDS = st.sampled_from(["いつ届きますか", "运费多少", "배송 언제", "hello", "é", "🙂", "a\nb"])
VISITORS = st.sampled_from(["v1", "v2", "v3"])


class Screens(RuleBasedStateMachine):
    """Everybody acts at random while three screens watch; now and then they are compared."""

    url: str

    @initialize()
    def open(self) -> None:
        self.world = World(type(self).fresh_url())
        self.actors = [self.world.anna, self.world.lin, self.world.sora]
        self.mirrors = [Mirror(self.world, actor) for actor in self.actors]
        self.customers: set[int] = set()
        self.count = 0

    @staticmethod
    def fresh_url() -> str:
        raise NotImplementedError

    def _conversation(self, pick: int) -> int:
        return pick % self.count + 1

    def _try(self, operation: object, *args: object, **kwargs: object) -> None:
        """Act; a refusal is an answer too, and must change nothing."""
        try:
            self.world.store.write_now(operation, *args, **kwargs)  # type: ignore[arg-type]
        except Refusal:
            return

    @rule(visitor=VISITORS, words=WORDS, other=st.booleans(), closed=st.booleans())
    def customer_writes(self, visitor: str, words: str, other: bool, closed: bool) -> None:
        world = self.world
        shop = world.canton_shop if other else world.kyoto_shop
        opens_at = world.clock.now + timedelta(hours=8) if closed else None
        try:
            posted = world.receive(world.visitor(visitor, shop.id), words, opens_at=opens_at)
        except Forbidden:
            return  # blocked
        self.count = max(self.count, posted.conversation_id)
        if posted.message.author.id not in self.customers:
            self.customers.add(posted.message.author.id)  # type: ignore[arg-type]
            self.mirrors.append(Mirror(world, None, posted.message.author.id))

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(0, 9), who=st.integers(0, 2), words=WORDS,
          kind=st.sampled_from(["text", "note", "choice"]))  # fmt: skip
    def staff_write(self, pick: int, who: int, words: str, kind: str) -> None:
        choices = ["はい", "いいえ"] if kind == "choice" else []
        speech = self.world.speech(words, kind=kind, choices=choices)
        self._try(desk.post, self._conversation(pick), speech, by=self.actors[who])

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(0, 9), who=st.integers(0, 2),
          act=st.sampled_from(["resolve", "reopen", "wake", "high", "normal", "take", "team",
                               "nobody", "read"]))  # fmt: skip
    def staff_act(self, pick: int, who: int, act: str) -> None:
        actor, number = self.actors[who], self._conversation(pick)
        match act:
            case "resolve" | "reopen" | "wake":
                self._try(getattr(desk, act), number, by=actor)
            case "high" | "normal":
                self._try(desk.prioritise, number, 1 if act == "high" else 0, by=actor)
            case "take":
                self._try(desk.assign, number, actor.id, None, "よろしく", by=actor)
            case "team":
                self._try(desk.assign, number, None, self.world.night_team.id, by=actor)
            case "nobody":
                self._try(desk.assign, number, None, by=actor)
            case "read":
                self._try(desk.mark_read_by_agent, number, 99, by=actor)

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(0, 9), hours=st.integers(1, 30))
    def snoozed_and_woken(self, pick: int, hours: int) -> None:
        until = self.world.clock.now + timedelta(hours=8)
        self._try(desk.snooze, self._conversation(pick), until, by=self.world.anna)
        self.world.clock.move(hours=hours)
        self._try(desk.wake_due)

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(0, 9), who=st.integers(0, 2), words=st.sampled_from(["", "考え中"]))
    def draft(self, pick: int, who: int, words: str) -> None:
        writing = Writing(body=words)
        self._try(keep_draft, self._conversation(pick), writing, by=self.actors[who])

    @precondition(lambda self: self.customers)
    @rule(pick=st.integers(0, 9), seq=st.integers(0, 9),
          act=st.sampled_from(["rate", "choose", "read"]))  # fmt: skip
    def customer_acts(self, pick: int, seq: int, act: str) -> None:
        customer = sorted(self.customers)[pick % len(self.customers)]
        match act:
            case "rate":
                self._try(desk.rate, customer, seq % 5 + 1, "ありがとう")
            case "choose":
                self._try(desk.choose, customer, seq, 1)
            case "read":
                marks = Marks(read=seq)
                number = self._conversation(pick)
                self._try(desk.mark_delivered_and_read, number, customer, marks)

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(0, 9), who=st.integers(0, 2), hours=st.integers(1, 30),
          kept=st.integers(1, 9))  # fmt: skip
    def promised(self, pick: int, who: int, hours: int, kept: int) -> None:
        said = Reply(
            client_id=self.world.client_id(),
            body="またご連絡いたします",
            promises=[PromiseDraft(due_at=self.world.clock.now + timedelta(hours=hours))],
        )
        number = self._conversation(pick)
        self._try(promises.reply, number, said, by=self.actors[who])
        self._try(promises.reply, number, replace(said, keeps=[kept]), by=self.actors[who])

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(1, 9), who=st.integers(0, 2), hours=st.integers(1, 30),
          act=st.sampled_from(["keep", "move", "withdraw", "by_hand"]))  # fmt: skip
    def promise_ends(self, pick: int, who: int, hours: int, act: str) -> None:
        actor, later = self.actors[who], self.world.clock.now + timedelta(hours=hours)
        match act:
            case "keep":
                self._try(promises.keep, pick, by=actor)
            case "move":
                self._try(promises.move, pick, later, "棚卸し", by=actor)
            case "withdraw":
                self._try(promises.withdraw, pick, "済み", by=actor)
            case "by_hand":
                self._try(promises.promise, self._conversation(pick), PromiseDraft(), by=actor)

    @precondition(lambda self: self.count)
    @rule(hours=st.integers(1, 30))
    def clocks_run(self, hours: int) -> None:
        self.world.clock.move(hours=hours)
        for clock in self.world.store.read_now(due, 100):
            self._try(fire, clock)

    @precondition(lambda self: self.customers)
    @rule(pick=st.integers(0, 9), act=st.sampled_from(["rename", "block", "unblock"]))
    def profile(self, pick: int, act: str) -> None:
        customer = sorted(self.customers)[pick % len(self.customers)]
        if act == "rename":
            profile = Profile(name="山田", tags=["常連"], note="丁寧に")
            self._try(customers.change_profile, customer, profile, by=self.world.lin)
        else:
            self._try(getattr(customers, act), customer, by=self.world.anna)

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(0, 9), seq=st.integers(1, 9))
    def redacted(self, pick: int, seq: int) -> None:
        world = self.world
        page = world.store.read_now(messages.page, self._conversation(pick), after=0)
        if page:
            number = page[seq % len(page)].id
            self._try(desk.redact, number, "ID", by=world.anna)

    @precondition(lambda self: self.count)
    @rule(visitor=VISITORS, known=st.sampled_from(["shop-1", "shop-2"]))
    def turns_out_to_be(self, visitor: str, known: str) -> None:
        plain = self.world.visitor(visitor)
        vouched = replace(
            plain, identities=(Identity(SHOP, known), *plain.identities), verified=True, name="佐藤"
        )
        self._try(desk.recognise, vouched, plain.identities[0])

    @precondition(lambda self: self.count)
    @rule(pick=st.integers(0, 9), name=st.sampled_from(["返品", "急ぎ"]), who=st.integers(0, 2))
    def tagged(self, pick: int, name: str, who: int) -> None:
        world = self.world
        self._try(desk.make_tag, TagDraft(name=name), by=world.anna)
        there = world.store.read_now(tags, by=world.anna)
        wanted = [tag.id for tag in there if tag.name == name or pick % 2]
        self._try(desk.tag_conversation, self._conversation(pick), wanted, by=self.actors[who])

    @precondition(lambda self: self.customers)
    @rule(pick=st.integers(0, 9), other=st.integers(0, 9), who=st.integers(0, 2))
    def profiles_made_one(self, pick: int, other: int, who: int) -> None:
        ids = sorted(self.customers)
        first, second = ids[pick % len(ids)], ids[other % len(ids)]
        self._try(customers.merge, first, second, by=self.actors[who])

    @rule(number=st.integers(1, 4), who=st.integers(0, 2))
    def profiles_made_two_again(self, number: int, who: int) -> None:
        self._try(customers.split, number, by=self.actors[who])

    @rule(at_once=st.integers(1, 3), pick=st.integers(0, 9))
    def tags_removed(self, at_once: int, pick: int) -> None:
        there = self.world.store.read_now(tags, by=self.world.anna)
        if there:
            self._try(desk.remove_tag, there[pick % len(there)].id, by=self.world.anna)
        self._try(desk.untag_removed, at_once)

    @invariant()
    def screens_agree(self) -> None:
        if not hasattr(self, "mirrors"):
            return
        for mirror in self.mirrors:
            if mirror.actor is not None:
                mirror.agrees()
            else:
                self._customer_agrees(mirror)

    def _customer_agrees(self, mirror: Mirror) -> None:
        """A customer's conversations may move to the person they turned out to be; what the
        screen of that person shows is compared, the old one's is closed by the hello."""
        mirror.catch_up()
        now = self.world.store.read_now(mirror.fresh)
        for key, value in now.items():
            if key in mirror.entities:
                assert mirror.entities[key] == value

    def teardown(self) -> None:
        if hasattr(self, "world"):
            for mirror in self.mirrors[:3]:
                mirror.replay_all()
                mirror.agrees()
            every = self.world.store.read_now(
                lambda view: conversations.inbox(view, "all", by=self.world.anna, limit=200)
            ).items
            for conversation in every:
                page = self.world.store.read_now(messages.page, conversation.id, after=0, limit=200)
                assert [message.seq for message in page] == list(range(1, len(page) + 1))
            self.world.close()


@pytest.fixture
def machine_url(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    numbers = iter(range(10**6))
    Screens.fresh_url = staticmethod(lambda: f"sqlite:///{tmp_path}/{next(numbers)}.db")  # type: ignore[method-assign]


@pytest.mark.usefixtures("machine_url")
def test_every_screen_equals_a_fresh_one_whatever_happens() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Screens, settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )

"""Calls from the chat: a customer's browser, of aiortc, at the exchange; and callbacks instead."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.exchange.visits import Refused, Standing
from madoguchi.channels.phone.link.wire import Ask
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.operations.callbacks import Wish, ask_back
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.rules.callbacks import language_for, offered_times
from madoguchi.channels.webchat.visitors import Visitor, introduce
from madoguchi.customers.contracts import Introduction
from madoguchi.customers.operations import block
from madoguchi.customers.queries.profiles import consents_of
from madoguchi.desk.promises.queries import promises
from madoguchi.desk.queries.conversations import find as conversation_of
from madoguchi.desk.queries.messages import page
from madoguchi.kernel.errors import Invalid, NotFound
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import WINDOW, is_note
from tests.channels.phone.stage import PROMPTS, Stage

VISITOR_HZ, AGENT_HZ = 350.0, 700.0


class Page(Agent):
    """A customer's page: an agent's browser with a channel on which it is told of the call."""

    def __init__(self, hertz: float) -> None:
        super().__init__(hertz)
        self.told: list[dict[str, object]] = []
        self._listened = 0
        self._channel = self._peer.createDataChannel("call")
        self._channel.on("message", self._hear)
        self._told = asyncio.Event()

    async def hears(self, hertz: float, seconds: float = 15) -> None:
        """Wait until a note is heard after what was heard before, however busy the machine."""
        async with asyncio.timeout(seconds):
            while True:
                while self._listened + WINDOW <= len(self.heard):
                    window = bytes(self.heard[self._listened : self._listened + WINDOW])
                    self._listened += WINDOW // 4
                    if is_note(window, hertz):
                        return
                await asyncio.sleep(0.02)

    def _hear(self, text: str) -> None:
        self.told.append(msgspec.json.decode(text))
        self._told.set()

    async def is_told(self, **wanted: object) -> dict[str, object]:
        """Wait until it is told this, now or before."""
        async with asyncio.timeout(15):
            while True:
                for each in self.told:
                    if all(each.get(name) == value for name, value in wanted.items()):
                        return each
                self._told.clear()
                await self._told.wait()

    def say_bye(self) -> None:
        """Hang up in words."""
        self._channel.send("bye")


def visitor(stage: Stage, name: str = "v1") -> Introduction:
    return introduce(
        Visitor(name, stage.world.kyoto_shop.id), None, locale="ja", zone="Asia/Tokyo", page=None
    )


def visit(line: Line, who: Introduction, offer: str, language: str | None = "ja") -> Ask:
    return Ask(
        id=1, deed="visit", person_id=0, line_id=line.id, offer=offer, visitor=who,
        language=language,
    )  # fmt: skip


def test_a_customer_calls_from_the_chat_and_both_hear_each_other(stage: Stage) -> None:
    line = stage.line(record=True, in_chat=True, languages=["en", "ja"], trunk=[])
    posted = stage.world.receive(stage.world.visitor("v1"), "注文の件です")
    stage.arrive(stage.lin)

    async def play() -> None:
        async with stage.exchange() as exchange:
            customer, agent = Page(VISITOR_HZ), Agent(AGENT_HZ)
            told = await exchange.do(visit(line, visitor(stage), await customer.offer()))
            await customer.accept(told.answer)
            await customer.hears(PROMPTS["notice"])
            rings = await stage.call(lambda call: bool(call.ringing))
            await customer.is_told(phase="waiting", place=1, call_id=rings.id)
            assert (rings.door, rings.language, rings.number) == ("chat", "ja", "")
            take = Ask(
                id=2,
                deed="take",
                person_id=stage.lin.person_id or 0,
                call_id=rings.id,
                offer=await agent.offer(),
            )
            taken = await exchange.do(take)
            await agent.accept(taken.answer)
            await asyncio.gather(customer.hears(AGENT_HZ), agent.hears(VISITOR_HZ))
            await customer.is_told(phase="talking")
            customer.say_bye()
            over = await stage.call(lambda call: bool(call.recordings))
            assert over.ending == "talked"
            (recording,) = over.recordings
            assert recording.announced_at is not None
            await customer.is_told(phase="ended", ending="talked")
            await asyncio.gather(customer.close(), agent.close())
            # The call is in the talk that they had in writing.
            assert over.customer_id == posted.message.author.id
            found = stage.store.read_now(conversation_of, over.conversation_id)
            assert found is not None
            assert found.channel == "webchat"
            said = [each.line.key for each in stage.store.read_now(page, found.id) if each.line]
            assert said[:2] == ["call_came", "call_taken"]

    asyncio.run(play())


def test_what_a_caller_agreed_to_is_kept_word_for_word(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    line = stage.line(in_chat=True, record=True)
    words = "通話は録音し、90日間保存いたします。\n[同意して発信する]"
    for number, agreed in enumerate((words, "")):
        coming = Coming(
            external_id=f"visit {number}", process="p", number="", visitor=visitor(stage),
            language="ja", agreed=agreed,
        )  # fmt: skip
        call = stage.store.write_now(come, line, coming)
    (kept,) = stage.store.read_now(consents_of, [call.customer_id])
    assert (kept.purpose, kept.text, kept.locale) == ("call_recording", words, "ja")
    assert (kept.channel, kept.given_at, kept.noted_by) == (
        "webchat",
        stage.calls()[0].came_at,
        None,
    )


def test_a_page_that_is_gone_has_left_the_queue(stage: Stage) -> None:
    line = stage.line(in_chat=True)

    async def play() -> None:
        async with stage.exchange() as exchange:
            first = Page(VISITOR_HZ)
            told = await exchange.do(visit(line, visitor(stage), await first.offer()))
            await first.accept(told.answer)
            await first.is_told(phase="waiting")
            # Whoever calls anew, as after a reload, has left the call they had.
            second = Page(VISITOR_HZ)
            told = await exchange.do(visit(line, visitor(stage), await second.offer()))
            await first.is_told(phase="ended", ending="abandoned")
            await second.accept(told.answer)
            await second.is_told(phase="waiting", place=1)
            await second.close()
            await stage.call(lambda call: call.id > 1 and call.ending == "abandoned")
            assert len({call.conversation_id for call in stage.calls()}) == 1
            await first.close()

    asyncio.run(play())


def test_an_offer_alone_rings_nowhere_and_leaves_nothing(stage: Stage) -> None:
    line = stage.line(in_chat=True)
    stage.arrive(stage.lin)

    async def play() -> None:
        async with stage.exchange() as exchange:
            for number in range(3):
                page = Page(VISITOR_HZ)
                await exchange.do(visit(line, visitor(stage, f"v{number}"), await page.offer()))
                await page.close()
            with pytest.raises(Invalid):
                await exchange.do(visit(line, visitor(stage, "bad"), "v=0 and nothing more"))
            off = Page(VISITOR_HZ)
            other = msgspec.structs.replace(line, id=line.id + 1)
            with pytest.raises(NotFound):
                await exchange.do(visit(other, visitor(stage), await off.offer()))
            await off.close()
        assert stage.calls() == []

    asyncio.run(play())


def test_who_is_blocked_is_told_and_rings_nowhere(stage: Stage) -> None:
    line = stage.line(in_chat=True)
    posted = stage.world.receive(stage.world.visitor("v1"), "!")
    assert posted.message.author.id is not None
    stage.store.write_now(block, posted.message.author.id, by=stage.world.anna)

    async def play() -> None:
        async with stage.exchange() as exchange:
            page = Page(VISITOR_HZ)
            told = await exchange.do(visit(line, visitor(stage), await page.offer()))
            await page.accept(told.answer)
            await page.is_told(refused="customer.blocked")
            await page.close()
        assert stage.calls() == []

    asyncio.run(play())


def test_a_wish_for_a_callback_is_one_until_it_is_kept(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    line = stage.line(in_chat=True)
    who, store = visitor(stage), stage.store
    soon = Wish(number="090-1111-2222", country="JP")
    first = store.write_now(ask_back, line, who, soon)
    assert (first.number, first.ending, first.door) == ("+819011112222", "callback", "chat")
    assert first.callback_at is not None
    conversation = store.read_now(conversation_of, first.conversation_id)
    assert conversation is not None
    assert conversation.waiting_since is not None
    assert store.write_now(ask_back, line, who, soon) == first
    assert first.callback_due_at is not None, "owed like any missed call's"
    # Another time, another number: the same callback, now a promise.
    at = (store.clock() + timedelta(hours=3)).replace(microsecond=0)
    later = Wish(number="+81 90-1111-3333", country="JP", wanted_at=at)
    second = store.write_now(ask_back, line, who, later)
    assert (second.id, second.number, second.wanted_at) == (first.id, "+819011113333", at)
    assert (second.callback_at, second.callback_due_at) == (first.callback_at, None)
    (owed,) = store.read_now(promises, "open", by=stage.world.anna).items
    assert (owed.due_at, owed.conversation_id) == (at, first.conversation_id)
    # Whoever calls back and reaches them has kept it.
    lin = stage.lin.person_id
    made = store.write_now(
        come,
        line,
        Coming(
            external_id="x", process="p", number=second.number, direction="out",
            conversation_id=second.conversation_id, person_id=lin, callback_of=second.id,
        ),
    )  # fmt: skip
    store.write_now(calls.connect, made.id, sip_answered_at=None)
    store.write_now(calls.end, made.id, "talked")
    (kept,) = store.read_now(promises, "all", by=stage.world.anna).items
    assert (kept.state, kept.kept_by) == ("kept", lin)
    third = store.write_now(ask_back, line, who, soon)
    assert third.id != first.id


def test_who_waits_on_the_line_keeps_their_place_for_the_callback(stage: Stage) -> None:
    line = stage.line(in_chat=True)
    who = visitor(stage)
    coming = Coming(external_id="v", process="p", number="", visitor=who)
    call = stage.store.write_now(come, line, coming)
    queued = stage.store.write_now(calls.enqueue, call.id)
    wish = Wish(number="09011112222", country="JP", instead_of=call.id)
    asked = stage.store.write_now(ask_back, line, who, wish)
    assert (asked.id, asked.callback_at) == (call.id, queued.queued_at)
    over = stage.store.write_now(calls.end, call.id, "abandoned")
    assert over.ending == "callback"
    # Another's call is nobody's to give away.
    stranger = stage.store.write_now(
        ask_back, line, visitor(stage, "v2"), Wish(number="09033334444", country="JP",
        instead_of=call.id),
    )  # fmt: skip
    assert stranger.id != call.id


@pytest.mark.parametrize("wrong", ["", "12", "call me", "+81 3"])
def test_what_is_no_number_is_refused(stage: Stage, wrong: str) -> None:
    line = stage.line(in_chat=True)
    with pytest.raises(Invalid):
        stage.store.write_now(ask_back, line, visitor(stage), Wish(number=wrong, country="JP"))
    assert stage.calls() == []


def test_a_callback_is_offered_only_while_somebody_could_call() -> None:
    now = datetime(2026, 11, 20, 9, 50, tzinfo=UTC)

    def is_open(at: datetime) -> bool:
        return at.weekday() < 5 and 9 <= at.hour < 11

    found = offered_times(now, is_open)
    assert found[:3] == [
        datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 10, 30, tzinfo=UTC),
        datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    ]
    assert all(at > now and is_open(at) for at in found)
    assert offered_times(now, lambda _at: False) == []


def test_a_caller_hears_the_nearest_language_of_the_line() -> None:
    assert language_for(["ja", "zh-TW", "en"], "zh-CN") == "zh-TW"
    assert language_for(["ja", "en"], "fr") == "en"
    assert language_for(["ja", "ko"], "fr") == "ja"
    assert language_for(["ja", "ko"], None) == "ja"


def test_what_a_page_is_told_is_small() -> None:
    standing = Standing(call_id=1, phase="talking")
    assert msgspec.json.encode(standing) == b'{"call_id":1,"phase":"talking"}'
    assert msgspec.json.encode(Refused("x")) == b'{"refused":"x"}'

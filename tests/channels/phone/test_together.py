"""Several on a call, by a carrier's program and real WebRTC: who hears whom is told by pitch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.exchange.exchange import Exchange
from madoguchi.channels.phone.link.wire import Ask
from madoguchi.desk.queries.conversations import find as conversation_of
from madoguchi.kernel.errors import Conflict, Forbidden
from madoguchi.people.contracts import PersonChanges
from madoguchi.people.operations.staff import change_person
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import Ear, Sipp, hears_both
from tests.channels.phone.stage import PROMPTS, Stage

pytestmark = pytest.mark.phone

CALLER, LIN, SORA = 350.0, 700.0, 1_000.0
HOLD = 659.25


class Talk:
    """A call that lin has, with the caller's ear, and sora at her desk."""

    def __init__(self, stage: Stage, exchange: Exchange, ear: Ear) -> None:
        self.stage = stage
        self.exchange = exchange
        self.ear = ear
        self.lin, self.sora = Agent(LIN), Agent(SORA)
        self.ask = Ask(id=1, deed="take", person_id=stage.lin.person_id or 0)

    async def taken(self) -> None:
        """Let lin take the call."""
        call = await self.stage.call(lambda each: bool(each.ringing))
        self.ask = replace(self.ask, call_id=call.id)
        told = await self.do("take", offer=await self.lin.offer())
        await self.lin.accept(told)
        await self.ear.hears(LIN)
        await self.lin.hears(CALLER)

    async def do(self, deed: str, *, sora: bool = False, **more: object) -> str:
        """Ask for something as lin, or as sora; returns the answer to an offer."""
        person = (self.stage.sora if sora else self.stage.lin).person_id or 0
        asked = replace(self.ask, deed=deed, person_id=person, **more)
        return (await self.exchange.do(asked)).answer

    async def ask_sora(self, *, hold: bool) -> None:
        """Ask sora in, and let her come."""
        person = self.stage.sora.person_id or 0
        await self.do("ask_in", to_person=person, hold=hold)
        await self.call(lambda call: [g.entered_at for g in call.guests] == [None])
        await self.sora.accept(await self.do("come_in", sora=True, offer=await self.sora.offer()))
        await self.call(lambda call: bool(call.guests) and call.guests[0].entered_at is not None)

    async def call(self, fits: Callable[[Call], bool]) -> Call:
        """Wait until the call is as wanted."""
        return await self.stage.call(lambda each: each.id == self.ask.call_id and fits(each))


@asynccontextmanager
async def talking(stage: Stage) -> AsyncIterator[Talk]:
    """Let a caller and lin talk, sora being there."""
    stage.line()
    stage.arrive(stage.lin)
    ear = await Ear.listen(hertz=CALLER)
    async with (
        stage.exchange() as exchange,
        Sipp("wait_for_bye.xml", exchange.sip_port, ear=ear.port) as sipp,
    ):
        talk = Talk(stage, exchange, ear)
        await talk.taken()
        stage.arrive(stage.sora)
        yield talk
        await sipp.done()
        await talk.lin.close()
        await talk.sora.close()
    ear.close()


def test_a_call_is_handed_over_after_a_word_between_colleagues(stage: Stage) -> None:
    async def play() -> None:
        async with talking(stage) as talk:
            await talk.ask_sora(hold=True)
            # They hear each other; the caller hears the tone and nothing of it.
            await talk.sora.hears(LIN)
            await talk.lin.hears(SORA)
            await talk.ear.hears(HOLD)
            with pytest.raises(Forbidden):
                await talk.do("pass_on", sora=True, to_person=stage.lin.person_id)
            await talk.do("pass_on", to_person=stage.sora.person_id)
            await talk.ear.hears(SORA)
            await talk.sora.hears(CALLER)
            call = await talk.call(lambda each: each.person_id == stage.sora.person_id)
            assert (call.phase, call.guests) == ("talking", [])
            conversation = stage.store.read_now(conversation_of, call.conversation_id)
            assert conversation is not None
            assert conversation.assignee_id == stage.sora.person_id
            with pytest.raises(Forbidden):
                await talk.do("hang_up")
            await talk.do("hang_up", sora=True)
        assert stage.calls()[-1].ending == "talked"

    asyncio.run(play())


def test_three_talk_at_once_and_a_lost_desk_leaves_the_call_to_the_colleague(
    stage: Stage,
) -> None:
    async def play() -> None:
        async with talking(stage) as talk:
            await talk.ask_sora(hold=False)
            await hears_both(talk.ear.heard, LIN, SORA)
            await hears_both(talk.sora.heard, LIN, CALLER)
            await hears_both(talk.lin.heard, SORA, CALLER)
            with pytest.raises(Conflict, match="on_a_call"):
                await talk.do("take", sora=True, offer="v=0")
            await talk.lin.close()
            call = await talk.call(lambda each: each.person_id == stage.sora.person_id)
            assert call.phase == "talking"
            await talk.ear.hears(SORA)
            await talk.do("hang_up", sora=True)

    asyncio.run(play())


def test_who_is_asked_may_decline_or_be_let_go_again(stage: Stage) -> None:
    async def play() -> None:
        async with talking(stage) as talk:
            person = stage.sora.person_id
            await talk.do("ask_in", to_person=person, hold=True)
            await talk.call(lambda each: each.phase == "held" and bool(each.guests))
            await talk.do("leave", sora=True)
            await talk.call(lambda each: each.guests == [])
            with pytest.raises(Conflict, match="not_asked"):
                await talk.do("come_in", sora=True, offer="v=0")
            await talk.do("resume")
            await talk.ear.hears(LIN)
            await talk.ask_sora(hold=False)
            await talk.do("send_away", to_person=person)
            await talk.call(lambda each: each.guests == [])
            await talk.ear.hears(LIN)
            await talk.do("hang_up")

    asyncio.run(play())


def test_a_person_begins_no_two_calls_at_once(stage: Stage) -> None:
    line = stage.line()

    async def play() -> None:
        async with stage.exchange() as exchange:
            first, second = Agent(LIN), Agent(LIN)
            ask = Ask(
                id=1,
                deed="dial",
                person_id=stage.lin.person_id or 0,
                line_id=line.id,
                number="+819011112222",
                offer=await first.offer(),
            )
            done = await asyncio.gather(
                exchange.do(ask),
                exchange.do(replace(ask, offer=await second.offer())),
                return_exceptions=True,
            )
            assert sum(isinstance(each, Conflict) for each in done) == 1
            (call,) = stage.calls()
            await exchange.do(replace(ask, deed="hang_up", call_id=call.id))
            await first.close()
            await second.close()

    asyncio.run(play())


def test_when_the_telephone_ends_who_waits_is_to_be_called_back(stage: Stage) -> None:
    stage.line(record=True)

    async def play() -> None:
        ear = await Ear.listen(hertz=CALLER)
        async with (
            stage.exchange() as exchange,
            Sipp("wait_for_bye.xml", exchange.sip_port, ear=ear.port) as sipp,
        ):
            await stage.call(lambda call: call.phase == "waiting")
            await exchange.close()
            await sipp.done()
        ear.close()
        (call,) = stage.calls()
        assert (call.ending, call.callback_at) == ("dropped", call.queued_at)

    asyncio.run(play())


def test_a_browser_that_is_gone_leaves_no_call_behind(stage: Stage) -> None:
    line = stage.line()

    async def play() -> None:
        async with stage.exchange() as exchange:
            person = stage.lin.person_id or 0
            ask = Ask(
                id=1, deed="dial", person_id=person, line_id=line.id, number="+81901", leg="gone"
            )
            with pytest.raises(Conflict, match="leg_gone"):
                await exchange.do(ask)
            assert (stage.calls(), exchange.on_the_phone()) == ([], set())
            # The desk tries again with a browser that is there.
            agent = Agent(LIN)
            told = await exchange.do(replace(ask, leg="", offer=await agent.offer()))
            await exchange.do(replace(ask, deed="hang_up", call_id=told.call_id))
            await agent.close()

    asyncio.run(play())


def test_a_call_is_handed_to_nobody_who_has_no_ears_for_it(stage: Stage) -> None:
    async def play() -> None:
        async with talking(stage) as talk:
            agent, person = Agent(SORA), stage.sora.person_id
            dialled = await talk.exchange.do(
                Ask(
                    id=1, deed="dial", person_id=person or 0, line_id=stage.calls()[0].line_id,
                    number="+819033334444", offer=await agent.offer(),
                )
            )  # fmt: skip
            for deed in ("hand_over", "ask_in"):
                with pytest.raises(Conflict, match="colleague_on_a_call"):
                    await talk.do(deed, to_person=person)
            await talk.ear.hears(LIN)
            await talk.do("hang_up", sora=True, call_id=dialled.call_id)
            await agent.close()
            # Who is on the call already has it at once: the caller is not asked to wait.
            await talk.ask_sora(hold=False)
            await talk.do("hand_over", to_person=person)
            call = await talk.call(lambda each: each.person_id == person)
            assert call.phase == "talking"
            await talk.ear.hears(SORA)
            await talk.do("hang_up", sora=True)

    asyncio.run(play())


def test_a_call_is_handed_over_without_a_word(stage: Stage) -> None:
    async def play() -> None:
        async with talking(stage) as talk:
            person = stage.sora.person_id
            await talk.do("hand_over", to_person=person)
            await talk.ear.hears(PROMPTS["please_hold"])
            await talk.call(lambda each: each.ringing == [person])
            await talk.sora.accept(await talk.do("take", sora=True, offer=await talk.sora.offer()))
            await talk.ear.hears(SORA)
            await talk.sora.hears(CALLER)
            await talk.do("hang_up", sora=True)
        (call,) = stage.calls()
        assert (call.ending, call.person_id) == ("talked", person)

    asyncio.run(play())


def test_of_a_team_that_is_asked_the_first_who_comes_is_on_the_call(stage: Stage) -> None:
    world, team = stage.world, stage.world.night_team.id
    umi = world.hire("umi", "agent", None)

    async def play() -> None:
        async with talking(stage) as talk:
            with pytest.raises(Conflict, match="nobody_in_team"):
                await talk.do("ask_in", to_team=team, hold=True)
            stage.arrive(umi)
            asked = {umi.person_id, stage.sora.person_id}
            for person in asked:
                stage.store.write_now(
                    change_person, person or 0, PersonChanges(team_ids=[team]), by=world.anna
                )
            await talk.do("ask_in", to_team=team, hold=True)
            await talk.ear.hears(HOLD)
            await talk.call(lambda each: {guest.person_id for guest in each.guests} == asked)
            come = await talk.do("come_in", sora=True, offer=await talk.sora.offer())
            await talk.sora.accept(come)
            await talk.sora.hears(LIN)
            there = await talk.call(lambda each: len(each.guests) == 1)
            assert there.guests[0].person_id == stage.sora.person_id
            with pytest.raises(Conflict, match="not_asked"):
                await talk.exchange.do(
                    replace(talk.ask, deed="come_in", person_id=umi.person_id or 0, offer="v=0")
                )
            await talk.do("pass_on", to_person=stage.sora.person_id)
            await talk.ear.hears(SORA)
            await talk.do("hang_up", sora=True)

    asyncio.run(play())

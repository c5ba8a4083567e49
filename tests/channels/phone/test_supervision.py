"""A supervisor on a colleague's call: who hears whom, told by the pitch; and who may."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from madoguchi.channels.phone.contracts.calls import Supervision
from madoguchi.channels.phone.exchange.exchange import Exchange
from madoguchi.channels.phone.link.wire import Ask, Deed
from madoguchi.kernel.errors import Conflict, Forbidden
from madoguchi.people.contracts import Actor
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import WINDOW, Ear, Sipp, strength
from tests.channels.phone.stage import PROMPTS, Stage

pytestmark = pytest.mark.phone

CALLER_HZ, AGENT_HZ, SUPERVISOR_HZ = 350.0, 700.0, 1_050.0


async def asks(exchange: Exchange, deed: Deed, call_id: int, who: Actor, **more: object) -> str:
    """Ask the telephone for something in somebody's name."""
    ask = Ask(id=1, deed=deed, person_id=who.person_id or 0, call_id=call_id)
    return (await exchange.do(replace(ask, **more))).answer


async def connects(
    exchange: Exchange, deed: Deed, call_id: int, who: Actor, agent: Agent, **more: object
) -> None:
    offer = await agent.offer()
    await agent.accept(await asks(exchange, deed, call_id, who, offer=offer, **more))


async def hears(who: Agent | Ear, *notes: float) -> None:
    """Wait until somebody hears these notes and no other, from now on."""
    begin = len(who.heard)
    try:
        async with asyncio.timeout(15):
            while True:
                last = bytes(who.heard[-WINDOW:])
                found = [strength(last, each) for each in notes]
                fresh = len(who.heard) >= begin + 2 * WINDOW
                if fresh and min(found) > 0.6 / len(notes) and sum(found) > 0.8:
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"{notes} were not heard together: {found}") from None


def test_who_hears_a_supervisor(stage: Stage) -> None:
    stage.line(record=True)
    stage.arrive(stage.lin)
    mei = stage.world.anna

    async def play() -> None:
        ear = await Ear.listen(hertz=CALLER_HZ)
        agent, supervisor = Agent(AGENT_HZ), Agent(SUPERVISOR_HZ)

        async def manner(how: Supervision) -> None:
            await asks(exchange, "supervise_as", call.id, mei, how=how)

        async with (
            stage.exchange() as exchange,
            Sipp("wait_for_bye.xml", exchange.sip_port, ear=ear.port) as sipp,
        ):
            await ear.hears(PROMPTS["notice"])
            call = await stage.call(lambda call: bool(call.ringing))
            with pytest.raises(Conflict):
                await asks(exchange, "supervise", call.id, mei, how="listen", offer="v=0")
            await connects(exchange, "take", call.id, stage.lin, agent)
            await hears(agent, CALLER_HZ)

            await connects(exchange, "supervise", call.id, mei, supervisor, how="listen")
            await hears(supervisor, CALLER_HZ, AGENT_HZ)
            seen = await stage.call(lambda call: bool(call.supervisors))
            assert [(each.person_id, each.how) for each in seen.supervisors] == [
                (mei.person_id, "listen")
            ]
            await hears(ear, AGENT_HZ)
            await hears(agent, CALLER_HZ)

            await manner("whisper")
            await hears(agent, CALLER_HZ, SUPERVISOR_HZ)
            await hears(ear, AGENT_HZ)

            await manner("join")
            await hears(ear, AGENT_HZ, SUPERVISOR_HZ)

            await manner("listen")
            await hears(ear, AGENT_HZ)
            await hears(agent, CALLER_HZ)
            await asks(exchange, "leave", call.id, mei)
            await stage.call(lambda call: not call.supervisors)
            with pytest.raises(Forbidden):
                await asks(exchange, "leave", call.id, mei)

            await asks(exchange, "hang_up", call.id, stage.lin)
            await sipp.done()
            await stage.call(lambda call: bool(call.recordings))
        for each in (agent, supervisor):
            await each.close()
        ear.close()

    asyncio.run(play())


def test_a_supervisor_leaves_with_the_call_and_with_their_tab(stage: Stage) -> None:
    """Also: where the caller was told nothing, nobody listens in silence."""
    stage.line(record=False)
    stage.arrive(stage.lin)
    mei = stage.world.anna

    async def play() -> None:
        ear = await Ear.listen(hertz=CALLER_HZ)
        agent, first, second = Agent(AGENT_HZ), Agent(SUPERVISOR_HZ), Agent(SUPERVISOR_HZ)
        async with (
            stage.exchange() as exchange,
            Sipp("wait_for_bye.xml", exchange.sip_port, ear=ear.port) as sipp,
        ):
            call = await stage.call(lambda call: bool(call.ringing))
            await connects(exchange, "take", call.id, stage.lin, agent)
            await hears(agent, CALLER_HZ)
            for how in ("listen", "whisper"):
                with pytest.raises(Conflict) as refused:
                    await asks(exchange, "supervise", call.id, mei, how=how, offer="v=0")
                assert refused.value.key == "phone.not_announced"
            with pytest.raises(Conflict):
                await asks(exchange, "supervise", call.id, stage.lin, how="join", offer="v=0")
            await connects(exchange, "supervise", call.id, mei, first, how="join")
            await hears(ear, AGENT_HZ, SUPERVISOR_HZ)
            with pytest.raises(Conflict):
                await asks(exchange, "supervise_as", call.id, mei, how="listen")
            await first.close()
            await stage.call(lambda call: not call.supervisors and call.phase == "talking")
            await connects(exchange, "supervise", call.id, mei, second, how="join")
            await stage.call(lambda call: bool(call.supervisors))
            await asks(exchange, "hang_up", call.id, stage.lin)
            await sipp.done()
            ended = await stage.call(lambda call: call.ended_at is not None)
        assert ended.supervisors == []
        for each in (agent, second):
            await each.close()
        ear.close()

    asyncio.run(play())

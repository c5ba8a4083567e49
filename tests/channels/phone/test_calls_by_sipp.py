"""Calls from a carrier that is not ours (sipp), end to end on loopback, audio told by its pitch."""

from __future__ import annotations

import asyncio
import io
import wave
from datetime import timedelta

import pytest
from msgspec.structs import replace

from madoguchi.channels.phone.contracts.calls import WrapUp
from madoguchi.channels.phone.link.wire import Ask
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.operations.recordings import expire_due, hear
from madoguchi.channels.phone.operations.wrapping import wrap_up
from madoguchi.channels.phone.rules import flow
from madoguchi.desk.queries.conversations import find as conversation_of
from madoguchi.kernel.errors import NotFound
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import Ear, Sipp, free_port, is_note
from tests.channels.phone.stage import PROMPTS, Stage, write_note
from tests.channels.phone.test_sip import INVITE

pytestmark = pytest.mark.phone
ENGLISH_HZ = 880.0


def heard_of(stage: Stage, recording_id: int) -> tuple[int, bytes]:
    """Return the channels and samples of a recording as it is kept."""
    sound = stage.store.write_now(hear, recording_id, by=stage.world.anna)
    with wave.open(io.BytesIO(b"".join(stage.blobs.read_now(sound.blob)))) as file:
        return file.getnchannels(), file.readframes(file.getnframes())


def test_nobody_answers_and_the_caller_leaves_a_message(stage: Stage) -> None:
    stage.line(patience_s=5, record=True)

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with (
            stage.exchange() as exchange,
            Sipp("hang_up.xml", exchange.sip_port, "-d", "8500", ear=ear.port) as sipp,
        ):
            await ear.hears(PROMPTS["notice"])
            waiting = await stage.call(lambda call: call.phase == "waiting")
            assert waiting.number == "+819011112222"
            assert waiting.ringing == []
            await ear.hears(PROMPTS["voicemail"])
            await ear.hears(1000)
            await sipp.done()
            call = await stage.call(lambda call: bool(call.recordings))
        ear.close()
        assert (call.ending, call.rings) == ("voicemail", None)
        (recording,) = call.recordings
        assert recording.kind == "voicemail"
        channels, samples = heard_of(stage, recording.id)
        assert channels == 1
        assert is_note(samples[-12000:], 350)
        # Whoever waits to be called back waits in the queue like anybody who wrote.
        conversation = stage.store.read_now(conversation_of, call.conversation_id)
        assert conversation is not None
        assert (conversation.channel, conversation.state) == ("phone", "open")
        assert conversation.waiting_since is not None
        done = WrapUp(outcome="solved", note="Called back by mobile.")
        stage.store.write_now(wrap_up, call.id, done, by=stage.sora)
        conversation = stage.store.read_now(conversation_of, call.conversation_id)
        assert conversation is not None
        assert (conversation.state, conversation.waiting_since) == ("resolved", None)

    asyncio.run(play())


def test_a_closed_shop_takes_a_message_at_once(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    stage.line(open=False)

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with (
            stage.exchange() as exchange,
            Sipp("hang_up.xml", exchange.sip_port, "-d", "3500", ear=ear.port) as sipp,
        ):
            await ear.hears(PROMPTS["closed"])
            await sipp.done()
            call = await stage.call(lambda call: bool(call.recordings))
        ear.close()
        assert call.queued_at is None
        (recording,) = call.recordings
        assert stage.store.write_now(hear, recording.id, by=stage.sora).call_id == call.id
        # The day after its last day it is gone, and the call remembers nothing to be heard.
        tomorrow = stage.at(recording.keep_until + timedelta(minutes=1))
        tomorrow.write_now(expire_due)
        with pytest.raises(NotFound):
            tomorrow.write_now(hear, recording.id, by=stage.sora)
        tomorrow.close()
        assert stage.calls()[0].recordings == []

    asyncio.run(play())


def test_the_caller_gives_up_while_it_rings(stage: Stage) -> None:
    stage.line()
    stage.arrive(stage.lin, stage.sora)

    async def play() -> None:
        async with (
            stage.exchange() as exchange,
            Sipp("cancel.xml", exchange.sip_port, "-d", "800") as sipp,
        ):
            rings = await stage.call(lambda call: bool(call.ringing))
            assert rings.ringing == sorted([stage.lin.person_id or 0, stage.sora.person_id or 0])
            assert rings.sip_rang_at is not None
            await sipp.done()
            call = await stage.call(lambda call: call.ended_at is not None)
        assert call.ending == "abandoned"
        assert call.ringing == []
        assert call.sip_answered_at is None

    asyncio.run(play())


@pytest.mark.parametrize("scenario", ["digit_by_info.xml", "wait_for_bye.xml"])
def test_a_caller_asks_to_be_called_back_and_is(stage: Stage, scenario: str) -> None:
    """By a key told in an INFO, or in the audio itself (RFC 4733)."""
    trunk = free_port()
    line = stage.line(record=True, trunk_port=trunk)

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with stage.exchange() as exchange:
            async with Sipp(scenario, exchange.sip_port, "-d", "1500", ear=ear.port) as sipp:
                await stage.call(lambda call: call.phase == "waiting")
                if scenario == "wait_for_bye.xml":
                    ear.press("1")
                await ear.hears(PROMPTS["callback_done"])
                await sipp.done()
            first = await stage.call(lambda call: call.ended_at is not None)
            assert first.ending == "callback"
            assert first.callback_at == first.queued_at
            agent = Agent(hertz=700)
            async with Sipp(
                "called.xml", exchange.sip_port, "-d", "300", at=trunk, ear=ear.port
            ) as called:
                ask = Ask(
                    id=1,
                    deed="dial",
                    person_id=stage.lin.person_id or 0,
                    line_id=line.id,
                    number=first.number,
                    conversation_id=first.conversation_id,
                    callback_of=first.id,
                    offer=await agent.offer(),
                )
                told = await exchange.do(ask)
                await agent.accept(told.answer)
                await ear.hears(PROMPTS["notice"])
                await ear.hears(700)
                await agent.hears(350)
                back = await stage.call(lambda call: call.phase == "talking")
                assert (back.id, back.direction) == (told.call_id, "out")
                assert back.conversation_id == first.conversation_id
                await exchange.do(replace(ask, deed="hang_up", call_id=back.id))
                await called.done()
            await agent.close()
            await stage.call(lambda call: call.id == first.id and bool(call.called_back_at))
        ear.close()

    asyncio.run(play())


def test_a_caller_chooses_a_language_and_hears_honestly_where_they_stand(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "FIRST_PLACE_S", 0.2)
    line = stage.line(languages=["ja", "en"], record=True)
    write_note(stage.folder / "phone" / "prompts" / "en" / "notice.wav", ENGLISH_HZ)
    # Somebody is there, and talks have been short: the wait can be told.
    stage.arrive(stage.lin)
    person = stage.lin.person_id or 0
    before = Coming(external_id="before", process="p", number="+819033334444")
    talk = stage.store.write_now(come, line, before)
    stage.store.write_now(calls.enqueue, talk.id)
    stage.store.write_now(calls.take, talk.id, person, at=stage.store.clock())
    stage.store.write_now(calls.connect, talk.id, sip_answered_at=None)
    stage.store.write_now(calls.end, talk.id, "talked")

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with (
            stage.exchange() as exchange,
            Sipp("wait_for_bye.xml", exchange.sip_port, ear=ear.port) as sipp,
        ):
            await ear.hears(PROMPTS["menu.1"])
            await ear.hears(PROMPTS["menu.2"])
            ear.press("2")
            await ear.hears(ENGLISH_HZ)
            waiting = await stage.call(lambda call: call.phase == "waiting")
            assert waiting.language == "en"
            for said in ("place.1", "minutes.1", "callback_offer"):
                await ear.hears(PROMPTS[said])
            ear.press("1")
            await ear.hears(PROMPTS["callback_done"])
            await sipp.done()
            over = await stage.call(lambda call: call.ending == "callback")
            assert (over.id, over.callback_at) == (waiting.id, waiting.queued_at)
        ear.close()

    asyncio.run(play())


def test_a_call_that_a_dead_process_had_is_not_carried_unseen(stage: Stage) -> None:
    coming = Coming(external_id="call-1", process="dead", number="+819011112222")
    stage.store.write_now(come, stage.line(), coming)
    said: asyncio.Queue[bytes] = asyncio.Queue()

    class Wire(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            said.put_nowait(data.split()[1])

    async def play() -> None:
        async with stage.exchange() as exchange:
            transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                Wire, local_addr=("127.0.0.1", 0)
            )
            transport.sendto(INVITE, ("127.0.0.1", exchange.sip_port))
            async with asyncio.timeout(15):
                while await said.get() != b"503":
                    pass
            transport.close()

    asyncio.run(play())
    assert [each.ending for each in stage.calls()] == ["dropped"]


def test_strangers_and_wrong_numbers_are_refused(stage: Stage) -> None:
    stage.line()

    async def play() -> None:
        async with stage.exchange() as exchange:
            async with Sipp("unknown_number.xml", exchange.sip_port, number="81399999999") as sipp:
                await sipp.done()
            async with Sipp("register.xml", exchange.sip_port) as sipp:
                await sipp.done()

    asyncio.run(play())
    assert stage.calls() == []


def test_a_stranger_is_told_once_and_then_not_at_all(stage: Stage) -> None:
    stage.line(trunk=["203.0.113.9"])

    async def play() -> None:
        async with (
            stage.exchange() as exchange,
            Sipp("stranger.xml", exchange.sip_port) as sipp,
        ):
            await sipp.done()

    asyncio.run(play())
    assert stage.calls() == []

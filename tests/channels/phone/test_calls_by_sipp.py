"""Calls from a carrier that is not ours (sipp), end to end on loopback, audio told by its pitch."""

from __future__ import annotations

import asyncio
import io
import wave

import pytest

from madoguchi.channels.phone.operations.recordings import hear
from tests.channels.phone.carrier import Ear, Sipp, is_note
from tests.channels.phone.stage import PROMPTS, Stage

pytestmark = pytest.mark.phone


def heard_of(stage: Stage, recording_id: int) -> tuple[int, bytes]:
    """Return the channels and samples of a recording as it is kept."""
    sound = stage.store.write_now(hear, recording_id, by=stage.world.anna)
    with wave.open(io.BytesIO(b"".join(stage.blobs.read_now(sound.blob)))) as file:
        return file.getnchannels(), file.readframes(file.getnframes())


def test_nobody_answers_and_the_caller_leaves_a_message(stage: Stage) -> None:
    stage.line(patience_s=5, record=True)

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with stage.exchange() as exchange:
            async with Sipp("hang_up.xml", exchange.sip_port, "-d", "8500", ear=ear.port) as sipp:
                await ear.hears(PROMPTS["notice"])
                waiting = await stage.call(lambda call: call.phase == "waiting")
                assert waiting.number == "+819011112222"
                assert waiting.ringing == []
                await ear.hears(PROMPTS["voicemail"])
                await ear.hears(1000)
                await sipp.done()
            call = await stage.call(lambda call: bool(call.recordings))
        ear.close()
        assert call.ending == "voicemail"
        assert call.rings is None
        (recording,) = call.recordings
        assert recording.kind == "voicemail"
        channels, samples = heard_of(stage, recording.id)
        assert channels == 1
        assert is_note(samples[-12000:], 350)

    asyncio.run(play())

"""A line's own announcements: what is taken for one, who may, and that callers hear it."""

from __future__ import annotations

import asyncio
import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.channels.phone.operations.prompts import replace_prompt, restore_prompt
from madoguchi.channels.phone.queries.prompts import prompts
from madoguchi.channels.phone.rules.prompts import NAMES, seconds_of
from madoguchi.kernel.errors import Forbidden, Invalid, NotFound
from tests.channels.phone.carrier import Ear, Sipp, note
from tests.channels.phone.stage import PROMPTS, Stage

OWN_HZ = 900.0


def sound(
    seconds: float = 0.6, *, rate: int = 8000, channels: int = 1, hertz: float = OWN_HZ
) -> bytes:
    """Return a note as a WAV file."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        for index in range(round(seconds * 50)):
            file.writeframes(note(hertz, 160 * index) * channels)
    return content.getvalue()


@given(st.binary(max_size=200))
def test_what_is_no_sound_is_refused(noise: bytes) -> None:
    whole = sound()
    for wrong in (noise, whole[: len(noise) + 1], noise + whole[4:]):
        if not (wrong.startswith(b"RIFF") and len(wrong) >= len(whole)):
            with pytest.raises(Invalid):
                seconds_of(wrong)


def test_only_what_every_browser_can_make_is_taken() -> None:
    assert seconds_of(sound(1.0)) == 1.0
    for wrong in (sound(0.1), sound(61), sound(rate=4000), sound(channels=2)):
        with pytest.raises(Invalid):
            seconds_of(wrong)


def test_callers_hear_it_from_the_next_call_on_and_the_shipped_one_after_it(stage: Stage) -> None:
    line = stage.line(record=True)
    content = sound()
    blob = asyncio.run(stage.blobs.put(content))
    for by in (stage.lin, stage.sora):
        with pytest.raises(Forbidden):
            stage.store.write_now(replace_prompt, line.id, "ja", "notice", blob, 0.6, by=by)
    for language, name in (("ja", "place.3"), ("fr", "notice"), ("ja", "../notice")):
        with pytest.raises(NotFound):
            stage.store.write_now(
                replace_prompt, line.id, language, name, blob, 0.6, by=stage.world.anna
            )

    async def play() -> None:
        async with stage.exchange() as exchange:
            for hertz in (PROMPTS["notice"], OWN_HZ, PROMPTS["notice"]):
                ear = await Ear.listen()
                async with Sipp("hang_up.xml", exchange.sip_port, "-d", "900", ear=ear.port) as s:
                    await ear.hears(hertz)
                    await s.done()
                ear.close()
                if hertz == OWN_HZ:
                    stage.store.write_now(
                        restore_prompt, line.id, "ja", "notice", by=stage.world.anna
                    )
                else:
                    again = await stage.blobs.put(content)
                    stage.store.write_now(
                        replace_prompt, line.id, "ja", "notice", again, 0.6, by=stage.world.anna
                    )
                await exchange.voices.read()

    asyncio.run(play())
    (kept,) = stage.store.read_now(prompts, line.id, by=stage.lin)
    assert (kept.language, kept.name, kept.version) == ("ja", "notice", 3)


def test_what_can_be_replaced_is_shipped_in_every_language(stage: Stage) -> None:
    async def play() -> None:
        async with stage.exchange() as exchange:
            languages = ["zh-CN", "zh-TW", "ja", "ko", "en"]
            for language in languages:
                for name in NAMES:
                    assert exchange.prompts.clips((name,), language, languages)

    asyncio.run(play())

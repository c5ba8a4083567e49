"""Recordings: how they are drawn, who may hear them, and who may take them along."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.media.g711 import FRAME
from madoguchi.channels.phone.media.peaks import MOST, peaks_of
from madoguchi.channels.phone.media.wav import Recording, header
from madoguchi.channels.phone.operations import calls, recordings
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.queries.calls import sound, waveform
from madoguchi.kernel import feed
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.transaction import View
from tests.channels.phone.carrier import note
from tests.channels.phone.stage import Stage

samples = st.lists(st.integers(-32_768, 32_767), min_size=2, max_size=3_000)


async def drawn(content: bytes, piece: int) -> list[list[int]]:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), piece):
            yield content[start : start + piece]

    return await peaks_of(pieces(), len(content))


@given(samples, st.integers(1, 2), st.integers(1, 5_000))
def test_a_waveform_is_the_same_however_the_file_comes(
    values: list[int], channels: int, piece: int
) -> None:
    values = values[: len(values) // channels * channels]
    body = array("h", values).tobytes()
    content = header(channels, len(body)) + body
    found = asyncio.run(drawn(content, piece))
    assert found == asyncio.run(drawn(content, len(content) + 1))
    assert len(found) == channels
    for channel, peaks in enumerate(found):
        mine = [abs(each) for each in values[channel::channels]]
        assert len(peaks) <= MOST
        assert max(peaks) == min(255, max(mine) * 256 // 32_768)


def test_silence_is_flat_and_each_side_is_its_own(tmp_path: Path) -> None:
    file = Recording(tmp_path / "talk.wav", 2)
    quiet = bytes(2 * FRAME)
    for position in range(0, 100 * FRAME, FRAME):
        loud = note(350, position)
        file.write(loud if position < 50 * FRAME else quiet, quiet)
    file.close()
    caller, staff = asyncio.run(drawn(file.path.read_bytes(), 4_096))
    assert min(caller[: len(caller) // 2]) > 40
    assert max(caller[len(caller) // 2 + 1 :]) == 0
    assert max(staff) == 0


@pytest.fixture
def talk(stage: Stage) -> Call:
    """A call that lin had, and its recording."""
    line = stage.line()
    coming = Coming(external_id="a", process="p", number="+819011112222")
    call = stage.store.write_now(come, line, coming)
    stage.store.write_now(calls.enqueue, call.id)
    assert stage.lin.person_id is not None
    stage.store.write_now(calls.take, call.id, stage.lin.person_id, at=stage.store.clock())
    return stage.store.write_now(
        recordings.keep,
        call.id,
        "talk",
        f"aa/{'a' * 64}-{'0' * 16}",
        seconds=3,
        size=9,
        announced_at=stage.store.clock(),
    )


def test_a_file_leaves_the_house_by_a_supervisor_alone_and_is_noted(
    stage: Stage, talk: Call
) -> None:
    number = talk.recordings[0].id
    assert stage.store.write_now(recordings.hear, number, by=stage.lin).size == 9
    with pytest.raises(Forbidden):
        stage.store.write_now(recordings.hear, number, by=stage.lin, download=True)
    stage.store.write_now(recordings.hear, number, by=stage.world.anna, download=True)
    asked = [
        (each.kind, each.by_id)
        for each in stage.store.read_now(_events)
        if each.kind.startswith("recording_")
    ]
    assert asked == [
        ("recording_heard", stage.lin.person_id),
        ("recording_downloaded", stage.world.anna.person_id),
    ]


def test_a_waveform_is_for_whoever_may_hear_it_and_is_kept(stage: Stage, talk: Call) -> None:
    number = talk.recordings[0].id
    with pytest.raises(Forbidden):
        stage.store.read_now(waveform, number, by=stage.sora)
    assert stage.store.read_now(waveform, number, by=stage.lin).peaks is None
    stage.store.write_now(recordings.keep_peaks, number, [[1, 2], [3]])
    assert stage.store.read_now(sound, number, by=stage.world.anna).peaks == [[1, 2], [3]]


def _events(view: View) -> list[feed.Event]:
    return feed.read(view.connection, feed.START, 1_000)

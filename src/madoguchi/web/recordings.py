"""Recordings of calls: to be heard, drawn as a waveform, and taken along."""

from __future__ import annotations

import msgspec
from litestar import get
from litestar.params import FromQuery
from litestar.response import Stream

from madoguchi.channels.phone.media.peaks import peaks_of
from madoguchi.channels.phone.operations import recordings
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.web.files_out import SANDBOX
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk


class Waveform(msgspec.Struct, frozen=True):
    """How loud a recording is along its length, from 0 to 255: the caller, then the staff."""

    seconds: float
    channels: list[list[int]]


@get("/recordings/{recording_id:int}", tags=["Telephone"], summary="Hear a recording")
async def hear(
    recording_id: PathId, by: By, desk: GivenDesk, download: FromQuery[bool] = False
) -> Stream:
    """Send a recording as WAV; who asked is in the audit log.

    Voicemail is for whoever sees the shop, talks are for supervisors and for whoever spoke; with
    `download`, as a file to be kept, any is for supervisors alone.
    """
    sound = await desk.store.write(recordings.hear, recording_id, by=by, download=download)
    how = "attachment" if download else "inline"
    return Stream(
        await desk.blobs.read(sound.blob),
        media_type="audio/wav",
        headers={
            "Content-Length": str(sound.size),
            "Content-Disposition": f'{how}; filename="call-{sound.call_id}.wav"',
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@get(
    "/recordings/{recording_id:int}/waveform",
    tags=["Telephone"],
    summary="The waveform of a recording",
)
async def draw(recording_id: PathId, by: By, desk: GivenDesk) -> Waveform:
    """Tell how loud a recording is along its length, for whoever may hear it."""
    sound = await desk.store.read(queries.waveform, recording_id, by=by)
    peaks = sound.peaks
    if peaks is None:
        peaks = await peaks_of(await desk.blobs.read(sound.blob), sound.size)
        await desk.store.write(recordings.keep_peaks, recording_id, peaks)
    return Waveform(sound.seconds, peaks)

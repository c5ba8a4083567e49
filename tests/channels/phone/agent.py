"""An agent's browser as far as the telephone knows it: WebRTC, in the test's own process."""

from __future__ import annotations

import asyncio
from fractions import Fraction

from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from madoguchi.channels.phone.media import g711
from tests.channels.phone.carrier import WINDOW, is_note, note


class Agent:
    """Hums into the microphone, and remembers what is heard."""

    def __init__(self, hertz: float) -> None:
        self.heard = bytearray()
        self.frames = 0
        self._news = asyncio.Event()
        self._peer = RTCPeerConnection()
        self._peer.addTrack(_Hum(hertz))
        self._reading: asyncio.Task[None] | None = None
        self._peer.on("track", self._begin)

    async def offer(self) -> str:
        """Describe this end."""
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return str(self._peer.localDescription.sdp)

    async def accept(self, answer: str) -> None:
        """Take the telephone's answer."""
        await self._peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def hears(self, hertz: float, seconds: float = 15) -> None:
        """Wait until a note is heard."""
        async with asyncio.timeout(seconds):
            while not is_note(bytes(self.heard[-WINDOW:]), hertz):
                await self._news.wait()
                self._news.clear()

    async def close(self) -> None:
        """Close the tab."""
        if self._reading is not None:
            self._reading.cancel()
        await self._peer.close()

    def _begin(self, track: MediaStreamTrack) -> None:
        self._reading = asyncio.create_task(self._read(track))

    async def _read(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, AudioFrame)
            self.frames += 1
            self._news.set()
            self.heard += bytes(frame.planes[0])[: 2 * frame.samples]


class _Hum(MediaStreamTrack):
    kind = "audio"

    def __init__(self, hertz: float) -> None:
        super().__init__()
        self._hertz = hertz
        self._position = 0
        self._due: float | None = None

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._due = loop.time() if self._due is None else self._due + 0.02
        await asyncio.sleep(max(0, self._due - loop.time()))
        frame = AudioFrame(format="s16", layout="mono", samples=g711.FRAME)
        frame.planes[0].update(note(self._hertz, self._position))
        frame.sample_rate, frame.time_base = g711.RATE, Fraction(1, g711.RATE)
        frame.pts = self._position
        self._position += g711.FRAME
        return frame

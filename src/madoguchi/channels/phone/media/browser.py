"""A browser's leg: WebRTC through aiortc, in G.711 too, so that nothing is encoded twice.

Imported only by the telephone's own process: it brings FFmpeg's libraries along.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from fractions import Fraction

import aioice.ice
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.exceptions import InvalidStateError
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler

from madoguchi.channels.phone.media import g711
from madoguchi.channels.phone.media.clips import Clip

MOST_WAITING = 6
"""Frames between two clocks, ours and the browser's: past 120 ms the oldest is let go."""
_BEAT = Fraction(1, g711.RATE)


class BadOffer(Exception):
    """A description that no browser writes, or that has no audio."""


def listen_on(address: str) -> None:
    """Offer browsers this address alone, instead of those of every interface.

    aioice has no option for it, skips loopback, and would name addresses of inner networks.
    """
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [address]


async def warm_up() -> None:
    """Do once, before the first call, what costs aiortc 200 ms the first time."""
    ours, theirs = RTCPeerConnection(), RTCPeerConnection()
    ours.addTransceiver("audio")
    await ours.setLocalDescription(await ours.createOffer())
    await theirs.setRemoteDescription(ours.localDescription)
    await theirs.setLocalDescription(await theirs.createAnswer())
    await asyncio.gather(ours.close(), theirs.close())


def relay(text: str) -> RTCIceServer:
    """Read `turn:USER:PASSWORD@HOST:PORT`."""
    who, _, place = text.removeprefix("turn:").rpartition("@")
    user, _, password = who.partition(":")
    return RTCIceServer(urls=[f"turn:{place}"], username=user, credential=password)


class BrowserLeg:
    """One browser. `on_up` is called with the first sound, `on_down` once when it is lost."""

    def __init__(
        self,
        on_up: Callable[[], None],
        on_down: Callable[[], None],
        relays: Sequence[RTCIceServer] = (),
    ) -> None:
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=list(relays)))
        self._heard: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._heard_at: float | None = None
        self._voice = _Voice()
        self._on_up, self._on_down = on_up, on_down
        self._reading: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._pressed_at = time.monotonic()
        self._peer.on("track", self._begin)
        self._peer.on("connectionstatechange", self._look)

    async def accept(self, offer: str) -> str:
        """Take a browser's offer and return our answer. Raises `BadOffer`."""
        try:
            await self._peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            transceivers = self._peer.getTransceivers()
            if len(transceivers) != 1 or transceivers[0].kind != "audio":
                raise BadOffer
            transceivers[0].setCodecPreferences(_narrow())
            self._peer.addTrack(self._voice)
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except (ValueError, KeyError, IndexError, AttributeError, InvalidStateError) as error:
            raise BadOffer from error
        return str(self._peer.localDescription.sdp)

    def take(self) -> bytes | None:
        """Return what was said in the last 20 ms."""
        return self._heard.popleft() if self._heard else None

    def give(self, samples: bytes) -> None:
        """Let them hear 20 ms."""
        self._voice.say(samples)

    def play(self, clip: Clip, frame: int) -> None:
        """Let them hear a frame of a clip."""
        self._voice.say(clip.frames[frame])

    def heard_for(self) -> float | None:
        """Return for how many seconds nothing has come; None before the first sound."""
        return None if self._heard_at is None else time.monotonic() - self._heard_at

    @property
    def waited_for(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._pressed_at

    def close(self) -> None:
        """Hang up this leg; nothing is told any more."""
        self._on_up = self._on_down = lambda: None
        self._voice.stop()
        if self._reading is not None:
            self._reading.cancel()
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())

    async def _close(self) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            await self._peer.close()

    async def closed(self) -> None:
        """Wait until a closed leg has let go of everything."""
        if self._closing is not None:
            await self._closing

    def _begin(self, track: MediaStreamTrack) -> None:
        self._reading = asyncio.create_task(self._read(track))

    def _look(self) -> None:
        if self._peer.connectionState in ("failed", "closed"):
            self._on_down()

    async def _read(self, track: MediaStreamTrack) -> None:
        resampler: AudioResampler | None = None
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                self._on_down()
                return
            assert isinstance(frame, AudioFrame)
            first = self._heard_at is None
            self._heard_at = time.monotonic()
            if frame.sample_rate != g711.RATE or frame.layout.nb_channels != 1:
                resampler = resampler or AudioResampler("s16", "mono", g711.RATE)
                for each in resampler.resample(frame):
                    self._put(each)
            else:
                self._put(frame)
            if first:
                self._on_up()

    def _put(self, frame: AudioFrame) -> None:
        samples = bytes(frame.planes[0])[: 2 * frame.samples]
        for start in range(0, len(samples) - len(g711.SILENCE) + 1, len(g711.SILENCE)):
            self._heard.append(samples[start : start + len(g711.SILENCE)])


class _Voice(MediaStreamTrack):
    """What the browser hears: frames as they are given, which sets the pace."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._position = 0

    def say(self, samples: bytes) -> None:
        """Give the next 20 ms; while nobody reads, the oldest go."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(samples)

    async def recv(self) -> AudioFrame:
        """Return the next frame (aiortc's)."""
        if self.readyState != "live":
            raise MediaStreamError
        samples = await self._queue.get()
        frame = AudioFrame(format="s16", layout="mono", samples=g711.FRAME)
        frame.planes[0].update(samples)
        frame.sample_rate = g711.RATE
        frame.time_base = _BEAT
        frame.pts = self._position
        self._position += g711.FRAME
        return frame


def _narrow() -> list[RTCRtpCodecCapability]:
    """Return the codecs that the telephone speaks itself."""
    known = RTCRtpSender.getCapabilities("audio").codecs
    return [each for each in known if each.mimeType in ("audio/PCMU", "audio/PCMA")]

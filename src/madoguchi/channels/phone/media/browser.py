"""A browser's leg: WebRTC through aiortc, in PCMU, which every browser speaks (RFC 7874).

Imported only by the telephone's own process: it brings FFmpeg's libraries along.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
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
from aiortc.mediastreams import MediaStreamError
from av import Packet
from av.stream import Stream

from madoguchi.channels.phone.media import g711, rtp
from madoguchi.channels.phone.media.clips import Clip
from madoguchi.channels.phone.media.hearing import Hearing
from madoguchi.channels.phone.media.tap import tap

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


class BrowserLeg:
    """One browser. `on_up` is called with the first sound, `on_down` once when it is lost."""

    def __init__(
        self,
        on_up: Callable[[], None],
        on_down: Callable[[], None],
        relays: Sequence[RTCIceServer] = (),
    ) -> None:
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=list(relays)))
        self._hearing = Hearing()
        self.accepted = False
        self._up = False
        self._voice = _Voice()
        self._on_up, self._on_down = on_up, on_down
        self._waiting: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._made_at = time.monotonic()
        self._peer.on("track", self._begin)
        self._peer.on("connectionstatechange", self._look)

    async def accept(self, offer: str) -> str:
        """Take a browser's offer and return our answer. Raises `BadOffer`."""
        self.accepted = True
        try:
            # Before their description: what is preferred later changes nothing any more.
            self._peer.addTrack(self._voice)
            (ours,) = self._peer.getTransceivers()
            ours.setCodecPreferences(_narrow())
            tap(ours.receiver, self._hear)
            await self._peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            if self._peer.getTransceivers() != [ours]:
                raise BadOffer
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except Exception as error:
            # Whatever aiortc makes of a text that somebody sent: it was not one of a browser's.
            raise BadOffer(repr(error)) from error
        return str(self._peer.localDescription.sdp)

    def hand_to(self, on_up: Callable[[], None], on_down: Callable[[], None]) -> None:
        """Let somebody else be told from now on; of what was said before nothing is heard."""
        self._on_up, self._on_down = on_up, on_down
        self._hearing.catch_up()
        if self._up:
            on_up()
        if self.lost:
            on_down()

    @property
    def lost(self) -> bool:
        """Whether the connection is over."""
        return self._peer.connectionState in ("failed", "closed")

    @property
    def age(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._made_at

    def take(self) -> bytes | None:
        """Return what was said in the last 20 ms."""
        return self._hearing.take()

    def give(self, samples: bytes) -> None:
        """Let them hear 20 ms."""
        self._voice.say(g711.encode(samples, g711.PCMU))

    def play(self, clip: Clip, frame: int) -> None:
        """Let them hear a frame of a clip."""
        self._voice.say(clip.payloads(g711.PCMU)[frame])

    def heard_for(self) -> float | None:
        """Return for how many seconds nothing has come; None before the first sound."""
        return self._hearing.heard_for()

    def close(self) -> None:
        """Hang up this leg; nothing is told any more."""
        self._on_up = self._on_down = lambda: None
        self._voice.stop()
        if self._waiting is not None:
            self._waiting.cancel()
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
        self._waiting = asyncio.create_task(self._wait_for_end(track))

    def _look(self) -> None:
        if self.lost:
            self._on_down()

    async def _wait_for_end(self, track: MediaStreamTrack) -> None:
        """Wait until the track ends: its packets are tapped, so no frame ever comes of it."""
        with contextlib.suppress(MediaStreamError):
            while True:
                await track.recv()
        self._on_down()

    def _hear(self, packet: rtp.Packet) -> None:
        self._hearing.put(packet)
        if not self._up:
            self._up = True
            self._on_up()


class _Voice(MediaStreamTrack):
    """What the browser hears: payloads as they are given, which sets the pace.

    Given encoded, they reach the network without aiortc's encoder and its threads.
    """

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._position = 0

    def say(self, payload: bytes) -> None:
        """Give the next 20 ms; while nobody reads, the oldest go."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(payload)

    async def recv(self) -> Packet[Stream]:
        """Return the next packet (aiortc's)."""
        if self.readyState != "live":
            raise MediaStreamError
        packet = Packet(await self._queue.get())
        packet.time_base = _BEAT
        packet.pts = self._position
        self._position += g711.FRAME
        return packet


def _narrow() -> list[RTCRtpCodecCapability]:
    """Return the codec that is spoken with browsers."""
    known = RTCRtpSender.getCapabilities("audio").codecs
    return [each for each in known if each.mimeType == "audio/PCMU"]

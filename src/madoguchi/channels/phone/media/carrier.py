"""The carrier's leg: G.711 over RTP on a port of ours."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import cast

from madoguchi.channels.phone.media import g711, rtp
from madoguchi.channels.phone.media.clips import Clip
from madoguchi.channels.phone.sip.sdp import Stream


class NoPorts(Exception):
    """Every port of the range is taken."""


class Ports:
    """The range of UDP ports that audio may use; even numbers, as RTP has it. 0: any."""

    def __init__(self, host: str, first: int, last: int) -> None:
        self.host = host
        self._free: deque[int] = deque(range(first + first % 2, last + 1, 2))
        self._any = first == 0

    async def open(self, on_key: Callable[[str], None]) -> CarrierLeg:
        """Return a leg on a free port. Raises `NoPorts`."""
        for _ in range(len(self._free) or 1):
            number = 0 if self._any else self._take()
            leg = CarrierLeg(on_key, partial(self._give_back, number))
            try:
                await asyncio.get_running_loop().create_datagram_endpoint(
                    partial(_same, leg), local_addr=(self.host, number)
                )
            except OSError:
                self._give_back(number)  # another program's; the next one then
                continue
            return leg
        raise NoPorts

    def _take(self) -> int:
        if not self._free:
            raise NoPorts
        return self._free.popleft()

    def _give_back(self, number: int) -> None:
        if number:
            self._free.append(number)


class CarrierLeg(asyncio.DatagramProtocol):
    """Made by `Ports.open`; hears nobody and sends nothing until `direct` says where to."""

    def __init__(self, on_key: Callable[[str], None], on_close: Callable[[], None]) -> None:
        self.on_key = on_key
        self.port = 0
        self.codec = g711.PCMU
        self.jitter = rtp.JitterBuffer()
        self._on_close = on_close
        self._transport: asyncio.DatagramTransport | None = None
        self._peer: tuple[str, int] | None = None
        self._host = ""
        self._latched = False
        self._events: int | None = None
        self._sender = rtp.Sender(self.codec)
        self._keys = rtp.Keys()
        self._last = b""
        self._silent = 0
        self._codec_heard = g711.PCMU
        self._heard_at: float | None = None
        self._pressing: deque[tuple[str, int]] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin (asyncio's)."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def error_received(self, exc: Exception) -> None:
        """Ignore what the network says of packets on their way."""

    def direct(self, stream: Stream) -> None:
        """Send where a description says, in its codec."""
        if stream.codec != self._sender.codec:
            self._sender = rtp.Sender(stream.codec)
        self.codec = stream.codec
        self._events = stream.events
        self._host, self._peer = stream.host, (stream.host, stream.port)
        self._latched = False

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take a packet (asyncio's).

        The first to come from the described host, or at first from any, shows where a NAT lets us
        answer; after that nobody else is heard.
        """
        packet = rtp.parse(data)
        if packet is None or self._peer is None:
            return
        source = (addr[0], addr[1])
        if source != self._peer:
            if self._latched:
                return
            self._peer = source
        self._latched = True
        self._heard_at = time.monotonic()
        if packet.kind == self._events:
            key = self._keys.take(packet)
            if key:
                self.on_key(key)
        elif packet.kind in (g711.PCMU, g711.PCMA) and packet.payload:
            self._codec_heard = packet.kind
            self.jitter.put(packet)

    def take(self) -> bytes | None:
        """Return what was said; a frame that is lost sounds like the one before, but softer."""
        payload = self.jitter.take()
        if payload is not None:
            self._last, self._silent = g711.decode(payload, self._codec_heard), 0
            return self._last
        self._silent += 1
        if self._silent > 3 or not self._last:
            return None
        self._last = _softer(self._last)
        return self._last

    def skip(self) -> None:
        """Let 20 ms that nobody listens to go by."""
        self.jitter.take()

    def give(self, samples: bytes) -> None:
        """Let them hear 20 ms."""
        self._send(g711.encode(samples, self._sender.codec))

    def play(self, clip: Clip, frame: int) -> None:
        """Let them hear a frame of a clip."""
        self._send(clip.payloads(self._sender.codec)[frame])

    def press(self, keys: str) -> None:
        """Press keys for the other side: a tenth of a second each, audio silent meanwhile."""
        if self._events is not None:
            for key in keys:
                self._pressing.extend((key, step) for step in range(1, 8))

    def heard_for(self) -> float | None:
        """Return for how many seconds nothing has come; None before the first packet."""
        return None if self._heard_at is None else time.monotonic() - self._heard_at

    def close(self) -> None:
        """Let go of the port."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
            self._on_close()

    def _send(self, payload: bytes) -> None:
        if self._transport is None or self._peer is None:
            return
        if self._pressing and self._events is not None:
            key, step = self._pressing.popleft()
            if step <= 5:
                self._transport.sendto(
                    self._sender.event(self._events, key, step, last=False), self._peer
                )
            elif step == 6:
                for _ in range(3):  # the end is said three times (RFC 4733, 2.5.1.4)
                    end = self._sender.event(self._events, key, 5, last=True)
                    self._transport.sendto(end, self._peer)
            else:
                self._sender.skip(7)
            return
        self._transport.sendto(self._sender.packet(payload), self._peer)


def _same(leg: CarrierLeg) -> CarrierLeg:
    return leg


def _softer(samples: bytes) -> bytes:
    """Halve the loudness: what is repeated for a lost packet fades instead of buzzing."""
    return array("h", (sample >> 1 for sample in array("h", samples))).tobytes()

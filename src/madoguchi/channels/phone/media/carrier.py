"""The carrier's leg: G.711 over RTP on a port of ours."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import cast

from madoguchi.channels.phone.media import g711, rtp
from madoguchi.channels.phone.media.clips import Clip, key_tone
from madoguchi.channels.phone.media.hearing import Hearing
from madoguchi.channels.phone.sip import sdp
from madoguchi.channels.phone.sip.sdp import EVENTS, Stream

MOST_PRESSED = 64
"""Keys that wait to be pressed: past them further ones are let go."""
_KEY_STEPS = 7
"""Frames for a key: five of tone, its end, a pause."""


class NoPorts(Exception):
    """Every port of the range is taken."""


class Ports:
    """The range of UDP ports that audio may use; even numbers, as RTP has it. 0: any.

    `admits` says from which addresses audio may come besides the one that was described.
    """

    def __init__(self, host: str, first: int, last: int, admits: Callable[[str], bool]) -> None:
        self.host = host
        self._admits = admits
        self._free: deque[int] = deque(range(first + first % 2, last + 1, 2))
        self._any = first == 0

    async def open(self, on_key: Callable[[str], None]) -> CarrierLeg:
        """Return a leg on a free port. Raises `NoPorts`."""
        for _ in range(len(self._free) or 1):
            number = 0 if self._any else self._take()
            leg = CarrierLeg(on_key, partial(self._give_back, number), self._admits)
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

    def __init__(
        self,
        on_key: Callable[[str], None],
        on_close: Callable[[], None],
        admits: Callable[[str], bool],
    ) -> None:
        self.on_key = on_key
        self._admits = admits
        self.port = 0
        self.codec = g711.PCMU
        self.hearing = Hearing()
        self._on_close = on_close
        self._transport: asyncio.DatagramTransport | None = None
        self._peer: tuple[str, int] | None = None
        self._host = ""
        self._latched = False
        self._stream: Stream | None = None
        self._described = 0
        self._events: int | None = None
        self._sender = rtp.Sender(self.codec)
        self._keys = rtp.Keys()
        self._pressing: deque[tuple[str, int]] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin (asyncio's)."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def error_received(self, exc: Exception) -> None:
        """Ignore what the network says of packets on their way."""

    def describe(self, host: str) -> bytes:
        """Return the description of our end, reached at an address.

        Where they have described theirs it is the answer to it: their codec, the number they gave
        to keys (RFC 3264, 6.1), and the direction that fits theirs.
        """
        self._described += 1
        theirs, version = self._stream, self._described
        if theirs is None:
            codecs = (self.codec, 8 - self.codec)
            return sdp.write(host, self.port, codecs=codecs, session=self.port, version=version)
        return sdp.write(
            host,
            self.port,
            codecs=(theirs.codec,),
            events=theirs.events,
            direction=theirs.answered_with,
            session=self.port,
            version=version,
        )

    def direct(self, stream: Stream) -> None:
        """Send where a description says, in its codec."""
        if stream.codec != self._sender.codec:
            self._sender = rtp.Sender(stream.codec)
        before, self._stream = self._stream, stream
        self.codec, self._events = stream.codec, stream.events
        if before is None or (before.host, before.port) != (stream.host, stream.port):
            self._host, self._peer = stream.host, (stream.host, stream.port)
            self._latched = False
        if not stream.speaks:
            self.hearing.excuse()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take a packet (asyncio's).

        The first to come from the described host, or from another of the trunk's, shows where a
        NAT lets us answer; after that nobody else is heard. Whoever sprays packets over our ports
        must not be sent the call.
        """
        packet = rtp.parse(data)
        if packet is None or self._peer is None:
            return
        source = (addr[0], addr[1])
        if source != self._peer:
            if self._latched or not (source[0] == self._host or self._admits(source[0])):
                return
            self._peer = source
        self._latched = True
        if packet.kind in (self._events, EVENTS):
            key = self._keys.take(packet)
            if key:
                self.on_key(key)
        elif self._stream is not None and self._stream.speaks:
            self.hearing.put(packet)

    def take(self) -> bytes | None:
        """Return what was said in the last 20 ms."""
        return self.hearing.take()

    def give(self, samples: bytes) -> None:
        """Let them hear 20 ms."""
        self._send(g711.encode(samples, self._sender.codec))

    def play(self, clip: Clip, frame: int) -> None:
        """Let them hear a frame of a clip."""
        self._send(clip.payloads(self._sender.codec)[frame])

    def press(self, keys: str) -> None:
        """Press keys for the other side: a tenth of a second each, audio silent meanwhile.

        As events (RFC 4733) where they understand them, else as the tones themselves.
        """
        for key in keys:
            if len(self._pressing) < MOST_PRESSED * _KEY_STEPS:
                self._pressing.extend((key, step) for step in range(1, _KEY_STEPS + 1))

    def heard_for(self) -> float | None:
        """Return for how many seconds nothing has come; None before the first packet."""
        return self.hearing.heard_for()

    def close(self) -> None:
        """Let go of the port."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
            self._on_close()

    def _send(self, payload: bytes) -> None:
        if self._transport is None or self._peer is None or self._stream is None:
            return
        if not self._stream.hears:
            return
        if not self._pressing:
            self._transport.sendto(self._sender.packet(payload), self._peer)
            return
        key, step = self._pressing.popleft()
        if self._events is not None:
            for packet in self._event(self._events, key, step):
                self._transport.sendto(packet, self._peer)
        else:
            tone = key_tone(key) if step < _KEY_STEPS else Clip(g711.SILENCE)
            frame = tone.payloads(self._sender.codec)[min(step, len(tone.frames)) - 1]
            self._transport.sendto(self._sender.packet(frame), self._peer)

    def _event(self, kind: int, key: str, step: int) -> list[bytes]:
        """Return the packets that say a key's frame."""
        if step < _KEY_STEPS - 1:
            return [self._sender.event(kind, key, step, first=step == 1)]
        if step == _KEY_STEPS - 1:  # the end is said three times (RFC 4733, 2.5.1.4)
            return [self._sender.event(kind, key, step - 1, last=True) for _ in range(3)]
        self._sender.skip(_KEY_STEPS)
        return []


def _same(leg: CarrierLeg) -> CarrierLeg:
    return leg

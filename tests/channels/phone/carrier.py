"""A carrier for the tests: SIP by sipp, an independent program; audio by a socket of our own."""

from __future__ import annotations

import asyncio
import math
import random
import socket
from array import array
from functools import cache
from pathlib import Path
from typing import Self, cast

from madoguchi.channels.phone.media import g711, rtp
from madoguchi.channels.phone.sip.sdp import EVENTS

WINDOW = 4_800
"""Bytes in which a note is told: 0.3 s."""
QUIET = 300
"""What is never louder is silence: a note is twenty times that."""
PATIENCE_SECONDS = 60
"""How long a note may be in coming: a machine with much to do stands still now and then."""
FOLDER = Path(__file__).parent / "data"


def free_port() -> int:
    """Return a UDP port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Sipp:
    """One run of sipp: `async with Sipp("hang_up.xml", port) as sipp: … await sipp.done()`."""

    def __init__(
        self,
        scenario: str,
        port: int,
        *options: str,
        number: str = "81312345678",
        caller: str = "+819011112222",
        ear: int = 9,
        at: int = 0,
    ) -> None:
        self._words = [
            "sipp", f"127.0.0.1:{port}", "-sf", str(FOLDER / scenario), "-s", number,
            "-i", "127.0.0.1", "-p", str(at or free_port()), "-mi", "127.0.0.1",
            "-mp", str(free_port()), "-key", "ear", str(ear),
            "-key", "caller", caller, "-nostdin", "-m", "1", *options,
        ]  # fmt: skip
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={"TERM": "dumb", "PATH": "/usr/bin:/bin:/usr/sbin"},
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def done(self, seconds: float = 20) -> None:
        """Wait until the scenario has been played; fails with what sipp says where it was not."""
        assert self._process is not None
        async with asyncio.timeout(seconds):
            said, _ = await self._process.communicate()
        assert self._process.returncode == 0, said.decode(errors="replace")[-3000:]


class Ear(asyncio.DatagramProtocol):
    """The caller's telephone: hears, and says a note; open with `listen`."""

    def __init__(self, hertz: float = 0) -> None:
        self.heard = bytearray()
        self.pressed = ""
        self.packets = 0
        self.port = 0
        self._read = 0
        self._hertz = hertz
        self._sender = rtp.Sender(g711.PCMU)
        self._keys = rtp.Keys()
        self._transport: asyncio.DatagramTransport | None = None
        self._saying: asyncio.Task[None] | None = None
        self._peer: tuple[str, int] | None = None

    @classmethod
    async def listen(cls, hertz: float = 0) -> Ear:
        """Return an ear on a free port."""
        ear = cls(hertz)
        await ear.open()
        return ear

    async def open(self) -> None:
        """Take a free port."""
        await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Hear a packet, and begin to speak to where it came from."""
        packet = rtp.parse(data)
        assert packet is not None
        self.packets += 1
        if packet.kind == EVENTS:
            self.pressed += self._keys.take(packet)
        else:
            self.heard += g711.decode(packet.payload, packet.kind)
        self._peer = addr  # a later call comes from a port of its own
        if self._saying is None:
            self._saying = asyncio.create_task(self._say())

    def press(self, keys: str) -> None:
        """Press keys (RFC 4733), each packet as often as the RFC has it said."""
        assert self._transport is not None
        for key in keys:
            for ticks in range(1, 6):
                self._transport.sendto(self._sender.event(101, key, ticks, last=False), self._peer)
            for _ in range(3):
                self._transport.sendto(self._sender.event(101, key, 5, last=True), self._peer)
            self._sender.skip(10)

    async def hears(self, hertz: float, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until a note has been heard, after whatever was heard before."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    while self._read + WINDOW <= len(self.heard):
                        window = bytes(self.heard[self._read : self._read + WINDOW])
                        self._read += WINDOW // 4
                        if strength(window, hertz) > 0.6:
                            return
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{hertz} Hz was not heard; {self.packets} packets") from None

    async def hears_nothing(self) -> None:
        """Wait until there is silence, which is sent like everything else."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                end = array("h", bytes(self.heard[-WINDOW:]))
                if len(end) == WINDOW // 2 and max(map(abs, end)) < QUIET:
                    return
                await asyncio.sleep(0.02)

    async def hears_both(self, one: float, other: float) -> None:
        """Wait until two notes sound at once, as loud as each other."""
        await hears_both(self.heard, one, other)

    async def _say(self) -> None:
        loop = asyncio.get_running_loop()
        due, position = loop.time(), 0
        while True:
            samples = note(self._hertz, position) if self._hertz else g711.SILENCE
            position += g711.FRAME
            assert self._transport is not None
            self._transport.sendto(self._sender.packet(g711.encode(samples, g711.PCMU)), self._peer)
            due += 0.02
            await asyncio.sleep(max(0, due - loop.time()))

    def close(self) -> None:
        """Put the telephone down."""
        if self._saying is not None:
            self._saying.cancel()
        if self._transport is not None:
            self._transport.close()


async def hears_both(heard: bytearray, one: float, other: float) -> None:
    """Wait until what is heard ends with two notes at once, as loud as each other."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            end = bytes(heard[-WINDOW:])
            if len(end) == WINDOW and min(strength(end, one), strength(end, other)) > 0.3:
                return
            await asyncio.sleep(0.02)


def note(hertz: float, position: int) -> bytes:
    """Return 20 ms of a note (of whole hertz) from a position on."""
    return _note(hertz, position % g711.RATE)


@cache
def _note(hertz: float, position: int, level: int = 8000) -> bytes:
    angle = 2 * math.pi * hertz / g711.RATE
    return array(
        "h", (round(level * math.sin(angle * (position + i))) for i in range(g711.FRAME))
    ).tobytes()


def strength(samples: bytes, hertz: float) -> float:
    """Return how much of a sound's power is one frequency, 0 to 1 (Goertzel)."""
    values = array("h", samples)
    power = sum(value * value for value in values)
    if not power:
        return 0.0
    step = 2 * math.cos(2 * math.pi * hertz / g711.RATE)
    before = last = 0.0
    for value in values:
        before, last = last, value + step * last - before
    return 2 * (last**2 + before**2 - step * last * before) / (len(values) * power)


def is_note(samples: bytes, hertz: float) -> bool:
    """Say whether a sound of some length is that note and little else."""
    return len(samples) >= WINDOW and strength(samples, hertz) > 0.6


def nonsense(seed: int, sample: bytes) -> bytes:
    """Return a message with a few bytes changed, cut, doubled or thrown in."""
    chance = random.Random(seed)
    data = bytearray(sample)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) or 1)
        match chance.randrange(5):
            case 0:
                data[at : at + 1] = chance.randbytes(1)
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 20))
            case 3:
                data[at:at] = data[at : at + 60] * chance.randint(1, 50)
            case 4:
                data = data[: chance.randint(0, len(data))]
    return bytes(data[:65_000])

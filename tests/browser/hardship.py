"""A bad machine for the stories, asked for by `HARDSHIP="cpu=5 line=400 stop=1500 seed=7"`.

Without that variable nothing here is at work. What a story waits for may come late, and does come.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager, suppress

import msgspec
from playwright.sync_api import BrowserContext, Page

_READ = 1 << 16
_SECONDS_BETWEEN_STOPS = (2.0, 8.0)


class Hardship(msgspec.Struct, frozen=True):
    """How bad it is; 0 leaves a thing as it is."""

    cpu: int = 0
    """So many times slower is each page's own processor."""
    line: int = 0
    """So many milliseconds at most does each piece of what comes to the browser take."""
    stop: int = 0
    """So many milliseconds at most does a server stand still, again and again."""
    seed: int = 0

    @classmethod
    def told(cls, words: str) -> Hardship:
        """Read `name=number` words. Raises `msgspec.ValidationError` for what is no number."""
        told = dict(word.partition("=")[::2] for word in words.split())
        return msgspec.convert(told, cls, strict=False)

    def weigh_on(self, context: BrowserContext, page: Page) -> None:
        """Slow a page's processor down."""
        if self.cpu:
            client = context.new_cdp_session(page)
            client.send("Emulation.setCPUThrottlingRate", {"rate": self.cpu})

    @contextmanager
    def on_the_line(self) -> Iterator[list[str]]:
        """Lay a slow line; yields the flags by which a browser takes it."""
        if not self.line:
            yield []
            return
        with _beside(_SlowLine(self.line / 1000, self.seed).serve) as port:
            # Browsers go to their own machine past any proxy, unless told not to.
            yield [f"--proxy-server=socks5://127.0.0.1:{port}", "--proxy-bypass-list=<-loopback>"]

    @contextmanager
    def in_the_house(self, process: int | None) -> Iterator[None]:
        """Let a server stand still at odd moments."""
        if not self.stop or not process:
            yield
            return
        over = threading.Event()
        thread = threading.Thread(target=self._interrupt, args=(process, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _interrupt(self, process: int, over: threading.Event) -> None:
        chance = random.Random(self.seed)
        while not over.wait(chance.uniform(*_SECONDS_BETWEEN_STOPS)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP)
                over.wait(chance.uniform(0.5, 1) * self.stop / 1000)
                os.kill(process, signal.SIGCONT)


HARDSHIP = Hardship.told(os.environ.get("HARDSHIP", ""))
"""Of this run."""


class _SlowLine:
    """A SOCKS 5 proxy (RFC 1928) that passes on what comes back late, each connection by itself."""

    def __init__(self, longest: float, seed: int) -> None:
        self._longest = longest
        self._chances = random.Random(seed)

    async def serve(self, ready: Callable[[int], None]) -> None:
        """Listen until cancelled."""
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        ready(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    async def _take(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        chance = random.Random(self._chances.random())
        with closing(back), suppress(OSError, asyncio.IncompleteReadError):
            host, port = await _asked(near, back)
            try:
                far, forth = await asyncio.open_connection(host, port)
            except OSError:
                back.write(b"\x05\x05\x00\x01" + bytes(6))
                return
            back.write(b"\x05\x00\x00\x01" + bytes(6))
            ways = [
                asyncio.create_task(_pass_on(near, forth, lambda: 0)),
                asyncio.create_task(_pass_on(far, back, lambda: self._delay(chance))),
            ]
            with closing(forth):
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()
                    await asyncio.gather(*ways, return_exceptions=True)

    def _delay(self, chance: random.Random) -> float:
        return chance.random() * self._longest


async def _asked(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> tuple[str, int]:
    """Greet a browser, and return where it wants to go."""
    _, ways = await near.readexactly(2)
    await near.readexactly(ways)
    back.write(b"\x05\x00")
    *_, kind = await near.readexactly(4)
    if kind == 1:
        host = ".".join(map(str, await near.readexactly(4)))
    else:
        host = (await near.readexactly((await near.readexactly(1))[0])).decode()
    return host, int.from_bytes(await near.readexactly(2), "big")


async def _pass_on(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, delay: Callable[[], float]
) -> None:
    while piece := await source.read(_READ):
        await asyncio.sleep(delay())
        target.write(piece)
        await target.drain()


@contextmanager
def _beside(serve: Callable[[Callable[[int], None]], Coroutine[None, None, None]]) -> Iterator[int]:
    """Run a server of asyncio on a thread of its own; yields its port."""
    ports: list[int] = []
    listening = threading.Event()
    loop = asyncio.new_event_loop()

    def ready(port: int) -> None:
        ports.append(port)
        listening.set()

    async def run() -> None:
        task = asyncio.create_task(serve(ready))
        tasks.append(task)
        with suppress(asyncio.CancelledError):
            await task
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    tasks: list[asyncio.Task[None]] = []
    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    listening.wait()
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(tasks[0].cancel)
        thread.join()
        loop.close()

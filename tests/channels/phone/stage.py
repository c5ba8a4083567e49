"""A desk with a telephone line, and the exchange in this process, listening on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.contracts.lines import LANGUAGES, Line, LineDraft
from madoguchi.channels.phone.exchange.exchange import Exchange, Where
from madoguchi.channels.phone.media.browser import listen_on
from madoguchi.channels.phone.operations.lines import make_line
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import system_clock
from madoguchi.people.contracts import THE_DESK, Actor
from madoguchi.people.presence.operations import choose_presence
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import WEEKDAYS, Hours, ShopChanges
from tests.channels.phone.carrier import note
from tests.world import World

PROMPTS = {"notice": 440.0, "voicemail": 480.0, "closed": 520.0, "please_hold": 560.0,
           "callback_done": 600.0, "callback_offer": 640.0, "place.1": 680.0,
           "minutes.1": 800.0, "menu.1": 720.0, "menu.2": 760.0}  # fmt: skip
"""The tests' prompts are short notes: what is said can be told by its pitch."""
NUMBER = "+81 3-1234-5678"
ALWAYS = Hours(zone="Asia/Tokyo", weekly={day: [("00:00", "24:00")] for day in WEEKDAYS})


class Stage:
    """The named world with a line of kyoto_shop's."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self.world = World(url)
        self.world.store.close()
        self.store = Store(url, clock=system_clock, writers=2, readers=2)
        self.world.store = self.store
        self.folder = folder
        self.blobs = Blobs("", folder / "attachments")
        self.lin: Actor = self.world.lin
        self.sora: Actor = self.world.sora
        for language in LANGUAGES:
            place = folder / "phone" / "prompts" / language
            place.mkdir(parents=True)
            for name, hertz in PROMPTS.items():
                write_note(place / f"{name}.wav", hertz)

    def line(self, *, open: bool = True, **more: object) -> Line:
        """Make the line; `more` is what differs from a plain one."""
        hours = ALWAYS if open else Hours(zone="Asia/Tokyo", weekly={})
        self.store.write_now(
            shops.change_shop, self.world.kyoto_shop.id, ShopChanges(hours=hours), by=THE_DESK
        )
        plain: dict[str, object] = {
            "languages": ["ja"], "record": False, "patience_s": 60, "trunk": ["127.0.0.1"],
            "country": "JP",
        }  # fmt: skip
        draft = LineDraft(
            shop_id=self.world.kyoto_shop.id,
            name="京都",
            number=NUMBER,
            **{**plain, **more},  # type: ignore[arg-type]
        )
        return self.store.write_now(make_line, draft, by=self.world.anna)

    def at(self, moment: datetime) -> Store:
        """Return the same database as it is opened at another time."""
        return Store(self._url, clock=lambda: moment, writers=1, readers=1)

    def arrive(self, *people: Actor, state: str = "available") -> None:
        """Let people be at their desks."""
        for each in people:
            assert each.person_id is not None
            self.store.write_now(choose_presence, each.person_id, state, by=each)

    def calls(self) -> list[Call]:
        """Return all calls, the oldest first."""
        return self.store.read_now(queries.calls, "all", by=self.world.anna).items[::-1]

    async def call(self, fits: Callable[[Call], bool], seconds: float = 60) -> Call:
        """Wait until a call is as wanted, and return it."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = next((each for each in self.calls() if fits(each)), None)
                    if found is not None:
                        return found
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"no call is as wanted: {self.calls()}") from None

    @asynccontextmanager
    async def exchange(self) -> AsyncIterator[Exchange]:
        """Run an exchange."""
        where = Where(sip=("127.0.0.1", 0), public="127.0.0.1", media="127.0.0.1", ports=(0, 0))
        listen_on("127.0.0.1")
        exchange = Exchange(self.store, self.blobs, where, self.folder / "phone")
        await exchange.open()
        running = asyncio.create_task(exchange.run())
        try:
            yield exchange
        finally:
            await exchange.close()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def write_note(path: Path, hertz: float) -> None:
    """Write 0.6 s of a note as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        for index in range(30):
            file.writeframes(note(hertz, 160 * index))

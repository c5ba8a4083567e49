"""How late a clock is fired, and told to a desk, with ten thousand open and messages flowing."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from bench.figures import Figure, at_least, at_most, percentile
from bench.load import Load, run
from bench.server import Server, serving
from bench.wire import Socket, connect
from madoguchi.clocks.contracts import Scope, StandardDraft, Subject, Within
from madoguchi.clocks.operations.keeping import make_standard
from madoguchi.clocks.queries.book import book
from madoguchi.customers.contracts import Identity, Introduction
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Speech
from madoguchi.installation import DATABASE
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import system_clock
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK
from tests.postgres import Cluster

OPEN, SOON = 10_000, 1_500
"""How many clocks are open, and how many of them reach shares of their time while we look."""
CUSTOMERS, DESKS, RATE, SECONDS = 200, 2, 300.0, 20.0
HEAD_START = 12.0
"""Seconds from the filling to the first firing that counts: the server starts again meanwhile."""


class Filled:
    """Opens conversations whose first replies are owed: most in eight hours, some while we look."""

    def __init__(self, url: str, shop_id: int) -> None:
        self._now = system_clock()
        self._shop_id = shop_id
        self._store = Store(url, clock=lambda: self._now)

    async def fill(self) -> None:
        await self._store.write(_eight_hours_in_korean)
        dice = random.Random(5)
        for first in range(SOON, OPEN, 500):
            await self._open(range(first, first + 500), "ko")
        # Their minute ends while we look; half of it and four fifths are over before, or as well.
        base = system_clock() + timedelta(seconds=HEAD_START - 60)
        begun = sorted(dice.uniform(0, SECONDS + 30) for _ in range(SOON))
        for number, seconds in enumerate(begun):
            self._now = base + timedelta(seconds=seconds)
            await self._open([number], "ja")
        self._store.close()

    async def _open(self, numbers: range | list[int], locale: str) -> None:
        await asyncio.gather(*(self._write(number, locale) for number in numbers))

    async def _write(self, number: int, locale: str) -> None:
        who = Introduction(
            shop_id=self._shop_id,
            identities=(Identity("visitor", f"late-{number}"),),
            locale=locale,
            zone="Asia/Tokyo",
        )
        speech = Speech(client_id=f"lateness-{number:08d}", body="12345")
        await self._store.write(desk.receive, who, speech)


def _eight_hours_in_korean(tx: Tx) -> None:
    shipped = book(tx).standard(Subject.FIRST_REPLY, [Scope()])
    assert shipped is not None  # a fresh desk has it
    slow = msgspec.structs.replace(
        shipped.standard, scope=Scope(language="ko"), target=Within(8 * 3600)
    )
    make_standard(tx, StandardDraft(standard=slow), by=THE_DESK)


async def _watched(server: Server, load: Load) -> tuple[list[float], list[float]]:
    """Return how long after its instant each share of a time was fired, and told, in seconds."""
    fired: list[float] = []
    told: list[float] = []
    begin, position = system_clock() + timedelta(seconds=2), ""

    def on_frame(socket: Socket, frame: bytes | None) -> None:
        if frame is None:
            socket.send({"do": "resume", "position": position})
        elif b'"clock_fired"' in frame:
            now = time.time()
            for event in msgspec.json.decode(frame)["events"]:
                for change in event["changes"]:
                    if change["type"] == "reached":
                        at = datetime.fromisoformat(change["value"]["at"])
                        if at > begin:
                            noted = datetime.fromisoformat(event["at"])
                            fired.append((noted - at).total_seconds())
                            told.append(now - at.timestamp())

    with closing(server.sign_in()) as client:
        position = client.get("/api/v1/desk/snapshot").json()["position"]
    await connect(server.origin, "/live/desk", on_frame, cookie=server.cookie)
    await asyncio.to_thread(run, load)
    return fired, told


def lateness(database: str) -> list[Figure]:
    """Measure from the instant a share of the time is up to its firing, and to a desk's frame."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = ""
        if database == "postgresql":
            url = stack.enter_context(Cluster(durable=True)).create("bench")
        with serving(folder, url) as server, closing(server.sign_in()) as client:
            shop = server.shop(client)
        asyncio.run(Filled(url or f"sqlite:///{folder / DATABASE}", shop["id"]).fill())
        server = stack.enter_context(serving(folder, url))
        server.sign_in().close()
        load = Load(
            customer_origins=[server.origin],
            desk_origins=[server.origin],
            cookie=server.cookie,
            shop_key=shop["public_key"],
            customers=CUSTOMERS,
            desks=DESKS,
            warm_seconds=1,
            seconds=SECONDS,
            rate=RATE,
        )
        fired, told = asyncio.run(_watched(server, load))
    note = f"{OPEN:,} open, {RATE:,.0f} messages/s"
    figures = [at_least(f"clocks told, {database}", len(told), "", SOON, note)]
    for what, late in (("fired", fired), ("told to a desk", told)):
        for share, name, wanted in ((0.5, "p50", 125), (0.99, "p99", 250), (1, "most", 1000)):
            value = percentile(late, share) * 1e3
            figures.append(at_most(f"clock {what}, {name}, {database}", value, "ms", wanted))
    return figures

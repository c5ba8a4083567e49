"""Simulated customers at real sockets, as long as the server runs; there are no simulated agents.

Who is not answered waits, and while as many wait as may be here at once, nobody else comes.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from madoguchi.channels.webchat.visitors import VisitorTokens
from madoguchi.demo.crowd import Customer, arrive, typing_seconds
from madoguchi.demo.scenes import SITES
from madoguchi.shops.rules.identity import sign_identity

MOST_AT_ONCE = 12
NAGS = 2
"""How often somebody who is not answered asks again; then they wait in silence."""

log = structlog.get_logger("madoguchi.demo")

_encode = msgspec.json.Encoder().encode


class Pace(msgspec.Struct, frozen=True):
    """Seconds, least and most, between what happens; `typing` stretches how long people type."""

    arrivals: tuple[float, float] = (3, 16)
    thinking: tuple[float, float] = (2, 9)
    patience: tuple[float, float] = (80, 200)
    typing: float = 1.0


class Door(msgspec.Struct, frozen=True):
    """A shop as its own pages know it: the widget's key and the secret that signs identities."""

    shop_id: int
    public_key: str
    secret: bytes


class Crowd:
    """Run it as a task beside the server; it ends when cancelled."""

    def __init__(
        self,
        url: str,
        tokens: VisitorTokens,
        doors: Mapping[str, Door],
        *,
        chance: random.Random,
        pace: Pace | None = None,
    ) -> None:
        self._url = url
        self._tokens = tokens
        self._doors = doors
        self._chance = chance
        self._pace = pace or Pace()

    async def run(self) -> None:
        """Let customers come and go."""
        here: set[asyncio.Task[None]] = set()
        try:
            while True:
                await self._pause(self._pace.arrivals)
                here = {task for task in here if not task.done()}
                if len(here) < MOST_AT_ONCE:
                    customer = arrive(random.Random(self._chance.random()))  # noqa: S311
                    here.add(asyncio.create_task(self._visit(customer)))
        finally:
            for task in here:
                task.cancel()
            await asyncio.gather(*here, return_exceptions=True)

    async def _visit(self, customer: Customer) -> None:
        door = self._doors[customer.shop]
        address = f"{self._url.replace('http', 'ws', 1)}/live/chat?shop={door.public_key}"
        try:
            async with connect(address, origin=Origin(self._url), compression=None) as socket:
                await socket.send(_encode(self._hello(customer, door)).decode())
                await Visit(socket, customer, self._pace, self._chance).run()
        except (OSError, WebSocketException) as error:
            log.info("simulated_customer_left", detail=str(error))

    def _hello(self, customer: Customer, door: Door) -> dict[str, object]:
        """Say who this is: simulated by our own signature, named by the shop's."""
        token, _ = self._tokens.make(door.shop_id, simulated=True)
        ends = datetime.now(UTC) + timedelta(days=1)
        identity = sign_identity(door.secret, f"simulated-{uuid4().hex}", ends, name=customer.name)
        path, title = customer.page
        return {
            "do": "hello",
            "visitor": token,
            "identity": identity,
            "locale": customer.locale,
            "zone": customer.zone,
            "page": {"url": SITES[customer.shop] + path, "title": title},
        }

    async def _pause(self, between: tuple[float, float]) -> None:
        await asyncio.sleep(self._chance.uniform(*between))


class Visit:
    """One customer at one open socket."""

    def __init__(
        self, socket: ClientConnection, customer: Customer, pace: Pace, chance: random.Random
    ) -> None:
        self._socket = socket
        self._customer = customer
        self._pace = pace
        self._chance = chance
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Write, wait for answers and answer them, until the conversation is over."""
        listening = asyncio.create_task(self._listen())
        talking = asyncio.create_task(self._talk())
        try:
            await asyncio.wait({listening, talking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (listening, talking):
                task.cancel()
            await asyncio.gather(listening, talking, return_exceptions=True)

    async def _listen(self) -> None:
        async for text in self._socket:
            frame = msgspec.json.decode(text)
            for event in frame.get("events", ()):
                for change in event["changes"]:
                    self._notice(change["type"], change["value"] or {})

    def _notice(self, kind: str, value: dict[str, Any]) -> None:
        if kind == "conversation" and value.get("state") == "resolved":
            self._ended.set()
        elif kind == "message" and value.get("author", {}).get("kind") == "agent":
            self._heard.put_nowait(value)

    async def _talk(self) -> None:
        await self._say(self._customer.opening())
        nags = 0
        while not self._ended.is_set():
            said = await self._hear(self._chance.uniform(*self._pace.patience))
            if said is not None:
                await self._answer(said)
            elif self._customer.content:
                return
            elif nags < NAGS:
                nags += 1
                await self._say(self._customer.nag())
        if rating := self._customer.rating():
            await asyncio.sleep(self._chance.uniform(*self._pace.thinking))
            await self._send("rate", score=rating[0], comment=rating[1])

    async def _hear(self, patience: float) -> list[dict[str, Any]] | None:
        """Return what agents have said since; None when nothing came or it ended."""
        ended = asyncio.create_task(self._ended.wait())
        heard = asyncio.create_task(self._heard.get())
        try:
            await asyncio.wait({ended, heard}, timeout=patience, return_when="FIRST_COMPLETED")
            if not heard.done():
                return None
            said = [heard.result()]
        finally:
            ended.cancel()
            heard.cancel()
        await asyncio.sleep(self._chance.uniform(*self._pace.thinking))
        while not self._heard.empty():
            said.append(self._heard.get_nowait())
        return said

    async def _answer(self, said: list[dict[str, Any]]) -> None:
        last = said[-1]
        await self._send("delivered", seq=last["seq"])
        await self._send("read", seq=last["seq"])
        choices = last.get("choices") or []
        if choices:
            index = self._customer.choice(len(choices))
            choose = {"seq": last["seq"], "index": index}
            await self._send("say", client_id=str(uuid4()), choose=choose)
        elif not self._ended.is_set():
            await self._say(self._customer.answer(" ".join(each["body"] for each in said)))

    async def _say(self, text: str) -> None:
        await self._send("typing", on=True)
        await asyncio.sleep(typing_seconds(text) * self._pace.typing)
        await self._send("say", client_id=str(uuid4()), body=text)

    async def _send(self, do: str, **frame: object) -> None:
        await self._socket.send(_encode({"do": do, **frame}).decode())

"""Customers and agents who go on talking whatever breaks: they reconnect, resume and send again.

They do what the widget and the desk do, and remember what they were told, to be held against the
database afterwards.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from typing import Any

import httpx
import msgspec

from bench.wire import Socket, connect

decode = msgspec.json.Decoder().decode
Entities = dict[tuple[str, int], Any]
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 0.5
"""Seconds between two tries to connect: two hundred who knock without rest keep the server down."""


class Talker:
    """One person with one socket, opened again whenever it closes."""

    def __init__(self, name: str, origins: list[str], dice: random.Random) -> None:
        self.name = name
        self.origins = origins
        self.dice = dice
        self.socket: Socket | None = None
        self.ready = asyncio.Event()
        self.unsent: dict[str, dict[str, Any]] = {}
        self.acknowledged: set[str] = set()
        self.refusals: list[Any] = []
        self.reconnected = 0
        self.count = 0
        self.stopped = False
        self._running: asyncio.Task[None] | None = None

    path = ""
    cookie = ""

    def start(self) -> None:
        """Connect, and stay connected until `stop`."""
        self._running = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        """Close for good."""
        self.stopped = True
        if self.socket is not None:
            self.socket.abort()
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    def say(self, frame: dict[str, Any]) -> str:
        """Say something until it is acknowledged."""
        self.count += 1
        client_id = f"{self.name}-{self.count:06d}"
        self.unsent[client_id] = {"do": "say", "client_id": client_id, **frame}
        if self.ready.is_set():
            self._send(self.unsent[client_id])
        return client_id

    def cut(self) -> bool:
        """Cut the line in the middle of a frame; False where there is none just now."""
        if self.socket is None or self.socket.closed:
            return False
        self.socket._transport.write(b"\x81\xfe\x01")
        self.socket.abort()
        return True

    async def _stay_connected(self) -> None:
        pause = SHORTEST_PAUSE
        while not self.stopped:
            origin = self.dice.choice(self.origins)
            try:
                self.socket = await connect(origin, self.path, self._take, cookie=self.cookie)
            except OSError:
                await asyncio.sleep(self.dice.uniform(pause / 2, pause))
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            pause = SHORTEST_PAUSE
            await self.socket.ended.wait()
            self.ready.clear()
            self.reconnected += 1
            await asyncio.sleep(self.dice.uniform(0, 0.1))

    def _take(self, socket: Socket, frame: bytes | None) -> None:
        if frame is None:
            self.greet()
            return
        message = decode(frame)
        if "ack" in message:
            self.acknowledged.add(message["ack"])
            self.unsent.pop(message["ack"], None)
        elif "refused" in message:
            self._refused(message)
        self.hear(message)

    def _refused(self, message: dict[str, Any]) -> None:
        problem = message["problem"]
        if problem["status"] >= 500 or problem["status"] == 429:
            # Not stored, and not for good: the widget and the desk try again.
            again = self.unsent.get(message["refused"])
            if again is not None:
                asyncio.get_running_loop().call_later(0.3, self._send, again)
        else:
            self.refusals.append(problem)
            self.unsent.pop(message["refused"], None)

    def _send(self, frame: dict[str, Any]) -> None:
        if self.socket is not None and not self.socket.closed and self.ready.is_set():
            self.socket.send(frame)

    def _open_for_talk(self) -> None:
        self.ready.set()
        for frame in list(self.unsent.values()):
            self._send(frame)

    def greet(self) -> None:
        """Say who is here, on a socket just opened."""
        raise NotImplementedError

    def hear(self, message: dict[str, Any]) -> None:
        """Take in a frame."""
        raise NotImplementedError


class Customer(Talker):
    """Somebody at the widget."""

    def __init__(self, name: str, origins: list[str], shop_key: str, dice: random.Random) -> None:
        super().__init__(name, origins, dice)
        self.path = f"/live/chat?shop={shop_key}"
        self.visitor: str | None = None
        self.entities: Entities = {}

    def greet(self) -> None:
        """Say hello with the token of the first visit."""
        assert self.socket is not None
        self.socket.send({"do": "hello", "visitor": self.visitor, "locale": "ja"})

    def hear(self, message: dict[str, Any]) -> None:
        """Take in what the desk says."""
        if "hello" in message:
            hello = message["hello"]
            self.visitor = hello["visitor"]
            if hello["conversation"] is not None:
                upsert(self.entities, "conversation", hello["conversation"])
            for one in hello["messages"]:
                upsert(self.entities, "message", one)
            if not self.ready.is_set():
                self._open_for_talk()
        for change in changes(message):
            upsert(self.entities, change["type"], change["value"])
        if "ack" in message:
            upsert(self.entities, "message", message["message"])

    def lines(self) -> list[tuple[int, str]]:
        """Return (seq, body) of the timeline as it stands on this screen."""
        return sorted(
            (one["seq"], one["body"])
            for (kind, _), one in self.entities.items()
            if kind == "message"
        )


class Agent(Talker):
    """Somebody at the desk, who answers now and then."""

    def __init__(
        self, name: str, origins: list[str], client: Callable[[], httpx.Client], cookie: str,
        dice: random.Random,
    ) -> None:  # fmt: skip
        super().__init__(name, origins, dice)
        self.path = "/live/desk"
        self.cookie = cookie
        self.client = client
        self.position = "0.0"
        self.entities: Entities = {}
        self.resets = 0

    def greet(self) -> None:
        """Resume after what was seen last."""
        assert self.socket is not None
        self.socket.send({"do": "resume", "position": self.position})

    def hear(self, message: dict[str, Any]) -> None:
        """Take in what happened."""
        if message.get("reset"):
            self.resets += 1
            self.entities, self.position = fetch_all(self.client())
            self.greet()
            return
        if "position" in message:
            for change in changes(message):
                upsert(self.entities, change["type"], change["value"])
            self.position = message["position"]
            if not self.ready.is_set():
                self._open_for_talk()

    def answer_somebody(self, words: str) -> None:
        """Answer a conversation picked at random among those on the screen."""
        seen = [number for kind, number in self.entities if kind == "conversation"]
        if seen:
            self.say({"conversation_id": self.dice.choice(seen), "body": words})


def changes(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the changes that a frame of events carries."""
    return [change for event in message.get("events", ()) for change in event["changes"]]


def upsert(entities: Entities, kind: str, value: dict[str, Any]) -> None:
    """Keep an entity unless a newer version is held: what makes replay harmless."""
    held = entities.get((kind, value["id"]))
    if held is None or held["version"] <= value["version"]:
        entities[kind, value["id"]] = value


def fetch_all(client: httpx.Client) -> tuple[Entities, str]:
    """Return every conversation and message as a fresh screen gets them, and the position."""
    entities: Entities = {}
    position = _ask(client, "/api/v1/desk/snapshot?view=all")["position"]
    cursor = ""
    while cursor is not None:
        path = f"/api/v1/conversations?view=all&limit=200{f'&cursor={cursor}' if cursor else ''}"
        answer = _ask(client, path)
        for conversation in answer["items"]:
            upsert(entities, "conversation", conversation)
        cursor = answer["next_cursor"]
    for kind, number in list(entities):
        if kind == "conversation":
            after = 0
            while after is not None:
                path = f"/api/v1/conversations/{number}/messages?after={after}&limit=200"
                items = _ask(client, path)["items"]
                for message in items:
                    upsert(entities, "message", message)
                after = items[-1]["seq"] if len(items) == 200 else None
    return entities, position


def _ask(client: httpx.Client, path: str) -> Any:
    """Ask as a program should: when told that it asks too often, it waits and asks again."""
    while (answer := client.get(path)).status_code == 429:
        time.sleep(float(answer.headers.get("Retry-After", "1")))
    return answer.raise_for_status().json()

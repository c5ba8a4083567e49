"""How many notices a second a shop's platform may post, each on the disk before it is answered."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlsplit

from bench.figures import Figure, at_least, at_most, percentile
from bench.library import stores
from bench.server import Server, serving

SECRET = "the bench's own"
RATE = 500
SECONDS = 12
CONNECTIONS = 40
BURST = 6_000


def posted(database: str) -> list[Figure]:
    """Post orders at 500 a second for the time an answer takes, and then as fast as may be."""
    with (
        stores(database) as (_, folder, url),
        serving(folder, "" if database == "sqlite" else url) as server,
    ):
        client = server.sign_in()
        made = client.post(
            "/api/v1/connections",
            json={"shop_id": 1, "kind": "generic", "settings": {"secret": SECRET}},
        ).raise_for_status()
        path = f"/hooks/{made.json()['id']}"
        paced = asyncio.run(_post(server, path, RATE * SECONDS, RATE, "paced"))
        begun = time.perf_counter()
        asyncio.run(_post(server, path, BURST, 0, "burst"))
        seconds = time.perf_counter() - begun
    note = f"orders of 10 lines, {CONNECTIONS} connections"
    return [
        at_most(f"notice answered, p50, {database}", percentile(paced, 0.5), "ms", 50, note),
        at_most(f"notice answered, p99, {database}", percentile(paced, 0.99), "ms", 100, note),
        at_least(f"notices kept, {database}", BURST / seconds, "/s", RATE, note),
    ]


async def _post(server: Server, path: str, count: int, rate: float, series: str) -> list[float]:
    """Post so many over kept connections; returns the milliseconds each took from its due time."""
    numbers = iter(range(count))
    begun = time.perf_counter()
    took: list[float] = []

    async def worker() -> None:
        address = urlsplit(server.origin)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for number in numbers:
            due = begun + number / rate if rate else time.perf_counter()
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            writer.write(_request(path, f"{series}-{number}"))
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            await reader.readexactly(_length(head))
            took.append((time.perf_counter() - due) * 1000)
        writer.close()

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
    return took


def _request(path: str, name: str) -> bytes:
    order = {
        "external_id": name,
        "version": 1,
        "state": "placed",
        "placed_at": "2026-11-01T03:00:00Z",
        "currency": "JPY",
        "total": 12800,
        "lines": [{"title": "行灯の替え紙", "quantity": 1, "price": 1280} for _ in range(10)],
    }
    body = json.dumps({"order": order}, ensure_ascii=False).encode()
    timestamp = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\n"
        f"Madoguchi-Id: {name}\r\nMadoguchi-Topic: order\r\nMadoguchi-Timestamp: {timestamp}\r\n"
        f"Madoguchi-Signature: v1={signed.hexdigest()}\r\n\r\n"
    )
    return head.encode() + body


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0

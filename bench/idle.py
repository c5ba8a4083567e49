"""What an idle widget costs, and what a start costs."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import uvloop

from bench.figures import Figure, at_least, at_most
from bench.load import Crowd, Load, allow_many_sockets
from bench.server import serving

SOCKETS = 10_000
HOLD_SECONDS = 5


def sockets() -> list[Figure]:
    """Measure the memory of 10,000 idle widget sockets on one process."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, serving(Path(folder)) as server:
        client = server.sign_in()
        shop = server.shop(client)
        before = server.resident()
        load = Load(
            customer_origins=[server.origin],
            desk_origins=[],
            cookie="",
            shop_key=shop["public_key"],
            customers=SOCKETS,
            desks=0,
        )
        crowd = subprocess.Popen(
            [sys.executable, "-m", "bench.idle"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert crowd.stdin is not None
        assert crowd.stdout is not None
        crowd.stdin.write(msgspec.json.encode(load))
        crowd.stdin.close()
        try:
            greeted = int(crowd.stdout.readline())
            time.sleep(HOLD_SECONDS)
            each = (server.resident() - before) / SOCKETS
        finally:
            os.kill(crowd.pid, signal.SIGTERM)
            crowd.wait()
        return [
            at_least("idle widget sockets, one process", greeted, "sockets", SOCKETS),
            at_most("memory of an idle socket", each / 1000, "kB", 40),
        ]


def start() -> list[Figure]:
    """Measure a start with an existing database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with serving(folder) as first:
            client = first.sign_in()
            first.shop(client)
        with serving(folder) as again:
            client = again.sign_in()
            client.get("/api/v1/desk/snapshot").raise_for_status()
            resident = again.resident()
            return [
                at_most("start with an existing database", again.started_in, "s", 3),
                at_most("resident after the start", resident / 1e6, "MB", 150),
            ]


async def _hold() -> None:
    load = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    crowd = Crowd(load)
    await crowd.gather()
    sys.stdout.write(f"{crowd.greeted}\n")
    sys.stdout.flush()
    await asyncio.sleep(120)


if __name__ == "__main__":
    allow_many_sockets()
    uvloop.run(_hold())

"""A real server process on a database of its own, set up through its own doors."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

PASSWORD = "a long enough pass phrase 7"
EMAIL = "bench@example.com"
START_SECONDS = 60
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


class Server:
    """`madoguchi serve` in a process of its own."""

    def __init__(self, data: Path, database: str = "", **settings: str) -> None:
        self.port = _free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != NO_BYTECODE},
            "MADOGUCHI_DATA": str(data),
            "MADOGUCHI_DATABASE": database,
            "MADOGUCHI_PORT": str(self.port),
            # The bench's thousand customers all sit behind one address.
            "MADOGUCHI_ADDRESS_RATE": "1000000",
            "MADOGUCHI_MAILBOXES_AT_PRIVATE_ADDRESSES": "true",
            **{f"MADOGUCHI_{name.upper()}": value for name, value in settings.items()},
        }
        self._log = (data / f"server-{self.port}.log").open("wb")
        self.process: subprocess.Popen[bytes]
        self.cookie = ""
        self.started_in = 0.0

    def start(self) -> None:
        """Start, and wait until it answers."""
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "madoguchi.cli", "serve"],
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
        )
        while True:
            try:
                httpx.get(f"{self.origin}/readyz", timeout=1).raise_for_status()
            except httpx.HTTPError:
                if self.process.poll() is not None or time.perf_counter() - begun > START_SECONDS:
                    raise RuntimeError(
                        f"the server did not start: {Path(self._log.name).read_text()[-1500:]}"
                    ) from None
                time.sleep(0.01)
            else:
                break
        self.started_in = time.perf_counter() - begun

    def stop(self) -> None:
        """Stop as an operator would; a server that does not is killed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def resident(self) -> int:
        """Return the bytes of memory that the process holds."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no VmRSS")

    def sign_in(self) -> httpx.Client:
        """Return a client that is signed in as the owner, who is made where there is none."""
        client = httpx.Client(base_url=self.origin, timeout=30, headers={"Origin": self.origin})
        if client.get("/api/v1/setup").json()["needed"]:
            client.post(
                "/api/v1/setup",
                json={
                    "organisation": "Bench",
                    "name": "Owner",
                    "email": EMAIL,
                    "password": PASSWORD,
                },
            ).raise_for_status()
        else:
            client.post(
                "/api/v1/session", json={"email": EMAIL, "password": PASSWORD}
            ).raise_for_status()
        client.headers["X-CSRF-Token"] = client.cookies["madoguchi_csrf"]
        self.cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return client

    def shop(self, client: httpx.Client) -> dict[str, Any]:
        """Return the first shop, made where there is none."""
        shops = client.get("/api/v1/shops").json()
        if shops:
            return dict(shops[0])
        answer = client.post("/api/v1/shops", json={"name": "Bench"})
        answer.raise_for_status()
        return dict(answer.json())


@contextmanager
def serving(data: Path, database: str = "", **settings: str) -> Iterator[Server]:
    """Run a server for as long as the block lasts."""
    data.mkdir(parents=True, exist_ok=True)
    server = Server(data, database, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

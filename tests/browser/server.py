"""A real server process on a port of its own."""

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

import httpx

START_SECONDS = 240


@contextmanager
def serving(command: str, data: Path, port: int | None = None) -> Iterator[str]:
    """Run `madoguchi COMMAND` (`demo`, `serve`) on a folder; yield its origin once it answers."""
    data.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    environment = {**os.environ, "MADOGUCHI_DATA": str(data), "MADOGUCHI_PORT": str(port)}
    words = ["--port", str(port), "--data", str(data)] if command == "demo" else []
    with (data.parent / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "madoguchi.cli", command, *words],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            origin = f"http://127.0.0.1:{port}"
            _await(origin, process, Path(log.name))
            yield origin
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _await(origin: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"{origin}/readyz", timeout=5).raise_for_status()
        except httpx.HTTPError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(
                    f"the server did not start:\n{log.read_text()[-1500:]}"
                ) from None
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

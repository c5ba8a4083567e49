"""A real server process on a port of its own."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import warm
from tests.browser.hardship import HARDSHIP

START_SECONDS = 240


@contextmanager
def serving(command: str, data: Path, port: int | None = None) -> Iterator[str]:
    """Run `madoguchi COMMAND` (`demo`, `serve`) on a folder; yield its origin once it answers."""
    data.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    environment = {**os.environ, "MADOGUCHI_DATA": str(data), "MADOGUCHI_PORT": str(port)}
    words = ["--port", str(port), "--data", str(data)] if command == "demo" else []
    log = data.parent / f"server-{port}.log"
    process = warm.start([command, *words], environment, log)
    try:
        origin = f"http://127.0.0.1:{port}"
        warm.until_ready(process, origin, log, START_SECONDS)
        with HARDSHIP.in_the_house(process.pid):
            yield origin
    finally:
        warm.stop(process, 30)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

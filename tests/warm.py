"""Server processes that begin with everything imported, which is most of what a start does.

They are forks of one that did just that, and are stopped, killed and started again like any other.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import httpx

from bench import server

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["tests.preloaded"])
_one_at_a_time = threading.Lock()


def start(words: Sequence[str], environment: Mapping[str, str], log: Path) -> BaseProcess:
    """Run `madoguchi WORDS` with just these variables; what it prints is added to `log`."""
    process = _forking.Process(target=_run, args=([*words], {**environment}, log), daemon=True)
    with _one_at_a_time:
        program = sys.modules["__main__"]
        # It would be run once more in the new process, which has no need of pytest.
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            process.start()
        finally:
            sys.modules["__main__"] = program
    return process


def until_ready(process: BaseProcess, origin: str, log: Path, seconds: float) -> None:
    """Wait until a server answers at its origin.

    Raises `RuntimeError` with its last words where it ends, or takes longer.
    """
    until = time.monotonic() + seconds
    # Plain http: reading the authorities of https would take longer than the answer.
    with httpx.Client(base_url=origin, timeout=5, verify=False) as client:
        while True:
            try:
                client.get("/readyz").raise_for_status()
            except httpx.HTTPError:
                if not process.is_alive() or time.monotonic() > until:
                    raise RuntimeError(
                        f"the server did not start:\n{log.read_text()[-1500:]}"
                    ) from None
                time.sleep(0.02)
            else:
                return


def stop(process: BaseProcess, seconds: float) -> None:
    """Stop it as an operator would; one that does not within some seconds is killed."""
    process.terminate()
    process.join(seconds)
    kill(process)


def kill(process: BaseProcess) -> None:
    """End it at once, with SIGKILL."""
    process.kill()
    process.join()


class Server(server.Server):
    """`madoguchi serve` in a process of its own, to be killed and started again."""

    def start(self) -> None:
        """Start, and wait until it answers."""
        log = Path(self._log.name)
        self._running = start(["serve"], self._environment, log)
        until_ready(self._running, self.origin, log, server.START_SECONDS)

    def kill(self) -> None:
        """End it as a crash would."""
        kill(self._running)

    def stop(self) -> None:
        """Stop it as an operator would."""
        stop(self._running, 10)
        self._log.close()


def _run(words: list[str], environment: dict[str, str], log: Path) -> None:
    with log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)

    from madoguchi import cli  # here: who starts a server has no need of it

    sys.exit(cli.main(words))

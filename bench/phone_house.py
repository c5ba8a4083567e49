"""`madoguchi phone` as a process of its own, with a line and people at their desks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.link.client import Switchboard
from madoguchi.channels.phone.link.wire import address_of
from madoguchi.channels.phone.media.browser import listen_on
from madoguchi.kernel.keys import Keyring
from madoguchi.people.contracts import Actor
from tests.channels.phone.carrier import FOLDER, free_port
from tests.channels.phone.stage import Stage

TICKS = os.sysconf("SC_CLK_TCK")


class House:
    """What a measurement needs of the running telephone."""

    def __init__(self, stage: Stage, line: Line, sip_port: int, process: int) -> None:
        self.stage = stage
        self.line = line
        self.sip_port = sip_port
        self.board: Switchboard
        self._process = process

    def people(self, count: int) -> list[Actor]:
        """Let people sit down at their desks."""
        hired = [self.stage.world.hire(f"p{number}", "agent", None) for number in range(count)]
        self.stage.arrive(*hired)
        return hired

    def kill(self) -> None:
        """End the process without a word."""
        os.kill(self._process, signal.SIGKILL)

    def cpu_seconds(self) -> float:
        """Return how much of a core the process has used so far."""
        fields = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def megabytes(self) -> float:
        """Return how much memory the process has."""
        text = Path(f"/proc/{self._process}/status").read_text()
        return int(text.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def telephone(**line: object) -> AsyncIterator[House]:
    """Run the telephone on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="phone-") as folder:
        data = Path(folder)
        keyring = Keyring.at(data / "secret.key")
        stage = Stage(f"sqlite:///{data / 'madoguchi.db'}", data)
        made = stage.line(**line)  # type: ignore[arg-type]
        listen_on("127.0.0.1")
        port = free_port()
        process = _start(data, port)
        house = House(stage, made, port, process.pid)
        house.board = Switchboard(stage.store, keyring, address_of("", folder))
        linked = asyncio.create_task(house.board.run())
        try:
            while not house.board.connected:  # noqa: ASYNC110 - it is polled once, at the start
                await asyncio.sleep(0.05)
            yield house
            said = await asyncio.to_thread((data / "phone.log").read_text)
            assert "Traceback" not in said, said[-3000:]
        finally:
            linked.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await linked
            process.terminate()
            await asyncio.to_thread(process.wait)
            stage.close()


def _start(data: Path, port: int) -> subprocess.Popen[bytes]:
    with (data / "phone.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "madoguchi.cli", "phone"],
            env={
                **os.environ,
                "MADOGUCHI_DATA": str(data),
                "MADOGUCHI_PHONE_SIP": f"udp://127.0.0.1:{port}",
                "MADOGUCHI_PHONE_PORTS": "",
                "MADOGUCHI_LOG": "warning",
            },
            stdout=log,
            stderr=log,
        )


async def sipp(scenario: str, port: int, *options: str, ear: int = 9) -> tuple[int, int, Path]:
    """Play a scenario; returns the calls that came through, those that did not, and its folder."""
    folder = Path(tempfile.mkdtemp(prefix="sipp-"))
    words: Sequence[str] = [
        "sipp", f"127.0.0.1:{port}", "-sf", str(FOLDER / scenario), "-s", "81312345678",
        "-i", "127.0.0.1", "-p", str(free_port()), "-mi", "127.0.0.1", "-mp", str(free_port()),
        "-key", "ear", str(ear), "-nostdin", "-trace_stat", "-fd", "1", *options,
    ]  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={"TERM": "dumb", "PATH": os.environ["PATH"]},
    )  # fmt: skip
    try:
        await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    return (*await asyncio.to_thread(_counted, folder), folder)


def _counted(folder: Path) -> tuple[int, int]:
    (stat,) = folder.glob("*_.csv")
    names, *_, last = stat.read_text().splitlines()
    row = dict(zip(names.split(";"), last.split(";"), strict=False))
    return int(row["SuccessfulCall(C)"]), int(row["FailedCall(C)"])

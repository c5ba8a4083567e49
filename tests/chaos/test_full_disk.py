"""The disk fills while people talk: they are told, nothing is lost, and all goes on afterwards."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import disk_usage

import pytest

from tests.chaos.town import Town, stored_messages
from tests.warm import Server

pytestmark = pytest.mark.chaos

DISK = "24m"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a small file system of memory on a folder; skipped where that is not allowed."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_disk_full_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as data:
        server = Server(data)
        server.start()
        try:
            asyncio.run(_fill_and_free(server, data))
        finally:
            server.stop()


async def _fill_and_free(server: Server, data: Path) -> None:
    town = Town([server], customers=20, agents=2)
    refused: list[int] = []
    for talker in town.talkers:
        _listen_for_refusals(talker, refused)
    ballast = data / "ballast"
    try:
        await town.open()
        await town.talk(1)
        _fill(ballast)
        await town.talk(2)
        for _ in range(600):  # as long as it takes to write what is left
            if refused:
                break
            await town.talk(0.2, pause=0.001)
        assert refused, "the disk never filled"
        assert set(refused) <= {503, 507}
        ballast.unlink()
        await town.talk(1)
        await town.fall_quiet()
        town.check(stored_messages(data))
    finally:
        await town.close()


def _listen_for_refusals(talker: object, refused: list[int]) -> None:
    hear = talker._refused  # type: ignore[attr-defined]

    def note(message: dict[str, dict[str, int]]) -> None:
        refused.append(message["problem"]["status"])
        hear(message)

    talker._refused = note  # type: ignore[attr-defined]


def _fill(ballast: Path) -> None:
    """Take all but a little of what is free, and that too where the server takes it meanwhile."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while (left := disk_usage(ballast.parent).free - 200_000) > 0:
            file.write(bytes(min(left, 1 << 20)))

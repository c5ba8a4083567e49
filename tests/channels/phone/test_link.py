"""The link between desk and telephone against whoever else speaks on it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from pathlib import Path

import pytest

from madoguchi.channels.phone.link import client, wire
from madoguchi.channels.phone.link.client import Switchboard
from madoguchi.channels.phone.link.server import Desks
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.kernel.keys import Keyring
from tests.channels.phone.stage import Stage

HOSTILE = [
    b"\xff\xfe\n",
    b"phone " + b"0" * 32 + b"\n" + "é".encode() * 32 + b"\n",
    b"x" * (wire.LONGEST_LINE + 10) + b"\n",
    b"",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_a_desk_survives_whatever_passes_for_the_telephone(
    stage: Stage, tmp_path: Path, said: bytes
) -> None:
    keyring, path = Keyring.at(tmp_path / "secret.key"), str(tmp_path / "link.sock")

    async def play() -> None:
        met = asyncio.Event()

        async def pretend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                writer.write(said)
                await writer.drain()
                await reader.readline()
            writer.close()
            met.set()

        server = await asyncio.start_unix_server(pretend, path)
        board = Switchboard(stage.store, keyring, path)
        running = asyncio.create_task(board.run())
        async with asyncio.timeout(15):
            await met.wait()
        server.close()
        await server.wait_closed()
        desks = Desks(keyring, path, _nobody_asks)
        await desks.open()
        async with asyncio.timeout(15):
            while not board.connected:
                assert not running.done(), running.exception()
                await asyncio.sleep(0.02)
        running.cancel()
        await desks.close()

    asyncio.run(play())


@pytest.mark.parametrize("said", [each.replace(b"phone", b"desk") for each in HOSTILE])
def test_the_telephone_survives_whatever_passes_for_a_desk(
    tmp_path: Path, said: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    keyring, path = Keyring.at(tmp_path / "secret.key"), str(tmp_path / "link.sock")

    async def play() -> None:
        desks = Desks(keyring, path, _nobody_asks)
        await desks.open()
        reader, writer = await asyncio.open_unix_connection(path)
        with contextlib.suppress(ConnectionError):
            writer.write(said)
            await writer.drain()
            writer.write_eof()
            async with asyncio.timeout(15):
                await reader.read()
        writer.close()
        await desks.close()

    asyncio.run(play())
    assert "Unhandled exception" not in caplog.text


def test_a_network_that_fails_drops_no_call_and_a_dead_telephone_does(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = Keyring.at(tmp_path / "secret.key")
    coming = Coming(external_id="a", process="p", number="+819011112222")
    call = stage.store.write_now(come, stage.line(), coming)
    tries, wrong = 0, OSError(errno.EHOSTUNREACH, "no route to host")

    async def connect(_: object) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        nonlocal tries
        tries += 1
        raise wrong

    monkeypatch.setattr(client, "TRY_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(client, "_connect", connect)

    async def play() -> None:
        nonlocal wrong
        board = Switchboard(stage.store, keyring, ("192.0.2.1", 4))
        running = asyncio.create_task(board.run())
        async with asyncio.timeout(15):
            while tries < 5 * client.GIVEN_UP_AFTER:  # noqa: ASYNC110 - it is polled once
                await asyncio.sleep(0.01)
        assert stage.calls() == [call]
        wrong = ConnectionRefusedError()
        await stage.call(lambda each: each.ending == "dropped")
        running.cancel()

    asyncio.run(play())


def test_a_network_that_stays_away_is_taken_for_a_dead_telephone(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = Keyring.at(tmp_path / "secret.key")
    coming = Coming(external_id="a", process="p", number="+819011112222")
    stage.store.write_now(come, stage.line(), coming)

    async def connect(_: object) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        raise TimeoutError

    monkeypatch.setattr(client, "TRY_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(client, "UNREACHABLE_SECONDS", 0.05)
    monkeypatch.setattr(client, "_connect", connect)

    async def play() -> None:
        board = Switchboard(stage.store, keyring, ("192.0.2.1", 4))
        running = asyncio.create_task(board.run())
        await stage.call(lambda each: each.ending == "dropped")
        running.cancel()

    asyncio.run(play())


async def _nobody_asks(ask: wire.Ask) -> wire.Tell:
    raise AssertionError(ask)

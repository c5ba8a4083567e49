"""Credentials for TURN servers: given out by us, and taken by coturn itself where it is there."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import create_turn_endpoint

from madoguchi.channels.phone.rules.relays import GOOD_FOR, Relay, credential, relays
from madoguchi.settings import WrongSetting, load
from tests.channels.phone.carrier import free_port

SECRET = "north"
NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)


def test_a_customers_browser_gets_what_expires_and_nothing_that_lasts() -> None:
    setting = "turn:u:p@192.0.2.1:3478, turns:turn.example:5349?transport=tcp"
    (fleeting,) = relays(setting, SECRET, NOW, "v1", lasting=False)
    assert fleeting.urls == ["turns:turn.example:5349?transport=tcp"]
    assert fleeting.username == f"{int((NOW + GOOD_FOR).timestamp())}:v1"
    lasting, same = relays(setting, SECRET, NOW, "v1", lasting=True)
    assert lasting == Relay(["turn:192.0.2.1:3478"], "u", "p")
    assert same == fleeting
    assert relays("", SECRET, NOW, "v1", lasting=True) == []


def test_the_password_is_the_one_of_the_scheme() -> None:
    """As `printf 1795352400:lin | openssl dgst -sha1 -hmac north -binary | base64` has it."""
    user, password = credential(SECRET, datetime.fromtimestamp(1795352400, UTC) - GOOD_FOR, "lin")
    assert (user, password) == ("1795352400:lin", "bQmR9z6tzihe+epNtv951PaXmlc=")


@pytest.mark.parametrize(
    "wrong",
    [
        {"MADOGUCHI_PHONE_RELAYS": "turn:192.0.2.1:3478"},
        {"MADOGUCHI_PHONE_RELAYS": "stun:192.0.2.1:3478", "MADOGUCHI_PHONE_RELAY_SECRET": "s"},
        {"MADOGUCHI_PHONE_SIP": "udp://0.0.0.0:5060"},
        {"MADOGUCHI_PHONE_SIP": "udp://192.0.2.1:70000"},
        {"MADOGUCHI_PHONE_PORTS": "20000-10000"},
        {"MADOGUCHI_PHONE_PORTS": "60000-70000"},
    ],
)
def test_settings_that_cannot_carry_a_call_are_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSetting):
        load(environment=wrong)


@asynccontextmanager
async def coturn(folder: Path) -> AsyncIterator[tuple[str, int]]:
    """Run a TURN server on loopback that knows our secret."""
    port = free_port()
    (folder / "turnserver.conf").write_text(
        f"use-auth-secret\nstatic-auth-secret={SECRET}\nrealm=desk.example\n"
    )
    process = await asyncio.create_subprocess_exec(
        "turnserver", "-c", str(folder / "turnserver.conf"), "-L", "127.0.0.1", "-p", str(port),
        "--no-tls", "--no-dtls", "--no-cli", "--log-file", "stdout",
        "--pidfile", str(folder / "turnserver.pid"), "--userdb", str(folder / "turndb"),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield "127.0.0.1", port
    finally:
        process.kill()
        await process.wait()


async def relayed(server: tuple[str, int], user: str, password: str) -> None:
    """Have a relay address given, and give it back. Raises `TransactionFailed` where refused."""
    transport, _ = await create_turn_endpoint(
        asyncio.DatagramProtocol, server_addr=server, username=user, password=password
    )
    transport.close()
    await asyncio.sleep(0.1)  # its refresh to nothing is on its way


@pytest.mark.phone
@pytest.mark.skipif(shutil.which("turnserver") is None, reason="needs Debian's coturn")
def test_coturn_takes_what_we_give_out_and_nothing_else(tmp_path: Path) -> None:
    now = datetime.now(UTC)

    async def play() -> None:
        async with coturn(tmp_path) as server:
            async with asyncio.timeout(20):
                while True:
                    with contextlib.suppress(TransactionFailed, ConnectionError, OSError):
                        await relayed(server, *credential(SECRET, now, "visitor"))
                        break
                    await asyncio.sleep(0.1)
            expired = credential(SECRET, now - GOOD_FOR - timedelta(minutes=1), "visitor")
            for user, password in (expired, credential("south", now, "visitor")):
                with pytest.raises(TransactionFailed):
                    await relayed(server, user, password)

    asyncio.run(play())

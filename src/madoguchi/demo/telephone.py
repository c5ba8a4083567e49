"""The sample company's telephone: a line for each shop, in the chat, and the process that carries
its calls. No carrier: one tab calls, another answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys

from madoguchi.channels.phone.contracts.lines import LANGUAGES, LineDraft
from madoguchi.channels.phone.operations.lines import make_line
from madoguchi.channels.phone.queries.lines import every
from madoguchi.kernel.one_core import roam
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK
from madoguchi.settings import ENVIRONMENT_PREFIX, Settings
from madoguchi.shops import queries as shops

SIP = "udp://127.0.0.1:0"
END_SECONDS = 15.0


def own_address() -> str:
    """Return the address at which browsers of this machine reach it: they offer none of loopback.

    Nothing is sent: a datagram socket that is connected only looks up the way.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"  # no network at all
        return str(probe.getsockname()[0])


def lay_lines(tx: Tx) -> None:
    """Give every shop that has no line one that is called from its chat."""
    laid = {each.shop_id for each in every(tx)}
    for shop in shops.all_shops(tx, THE_DESK):
        if shop.id not in laid and shop.archived_at is None:
            languages = sorted(LANGUAGES, key=lambda each: each[:2] != shop.locale[:2])
            draft = LineDraft(
                shop_id=shop.id,
                name=shop.name,
                number="",
                country=shop.locale[-2:] if shop.locale[-2:] in ("CN", "TW") else "JP",
                languages=languages,
                trunk=[],
                in_chat=True,
            )
            make_line(tx, draft, by=THE_DESK)


async def carry(settings: Settings) -> None:
    """Run `madoguchi phone` beside the desk until cancelled, and end it with it."""
    wanted = {
        "data": settings.data,
        "phone_sip": settings.phone_sip,
        "phone_public": settings.phone_public,
        "phone_ports": settings.phone_ports,
        "log": settings.log,
    }
    named = {f"{ENVIRONMENT_PREFIX}{name.upper()}": value for name, value in wanted.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "madoguchi.cli",
        "phone",
        env={**os.environ, **named},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        # Ctrl-C is for the desk, which ends its telephone itself.
        start_new_session=True,
    )
    roam(process.pid)
    try:
        await process.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(END_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()

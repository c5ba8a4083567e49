"""`madoguchi phone`: the process that carries telephone calls, beside the desk's."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from madoguchi import installation
from madoguchi.admin.place import add_place, in_sentences, say, settings_of
from madoguchi.channels.phone.link.server import Desks
from madoguchi.channels.phone.link.wire import address_of
from madoguchi.kernel.keys import Keyring
from madoguchi.settings import Settings

log = structlog.get_logger("madoguchi.phone")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi phone` takes."""
    add_place(parser)


@in_sentences
def run(arguments: argparse.Namespace) -> int:
    """Carry calls until told to stop."""
    settings = settings_of(arguments)
    if not settings.phone_sip:
        raise installation.Unusable(
            "There is no telephone: set “phone_sip” to where calls come in, such as"
            " udp://0.0.0.0:5060."
        )
    keyring = installation.prepare_existing(settings)
    try:
        asyncio.run(_carry(settings, keyring))
    except OSError as error:
        raise installation.Unusable(
            f"The telephone cannot listen: {error}. Change “phone_sip” or “phone_link”, or stop the"
            " program that has the port."
        ) from error
    return 0


async def _carry(settings: Settings, keyring: Keyring) -> None:
    # FFmpeg's libraries come along: only this process needs them.
    from madoguchi.channels.phone.exchange.exchange import Exchange, Where
    from madoguchi.channels.phone.media.browser import listen_on, warm_up

    listen = urlsplit(settings.phone_sip)
    host = listen.hostname or ""
    public = settings.phone_public or host
    first, _, last = settings.phone_ports.partition("-")
    store = installation.open_store(settings, keyring)
    blobs = installation.open_blobs(settings)
    where = Where(
        sip=(host, listen.port or 0),
        public=public,
        media=host,
        ports=(int(first or 0), int(last or 0)),
        relays=settings.phone_relays,
        relay_secret=settings.phone_relay_secret,
    )
    if public not in ("0.0.0.0", "::"):  # noqa: S104 - these are no addresses to be reached by
        listen_on(public)
    await warm_up()
    exchange = Exchange(store, blobs, where, Path(settings.data) / "phone")
    desks = Desks(keyring, address_of(settings.phone_link, settings.data), exchange.do)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def hint() -> None:
        loop.call_soon_threadsafe(desks.hint)

    unsubscribe = store.wakeup.subscribe(hint)
    await exchange.open()
    await desks.open()
    running = asyncio.create_task(exchange.run())
    stopping = asyncio.create_task(stop.wait())
    say(f"The telephone listens on {settings.phone_sip}.")
    try:
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
    finally:
        unsubscribe()
        await exchange.close()
        running.cancel()
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await desks.close()
        store.close()
        log.info("phone_closed")

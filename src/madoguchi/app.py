"""The composition root: settings → store → rooms → routes."""

from __future__ import annotations

import argparse
import asyncio
import errno
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from litestar import Litestar
from litestar.di import Provide
from litestar.types import Scope

from madoguchi import installation
from madoguchi.channels.email.operations.arriving import SEALING
from madoguchi.channels.email.operations.mailboxes import DELIVERY as MAIL
from madoguchi.channels.email.partner_post import PartnerPost
from madoguchi.channels.email.post_office import PostOffice
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.sealing import Sealer
from madoguchi.channels.phone.link.client import Switchboard
from madoguchi.channels.phone.link.wire import address_of
from madoguchi.channels.phone.operations.recordings import expire_due as expire_recordings
from madoguchi.connectors.files.importing import OrderImporter
from madoguchi.connectors.files.operations import choosing
from madoguchi.connectors.files.operations.forgetting import forget_unused
from madoguchi.connectors.files.operations.taking import forget_old
from madoguchi.connectors.pictures import keeping
from madoguchi.customers.importing import Importer
from madoguchi.customers.operations import importing
from madoguchi.customers.vault.operations.ending import erase_due
from madoguchi.exports.making import Exporter
from madoguchi.exports.operations import DELIVERY as EXPORT
from madoguchi.exports.operations import expire_due
from madoguchi.live.house import LiveHouse
from madoguchi.live.routes import socket_routes
from madoguchi.partners.operations.mailing import DELIVERY as PARTNER_MAIL
from madoguchi.privacy.making import PersonWork
from madoguchi.privacy.operations import asking as person_asking
from madoguchi.privacy.operations.erasing import erase_kept
from madoguchi.settings import Settings, load
from madoguchi.web import guards, problems
from madoguchi.web.actors import Actors
from madoguchi.web.cross_origin import CrossOrigin
from madoguchi.web.examining import Examiner
from madoguchi.web.forms import Docstrings
from madoguchi.web.idempotency import forget_old_answers
from madoguchi.web.openapi import CONFIG
from madoguchi.web.passwords import Passwords
from madoguchi.web.rate_limits import RateLimits
from madoguchi.web.routes import routes
from madoguchi.web.screens_on_disk import Screens
from madoguchi.web.server import configure_log, serve
from madoguchi.web.state import Desk, give_desk
from madoguchi.worker.attending import Attendance
from madoguchi.worker.routing import Router
from madoguchi.worker.workshop import Workshop

log = structlog.get_logger("madoguchi")

_WEB = Path(__file__).parent / "web"


class House(Litestar):
    """Litestar for HTTP; sockets go straight to their handlers.

    It is the doors alone. What is behind them is opened by `opening` when a server starts, and
    closed when it ends, so that one house may serve one installation after another.
    """

    opening: Callable[[Litestar], AbstractAsyncContextManager[None]]

    def __init__(self, largest_body: int) -> None:
        super().__init__(
            route_handlers=routes(),
            lifespan=[lambda _app: self.opening(self)],
            dependencies={
                "desk": Provide(give_desk, sync_to_thread=False),
                "by": Provide(guards.give_actor, sync_to_thread=False),
                "session_id": Provide(guards.give_session_id, sync_to_thread=False),
            },
            exception_handlers=problems.HANDLERS,
            middleware=[
                CrossOrigin,
            ],
            openapi_config=CONFIG,
            plugins=[Docstrings()],
            logging_config=None,
            request_max_body_size=largest_body,
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        """Serve one connection (ASGI 3)."""
        if scope["type"] == "websocket":
            handler = self.state.sockets.get(scope["path"])
            if handler is not None:
                await handler(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def create(
    settings: Settings,
    samples: Mapping[str, str] = MappingProxyType({}),
    beside: Sequence[Callable[[], Coroutine[None, None, None]]] = (),
    *,
    house: House | None = None,
) -> House:
    """Return the application; it opens the database when the server starts.

    `samples` gives sample pages names of their own, by the public key of their shop; `beside` runs
    as long as the server does. A `house` that served before is furnished anew.
    """
    house = house or House(largest_body(settings))
    house.opening = lambda app: _open(app, settings, samples, beside)
    return house


def largest_body(settings: Settings) -> int:
    """Return how many bytes a request may have: a file, and the form around it."""
    return settings.attachment_limit + 1024 * 1024


@asynccontextmanager
async def _open(
    app: Litestar,
    settings: Settings,
    samples: Mapping[str, str],
    beside: Sequence[Callable[[], Coroutine[None, None, None]]],
) -> AsyncIterator[None]:
    keyring = await asyncio.to_thread(installation.prepare, settings)
    store = installation.open_store(settings, keyring)
    switchboard = None
    if settings.phone_sip:
        link = address_of(settings.phone_link, settings.data)
        switchboard = Switchboard(store, keyring, link)
    desk = Desk(
        settings=settings,
        store=store,
        keyring=keyring,
        actors=Actors(store),
        passwords=Passwords(),
        limits=RateLimits(),
        screens=Screens(_WEB / "screens"),
        static=Screens(_WEB / "static"),
        blobs=installation.open_blobs(settings),
        examiner=Examiner(),
        samples=samples,
        switchboard=switchboard,
    )
    app.state.desk = desk
    house = LiveHouse(store, settings, keyring, problems.problem)
    house.hub.watch(desk.actors.notice)
    app.state.live = house
    app.state.sockets = socket_routes(
        lambda: house, lambda scope: guards.actor_of(cast("Scope", scope), desk)
    )
    router = Router(store, Attendance(store, house.presence))
    house.hub.watch(router.notice)
    house.show_queue(router)
    post_office = PostOffice(
        store,
        desk.blobs,
        keyring,
        spool=Path(settings.data) / "spool",
        limit=settings.message_limit,
        reach=Reach(private=settings.mailboxes_at_private_addresses),
    )
    order_importer = OrderImporter(store, desk.blobs)
    importer, person_work = Importer(store, desk.blobs), PersonWork(store, desk.blobs)
    workshop = Workshop(
        store,
        desk.blobs,
        keyring,
        settings,
        chores={
            "idempotent answers": forget_old_answers,
            "exports": expire_due,
            "people's files": person_asking.expire_due,
            "what the law no longer keeps": erase_kept,
            "imports of orders": forget_old,
            "pictures of orders": keeping.forget_old,
            "files of orders never taken in": forget_unused,
            "files of customers never taken in": importing.forget_unused,
            "recordings": expire_recordings,
            "identity documents": erase_due,
        },
        carriers={
            EXPORT: Exporter(store, desk.blobs).carry,
            MAIL: post_office.carrier.carry,
            SEALING: Sealer(store, desk.blobs).seal,
            PARTNER_MAIL: PartnerPost(store, keyring, settings.url).carry,
            importing.TAKE_IN: importer.take_in,
            importing.TAKE_BACK: importer.take_back,
            choosing.TAKE_IN: order_importer.take_in,
            choosing.TAKE_BACK: order_importer.take_back,
            person_asking.EXPORT: person_work.export,
            person_asking.ERASURE: person_work.erase,
        },
        router=router,
    )
    log.info("open", url=settings.url, database=store.dialect)
    await post_office.open(settings.mail_listen)
    runs = [*beside, *([] if switchboard is None else [switchboard.run])]
    company = [asyncio.create_task(run()) for run in runs]
    try:
        yield
    finally:
        for task in company:
            task.cancel()
        await asyncio.gather(*company, return_exceptions=True)
        await post_office.close()
        await workshop.close()
        await house.close()
        desk.passwords.close()
        desk.examiner.close()
        store.close()
        log.info("closed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `madoguchi serve` takes."""
    parser.add_argument("--settings", type=Path, help="a settings file (madoguchi.toml)")
    parser.add_argument("--data", help="the folder of the embedded database and keys")
    parser.add_argument("--host", help="the address to listen on")
    parser.add_argument("--port", type=int, help="the port to listen on")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    try:
        settings = load(
            arguments.settings, data=arguments.data, host=arguments.host, port=arguments.port
        )
        configure_log(settings)
        check_startable(settings)
    except installation.TROUBLES as error:
        sys.stderr.write(f"{error}\n")
        return 1
    serve(create(settings), settings)
    return 0


def check_startable(settings: Settings) -> None:
    """Find out what would keep the server from starting, while it can still be said in a sentence.

    Raises one of `installation.TROUBLES`.
    """
    installation.prepare(settings)
    installation.open_blobs(settings)
    _check_free(
        settings.host,
        settings.port,
        "name an address of this machine with --host or the setting “host”",
        "name another port with --port or the setting “port”",
    )
    if settings.mail_listen:
        mail = urlsplit(settings.mail_listen)
        advice = "change the setting “mail_listen”"
        _check_free(mail.hostname or "", mail.port or 0, advice, advice)


def _check_free(host: str, port: int, other_host: str, other_port: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, UnicodeError) as error:
            if isinstance(error, OSError):
                number, why = error.errno, error.strerror
            else:
                number, why = None, "that is no name of a host"
            advice = {
                errno.EADDRINUSE: f"stop the program that does, or {other_port}",
                errno.EACCES: other_port,
            }.get(number or 0, other_host)
            raise installation.Unusable(
                f"Nothing can listen on port {port} of {host}: {why}."
                f" {advice[0].upper()}{advice[1:]}."
            ) from error

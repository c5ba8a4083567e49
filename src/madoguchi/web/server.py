"""The server process: uvicorn as we want it, and what it writes into the log."""

from __future__ import annotations

import contextlib
import gc
import logging
import sys
from typing import TextIO, cast

import structlog
import uvicorn
from litestar import Litestar

from madoguchi.kernel import one_core
from madoguchi.settings import Settings
from madoguchi.web.headers import SecurityHeaders
from madoguchi.web.http import Http
from madoguchi.web.metrics import Measured
from madoguchi.web.websocket import WebSocket

SHUTDOWN_SECONDS = 5
KEEP_ALIVE_SECONDS = 75
LARGEST_FRAME = 1024 * 1024
LONGEST_TURN_SECONDS = 0.0005
"""How long a thread that computes may keep the others from the interpreter: 5 ms is Python's own
choice, and the writer waits for its turn after each of a message's ten statements. At 1,000
messages/s a batch took 1.5 ms instead of 2.6 with this, at no cost that could be measured.
"""


class Unfailing:
    """A stream that loses what it cannot write: a full disk under the log must stop nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or lose the text."""
        try:
            return self._stream.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        """Flush, or leave it."""
        with contextlib.suppress(OSError):
            self._stream.flush()


def serve(app: Litestar, settings: Settings) -> None:
    """Serve until told to stop (SIGINT, SIGTERM)."""
    _spare_the_collector()
    sys.setswitchinterval(LONGEST_TURN_SECONDS)
    placed = one_core.kept() if settings.one_core else contextlib.nullcontext()
    # A Ctrl-C is passed on once the server has closed in good order; to the caller it is over.
    with placed, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(configuration(app, settings)).run()


def _spare_the_collector() -> None:
    """Let nobody wait while Python looks through everything that lives for what does not.

    A full collection stops every thread: 200 ms with a thousand sockets. What the program itself
    is made of is never looked at again, the young are collected as ever, and the old when the
    worker says so (`worker.workshop`).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 1_000_000)


def configuration(app: Litestar, settings: Settings) -> uvicorn.Config:
    """Return uvicorn's settings."""
    https = settings.url.startswith("https://")
    return uvicorn.Config(
        Measured(SecurityHeaders(app, https=https)),
        host=settings.host,
        port=settings.port,
        loop="auto",
        http=Http,
        ws=WebSocket,
        # A deflate context costs 100 kB a socket; ten thousand of them would cost a gigabyte.
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_FRAME,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        # Longer than proxies keep theirs (60 s): who closes first must not be us.
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def configure_log(settings: Settings) -> None:
    """One line an event on standard error: for people on a terminal, JSON for machines."""
    level = logging.getLevelNamesMapping()[settings.log.upper()]
    logging.basicConfig(stream=sys.stderr, level=max(level, logging.WARNING), format="%(message)s")
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if sys.stderr.isatty():
        # No local variables in traces: they hold what people wrote, and secrets.
        plain = structlog.dev.plain_traceback
        last: list[structlog.typing.Processor] = [
            structlog.dev.ConsoleRenderer(exception_formatter=plain)
        ]
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    stream = cast("TextIO", Unfailing(sys.stderr))
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )

"""An SMTP server that answers as a test tells it to, and keeps what it took."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 2.1.5 OK"


class Scripted:
    """`answers` gives what is said to a recipient, one answer after the other, then always yes.

    While `silent` is set a mail is taken in whole and never answered.
    """

    def __init__(self, *, smtputf8: bool = False) -> None:
        self.answers: dict[str, list[str]] = defaultdict(list)
        self.taken: list[tuple[list[str], bytes]] = []
        self.heard = threading.Event()
        self.silent = False
        self._smtputf8 = smtputf8

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say what the script has for a recipient."""
        said = self.answers[address].pop(0) if self.answers[address] else OK
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        self.heard.set()
        if self.silent:
            await asyncio.Event().wait()  # until the connection is gone
        return "250 2.0.0 taken"

    def got(self, address: str) -> int:
        """Return how often a recipient got a mail."""
        return sum(address in recipients for recipients, _ in self.taken)

    @contextmanager
    def serving(self, port: int) -> Iterator[None]:
        """Listen on a port of this machine."""
        controller = Controller(
            self, hostname="127.0.0.1", port=port, enable_SMTPUTF8=self._smtputf8
        )
        controller.start()
        try:
            yield
        finally:
            controller.stop()

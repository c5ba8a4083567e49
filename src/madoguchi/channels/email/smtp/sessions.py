"""Sessions of the desk's own port: the library's, kept within what `Visitors` has room for."""

from __future__ import annotations

import asyncio

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from madoguchi.channels.email.smtp.visitors import Visitors

LARGEST = 100 * 1024 * 1024
PATIENCE = 300.0
"""Seconds that a session may say nothing."""
LONGEST_LINE = 1024 * 1024
"""RFC 5322 has 998, and shop systems write a table on one line; only memory sets a bound."""
_FULL = b"421 4.3.2 Too busy, come again later\r\n"


class _Bounded(SMTP):
    line_length_limit = LONGEST_LINE

    def __init__(
        self, visitors: Visitors, handler: object, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(
            handler,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            ident="Madoguchi",
            timeout=PATIENCE,
            loop=loop,
        )
        self._visitors = visitors
        self._wire: asyncio.Transport | None = None
        self._address = ""
        self._let_in = False
        self._is_taking = False
        self._held = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let somebody in, or send them away at once."""
        assert isinstance(transport, asyncio.Transport)
        self._wire = transport
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if isinstance(peer, tuple) else ""
        self._let_in = self._visitors.come(self._address)
        if self._let_in:
            super().connection_made(transport)
        else:
            transport.write(_FULL)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; beyond what there is room for, break the connection off."""
        if not self._let_in:
            return
        if self._is_taking:
            self._held += len(data)
            if not self._visitors.take(len(data)) and self._wire is not None:
                # In the middle of a mail nothing can be said; whoever sent it tries again.
                self._wire.abort()
                return
        super().data_received(data)

    def eof_received(self) -> bool | None:
        """Let go of whoever hangs up."""
        return super().eof_received() if self._let_in else None

    def connection_lost(self, error: Exception | None) -> None:
        """Count the session out."""
        if self._let_in:
            self._let_go()
            self._visitors.go(self._address)
            super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        """Count a mail's bytes from its beginning until it is kept."""
        self._is_taking = True
        try:
            await super().smtp_DATA(arg)
        finally:
            self._is_taking = False
            self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, 0
        self._visitors.let_go(held)


class BoundedSMTP(_Bounded):
    """A session by SMTP."""


class BoundedLMTP(_Bounded, LMTP):
    """A session by LMTP."""

"""A customer's browser that calls from the chat: its audio, and a channel that tells of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from aiortc import RTCDataChannel, RTCIceServer
from aiortc.exceptions import InvalidStateError

from madoguchi.channels.phone.media.browser import BrowserLeg
from madoguchi.channels.phone.sip.sdp import Stream

LAST_WORD_SECONDS = 0.5
"""For so long a leg that ends still carries what its browser was told last."""
BYE = "bye"


class VisitorLeg(BrowserLeg):
    """As an agent's leg; besides, `tell` says how the call stands, and `on_bye` hears the end."""

    def __init__(
        self,
        on_up: Callable[[], None],
        on_down: Callable[[], None],
        on_bye: Callable[[], None],
        relays: Sequence[RTCIceServer] = (),
    ) -> None:
        super().__init__(on_up, on_down, relays)
        self.on_key: Callable[[str], None] = lambda _key: None
        self._on_bye = on_bye
        self._channel: RTCDataChannel | None = None
        self._unsaid: str | None = None
        self._peer.on("datachannel", self._open)

    def tell(self, text: str) -> None:
        """Let the browser know; what comes before its channel is open is told then, the last of it.

        A channel that is gone takes nothing more, and nobody is there to miss it.
        """
        if self._channel is None:
            self._unsaid = text
            return
        try:
            self._channel.send(text)
        except InvalidStateError:
            self._channel = None

    def describe(self, host: str) -> bytes:
        """Return nothing: browsers describe themselves when they offer."""
        return b""

    def direct(self, stream: Stream) -> None:
        """Send where the browser is: ICE has found that out."""

    def press(self, keys: str) -> None:
        """Press nothing: a page has no menu of its own."""

    def close(self) -> None:
        """Hang up this leg; nothing is told any more."""
        self._on_bye = lambda: None
        super().close()

    async def _close(self) -> None:
        await asyncio.sleep(LAST_WORD_SECONDS)
        await super()._close()

    def _open(self, channel: RTCDataChannel) -> None:
        self._channel = channel
        channel.on("message", self._told)
        if self._unsaid is not None:
            self.tell(self._unsaid)
            self._unsaid = None

    def _told(self, message: str | bytes) -> None:
        if message == BYE:
            self._on_bye()

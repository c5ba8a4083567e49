"""The SIP user agent on its UDP port: who may speak, which dialog a message belongs to.

It answers everything that can be answered and never raises, whatever comes.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import cast

import structlog

from madoguchi.channels.phone.sip.answers import ALLOW, REASONS, copied, new_tag
from madoguchi.channels.phone.sip.dialog import Dialog, Place
from madoguchi.channels.phone.sip.ends import Ends
from madoguchi.channels.phone.sip.limits import Limits
from madoguchi.channels.phone.sip.message import (
    Answer,
    Malformed,
    Request,
    parse,
    read_address,
    write_answer,
)

MOST_DIALOGS = 5_000
"""Open and lately ended together; past it calls are refused with 503."""

log = structlog.get_logger("madoguchi.phone")

OnCall = Callable[[Dialog, Request], None]


class UserAgent(asyncio.DatagramProtocol):
    """One UDP port. `admits` says whether an address belongs to a trunk; `on_call` takes a call.

    `place` is how others reach us, `host:port`; to be set once the port is known.
    """

    def __init__(self, admits: Callable[[str], bool], on_call: OnCall) -> None:
        self.place = ""
        self.refused = 0
        """Datagrams of strangers, floods and nonsense so far."""
        self._admits = admits
        self._on_call = on_call
        self._dialogs: dict[str, Dialog] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self._trunks = Limits(rate=500, burst=2_000)
        self._strangers = Limits(rate=2, burst=5)

    @property
    def contact(self) -> str:
        """Where the other side sends what concerns a call."""
        return f"<sip:madoguchi@{self.place}>"

    @property
    def dialogs(self) -> int:
        """How many dialogs are remembered."""
        return len(self._dialogs)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin (asyncio's)."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def error_received(self, exc: Exception) -> None:
        """Ignore what the network says of datagrams on their way; repetition looks after them."""

    def send(self, data: bytes, to: Place) -> None:
        """Send a datagram."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, to)

    def close(self) -> None:
        """Stop listening."""
        for dialog in self._dialogs.values():
            dialog.silence()
        if self._transport is not None:
            self._transport.close()

    def call(self, to: Place, uri: str, caller: str) -> Dialog:
        """Return a dialog to call `uri` by way of the trunk at `to`; `caller` is our number."""
        host = self.place.rpartition(":")[0]
        ends = Ends(
            call_id=f"{secrets.token_hex(12)}@{host}",
            place=self.place,
            contact=self.contact,
            local=f"<sip:{caller}@{host}>",
            local_tag=new_tag(),
            remote=f"<{uri}>",
            remote_tag="",
            target=uri,
            routes=[],
        )
        dialog = Dialog(self, to, ends)
        self._dialogs[dialog.call_id] = dialog
        return dialog

    def forget(self, dialog: Dialog) -> None:
        """Let go of a dialog that nobody will speak of again."""
        if self._dialogs.get(dialog.call_id) is dialog:
            del self._dialogs[dialog.call_id]
        dialog.silence()

    def datagram_received(self, data: bytes, addr: Place) -> None:
        """Take whatever came (asyncio's)."""
        source = (addr[0], addr[1])
        known = self._admits(source[0])
        if not (self._trunks if known else self._strangers).admit(source[0], time.monotonic()):
            self.refused += 1
            return
        if len(data) <= 4:
            return  # a keep-alive (RFC 5626, 4.4.1)
        try:
            message = parse(data)
            if isinstance(message, Answer):
                if known:
                    self._told(message)
            elif known:
                self._asked(message, source)
            else:
                self.refused += 1
                self._turn_away(message, 403, source)
        except Malformed as error:
            self.refused += 1
            log.debug("sip_malformed", source=source[0], detail=str(error))
        except Exception as error:
            # A fault of ours in one call must not end the others'.
            log.exception("sip_failed", source=source[0], exc_info=error)

    def _told(self, answer: Answer) -> None:
        dialog = self._dialogs.get(answer.call_id)
        if dialog is not None and read_address(answer.get("from")).tag == dialog.ends.local_tag:
            dialog.told(answer)

    def _asked(self, request: Request, source: Place) -> None:
        dialog = self._dialogs.get(request.call_id)
        remote, local = read_address(request.get("from")), read_address(request.get("to"))
        # A CANCEL names the INVITE's transaction, in which To has no tag yet.
        ours = dialog is not None and local.tag in ("", dialog.ends.local_tag)
        if dialog is not None and ours and dialog.ends.remote_tag == remote.tag:
            dialog.peer = reply_place(request, source)
            dialog.asked(request)
            return
        if request.method == "ACK":
            return
        if request.method == "OPTIONS" and not local.tag:
            self._turn_away(request, 200, source)
        elif request.method != "INVITE":
            missing = request.method in ("BYE", "CANCEL", "INFO", "UPDATE") or bool(local.tag)
            self._turn_away(request, 481 if missing else 405, source)
        elif dialog is not None:
            self._turn_away(request, 482, source)
        elif local.tag:
            self._turn_away(request, 481, source)
        elif request.get("require"):
            self._turn_away(request, 420, source)
        elif len(self._dialogs) >= MOST_DIALOGS or not remote.tag:
            self._turn_away(request, 503 if remote.tag else 400, source)
        else:
            self._new_call(request, source)

    def _new_call(self, request: Request, source: Place) -> None:
        contact = request.get("contact")
        ends = Ends(
            call_id=request.call_id,
            place=self.place,
            contact=self.contact,
            local=request.get("to"),
            local_tag=new_tag(),
            remote=request.get("from"),
            remote_tag=read_address(request.get("from")).tag,
            target=read_address(contact).raw_uri if contact else request.uri,
            routes=request.all("record-route"),
        )
        dialog = Dialog(self, reply_place(request, source), ends)
        self._dialogs[dialog.call_id] = dialog
        dialog.received(request)
        self._on_call(dialog, request)

    def _turn_away(self, request: Request, status: int, source: Place) -> None:
        """Answer without keeping anything."""
        if request.method == "ACK":
            return
        headers = copied(request, new_tag())
        if status in (200, 405):
            headers.append(("allow", ALLOW))
        if status == 420:
            headers.append(("unsupported", request.get("require")))
        self.send(write_answer(status, REASONS[status], headers), reply_place(request, source))


def reply_place(request: Request, source: Place) -> Place:
    """Return where an answer goes: back to where it came from (RFC 3581).

    Without `rport` that is the port of its Via; the host is always the one that spoke, so that
    nobody has us send to somebody else.
    """
    via = request.via
    return source if via.rport else (source[0], via.port or 5060)

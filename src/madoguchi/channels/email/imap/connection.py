"""One connection to an IMAP server, blocking: run each call on the thread that owns it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from imaplib import IMAP4
from typing import Any, Protocol

import msgspec
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    CapabilityError,
    LoginError,
)

from madoguchi.channels.email.automatic import OWN_MARK
from madoguchi.channels.email.contracts.mailboxes import Server
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.troubles import Troubled, secure_context

TIMEOUT = SocketTimeout(connect=15, read=60)
PIECE = 1024 * 1024
"""Bytes of a large mail that are asked for at once."""
WINDOW = 50_000
"""Numbers that are asked about at once: the answer is one line, and Python's library takes 1 MB."""
DOZE = 15.0
"""Seconds between two looks where the server does not tell by itself."""


_NEWS = (b"EXISTS", b"RECENT", b"EXPUNGE")


class Sink(Protocol):
    """What a large mail is written into."""

    def write(self, chunk: bytes) -> Any:  # noqa: ANN401 - whatever a file answers
        """Take the next bytes."""


class Folder(msgspec.Struct, frozen=True):
    """A folder as it was when it was opened."""

    name: str
    uidvalidity: int
    uidnext: int
    exists: int


class Listed(msgspec.Struct, frozen=True):
    """A mail on the server that has not been fetched; `arrived` as the server has it."""

    uid: int
    size: int
    arrived: datetime | None


class Connection:
    """Signed in and ready; close it when done. Raises `Troubled` where it says so.

    `secured` is told by what the connection is encrypted, before signing in.
    """

    def __init__(
        self,
        server: Server,
        *,
        password: str = "",
        token: str = "",
        reach: Reach,
        trusted: ssl.SSLContext | None = None,
        secured: Callable[[str], object] = lambda protocol: None,
    ) -> None:
        self._server = server
        self._interrupted = threading.Event()
        tls = trusted or secure_context()
        self._client = IMAPClient(
            server.host,
            port=server.port,
            ssl=server.security == "tls",
            ssl_context=tls if server.security == "tls" else None,
            timeout=TIMEOUT,
        )
        self._client.normalise_times = False
        try:
            reach.confirm(server.host, self._client.socket().getpeername()[0])
            if server.security == "starttls":
                self._start_tls(tls)
            wire = self._client.socket()
            if isinstance(wire, ssl.SSLSocket):
                secured(wire.version() or "TLS")
            self._sign_in(password, token)
            self._can_idle: bool = self._client.has_capability("IDLE")
        except BaseException:
            self._client.shutdown()
            raise

    def open(self, folder: str) -> Folder:
        """Open a folder for reading and marking; one that does not exist is a trouble."""
        if not self._client.folder_exists(folder):
            raise Troubled("mailbox.trouble.folder_missing", folder=folder)
        found = self._client.select_folder(folder)
        return Folder(
            folder,
            int(found[b"UIDVALIDITY"]),
            int(found.get(b"UIDNEXT", 0)),
            int(found[b"EXISTS"]),
        )

    def newer(self, folder: Folder, last_uid: int, since: datetime | None) -> Iterator[list[int]]:
        """Yield the numbers above `last_uid`, ascending, a window at a time.

        `since` leaves out what arrived on days before it (the server's days; RFC 9051, 6.4.4).
        """
        # A day earlier: the server's days may begin up to half a day before ours.
        ending = [] if since is None else ["SINCE", since.date() - timedelta(days=1)]
        if folder.exists <= WINDOW:
            yield self._search(last_uid + 1, "*", ending)
            return
        for first in range(last_uid + 1, folder.uidnext + 1, WINDOW):
            yield self._search(first, str(first + WINDOW - 1), ending)
        yield self._search(max(last_uid, folder.uidnext) + 1, "*", ending)

    def look_at(self, uids: Sequence[int]) -> list[Listed]:
        """Return size and date of mails; those deleted meanwhile are left out."""
        try:
            found = self._client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"]) if uids else {}
        except IMAP4.abort:
            raise
        except IMAP4.error:
            if len(uids) == 1:
                return [Listed(uids[0], 0, None)]
            return [listed for uid in uids for listed in self.look_at([uid])]
        return [
            Listed(uid, int(found[uid][b"RFC822.SIZE"]), found[uid].get(b"INTERNALDATE"))
            for uid in uids
            if b"RFC822.SIZE" in found.get(uid, {})
        ]

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return mails as they are; for small ones. Those deleted meanwhile are left out, and one
        that the server has but does not give is empty.
        """
        return self._each(uids, "BODY.PEEK[]", b"BODY[]")

    def heads(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return the headers of mails, as `bodies` does whole ones."""
        return self._each(uids, "BODY.PEEK[HEADER]", b"BODY[HEADER]")

    def stream(self, uid: int, into: Sink) -> int:
        """Write a large mail into a file piece by piece; returns how many bytes it has."""
        size = 0
        while True:
            found = self._client.fetch([uid], [f"BODY.PEEK[]<{size}.{PIECE}>"])
            piece: bytes = found.get(uid, {}).get(f"BODY[]<{size}>".encode()) or b""
            into.write(piece)
            size += len(piece)
            if len(piece) < PIECE:
                return size

    def mark(self, uids: Sequence[int]) -> None:
        """Mark mails as seen."""
        if uids:
            self._client.add_flags(list(uids), [rb"\Seen"], silent=True)

    def remove_marked(self, mark: str) -> bool:
        """Delete the mails that carry a mark of ours; returns whether there were any."""
        found = self._client.search(["HEADER", OWN_MARK, mark])
        if found:
            self._client.delete_messages(found, silent=True)
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge(found)  # and nothing that somebody else has deleted
        return bool(found)

    def wait(self, seconds: float) -> None:
        """Wait until something changes in the open folder (IDLE, where the server has it).

        Nothing may be asked between opening it and this, or the change is told there.
        """
        if not self._can_idle:
            self._interrupted.wait(min(seconds, DOZE))
            return
        self._client.idle()
        deadline = time.monotonic() + (0 if self._is_told() else seconds)
        while (left := deadline - time.monotonic()) > 0:
            said = self._client.idle_check(timeout=left)
            # Nothing said before the time is over is how the library tells of a broken connection.
            if not said or any(len(each) > 1 and each[1] in _NEWS for each in said):
                break
        self._client.idle_done()

    def _is_told(self) -> bool:
        """Say whether the server's next word has come along with its answer to IDLE.

        Then it lies in the buffer already, and the library waits for the wire alone: a mail that
        came in just now would be found nine minutes later.
        """
        wire, buffer = self._client.socket(), self._client._imap.file
        before = wire.gettimeout()
        wire.setblocking(False)
        try:
            return bool(buffer.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            wire.settimeout(before)

    def try_idle(self) -> bool:
        """Ask the server to tell of what changes in the open folder; False where it cannot."""
        if self._can_idle:
            self._client.idle()
            self._client.idle_done()
        return self._can_idle

    def interrupt(self) -> None:
        """End whatever another thread waits for on this connection."""
        self._interrupted.set()
        try:
            self._client.socket().shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Take leave, or let go where the server no longer answers."""
        try:
            self._client.logout()
        except Exception:
            self._client.shutdown()

    def _each(self, uids: Sequence[int], wanted: str, given: bytes) -> dict[int, bytes]:
        try:
            found = self._client.fetch(list(uids), [wanted]) if uids else {}
        except IMAP4.abort:
            raise
        except IMAP4.error:
            # One that the server cannot give must not keep the others back.
            if len(uids) == 1:
                return {uids[0]: b""}
            singly = [self._each([uid], wanted, given) for uid in uids]
            return {uid: raw for each in singly for uid, raw in each.items()}
        return {uid: data[given] or b"" for uid, data in found.items() if given in data}

    def _start_tls(self, tls: ssl.SSLContext) -> None:
        try:
            self._client.starttls(tls)
        except CapabilityError as error:
            raise Troubled("mailbox.trouble.no_starttls", host=self._server.host) from error

    def _sign_in(self, password: str, token: str) -> None:
        user = self._server.user
        try:
            if token:
                self._client.oauth2_login(user, token)
            elif user and self._client.has_capability("AUTH=PLAIN"):
                # LOGIN's words are ASCII (RFC 9051, 6.2.3); this way takes any password.
                self._client.plain_login(user, password)
            elif user:
                self._client.login(user, password)
        except LoginError as error:
            raise Troubled("mailbox.trouble.sign_in", str(error), host=self._server.host) from error

    def _search(self, first: int, last: str, ending: list[object]) -> list[int]:
        found = self._client.search(["UID", f"{first}:{last}", *ending])
        # "n:*" names the last mail also where its number is below n.
        return sorted(uid for uid in found if uid >= first)

"""What goes wrong with mail servers, as keys of texts that name it in words."""

from __future__ import annotations

import socket
import ssl
from imaplib import IMAP4

import aiosmtplib
import httpx

from madoguchi.channels.email.contracts.mailboxes import Server, Step, Trouble
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.keys import DamagedKey

Params = dict[str, str | int | float]


class Troubled(Exception):
    """A trouble that is known when it happens; `detail` is the server's own words."""

    def __init__(self, key: str, detail: str = "", **params: str | int | float) -> None:
        super().__init__(key)
        self.key = key
        self.detail = detail
        self.params: Params = params


def secure_context() -> ssl.SSLContext:
    """Return what every connection with TLS is checked by: the system's authorities."""
    return ssl.create_default_context()


def name_trouble(error: BaseException, server: Server, step: Step) -> Trouble:
    """Return what an error means, for whoever set the mailbox up. Never a secret."""
    key, params = _key_of(error, server)
    detail = error.detail if isinstance(error, Troubled) else f"{type(error).__name__}: {error}"
    return Trouble(step, f"mailbox.trouble.{key}", params, _without_secrets(detail))


def _key_of(error: BaseException, server: Server) -> tuple[str, Params]:
    host: Params = {"host": server.host}
    place: Params = {"host": server.host, "port": server.port}
    cause = error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) else error
    cause = cause or error
    if isinstance(error, Troubled):
        return error.key.removeprefix("mailbox.trouble."), error.params
    if isinstance(error, DamagedKey | NotFound):
        return "key", {}
    if isinstance(cause, socket.gaierror):
        return "unknown_host", host
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "certificate", host
    if isinstance(cause, ssl.SSLError):
        return "tls", host
    if isinstance(cause, TimeoutError | aiosmtplib.SMTPTimeoutError):
        return "timeout", host
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return "sign_in", host
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return "sender_refused", {"host": server.host, "address": error.sender}
    if isinstance(cause, ConnectionRefusedError | aiosmtplib.SMTPConnectError):
        return "refused", place
    if isinstance(error, httpx.HTTPError):
        return "token", host
    if isinstance(cause, OSError | IMAP4.abort | aiosmtplib.SMTPServerDisconnected):
        return "dropped", host
    return "unexpected", host


def _without_secrets(detail: str) -> str:
    """Cut what a server says to a line or two; none is known to repeat what it was told."""
    return " ".join(detail.split())[:300]

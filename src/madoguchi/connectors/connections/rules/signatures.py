"""Signatures over the raw body, compared in constant time. Whose form is which, adapters know."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

from madoguchi.connectors.connections.adapter import Forged
from madoguchi.connectors.connections.contracts import Posted

LONGEST_DRIFT_SECONDS = 300
"""A signed timestamp further off than this is a replay."""


def check_base64(secret: str, body: bytes, given: str) -> None:
    """Check base64(HMAC-SHA256(secret, body)), as Shopify and WooCommerce sign. Raises `Forged`."""
    wanted = base64.b64encode(_digest(secret, body)).decode()
    _compare(wanted, given)


def check_hex(secret: str, body: bytes, given: str) -> None:
    """Check hex(HMAC-SHA256(secret, body)), with or without `sha256=` before. Raises `Forged`."""
    _compare(_digest(secret, body).hex(), given.removeprefix("sha256=").lower())


def check_suffixed(key: str, body: bytes, given: str) -> None:
    """Check hex(SHA-256(body, a slash, key)), as 17TRACK signs. Raises `Forged`."""
    _check_known(key)
    _compare(hashlib.sha256(body + b"/" + key.encode()).hexdigest(), given.strip().lower())


def check_ours(posted: Posted, secrets: Mapping[str, str]) -> None:
    """Check `Madoguchi-Signature` over `Madoguchi-Timestamp`, a dot and the body, with `secret`.

    So our own webhooks are signed, and what programs post to us. Raises `Forged`.
    """
    check_timed(
        secrets.get("secret", ""),
        posted.body,
        timestamp=posted.headers.get("madoguchi-timestamp", ""),
        given=posted.headers.get("madoguchi-signature", ""),
        now=posted.at.timestamp(),
    )


def check_timed(
    secret: str, body: bytes, *, timestamp: str, given: str, now: float | None = None
) -> None:
    """Check v1=hex(HMAC-SHA256(secret, timestamp.body)), as our own webhooks are signed.

    `timestamp` is in Unix seconds; raises `Forged` also where it is more than five minutes off.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Forged
    if abs((time.time() if now is None else now) - int(timestamp)) > LONGEST_DRIFT_SECONDS:
        raise Forged
    check_hex(secret, timestamp.encode() + b"." + body, given.removeprefix("v1="))


def _digest(secret: str, body: bytes) -> bytes:
    _check_known(secret)
    return hmac.new(secret.encode(), body, hashlib.sha256).digest()


def _check_known(secret: str) -> None:
    # What is signed with nothing anybody can sign.
    if not secret:
        raise Forged


def _compare(wanted: str, given: str) -> None:
    # As bytes: the standard library compares text only where it is ASCII.
    if not hmac.compare_digest(wanted.encode(), given.strip().encode()):
        raise Forged

"""Who a customer is, by a token that the shop has signed; an unsigned claim is never believed."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import msgspec

from madoguchi.kernel.errors import Unauthenticated
from madoguchi.language.names import clean_name
from madoguchi.shops.contracts import Identity

LARGEST_TOKEN = 4096
LONGEST_LIFE = timedelta(days=400)
"""A token that never ends could never be taken back but by a new secret."""


class _Claim(msgspec.Struct):
    """What the token's JSON holds; whatever else the shop puts there is not ours to read."""

    external_id: str
    exp: int
    name: str | None = None
    email: str | None = None


_decode = msgspec.json.Decoder(_Claim).decode


def sign_identity(
    secret: bytes,
    external_id: str,
    expires_at: datetime,
    *,
    name: str | None = None,
    email: str | None = None,
) -> str:
    """Return `base64url(json).base64url(HMAC-SHA256(secret, base64url(json)))`, without padding."""
    claim = _Claim(external_id, int(expires_at.timestamp()), name, email)
    body = urlsafe_b64encode(msgspec.json.encode(claim)).rstrip(b"=")
    return (body + b"." + urlsafe_b64encode(_signature(secret, body)).rstrip(b"=")).decode()


def verify_identity(secret: bytes, token: str, now: datetime) -> Identity:
    """Return who the token names. Refuses what is forged, damaged, expired or without an end.

    The signature is compared in constant time, and before anything inside is read.
    """
    raw = token.encode("utf-8", "replace")
    body, dot, signature = raw.partition(b".")
    if len(raw) > LARGEST_TOKEN or not dot:
        raise Unauthenticated("shops.bad_identity", field="identity")
    try:
        given = _from_base64url(signature)
        genuine = hmac.compare_digest(given, _signature(secret, body))
        claim = _decode(_from_base64url(body)) if genuine else None
    except (binascii.Error, msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        claim = None
    if (
        claim is None
        or not claim.external_id.strip()
        or not claim.external_id.isprintable()
        or len(claim.external_id) > 200
    ):
        raise Unauthenticated("shops.bad_identity", field="identity")
    if claim.exp <= now.timestamp():
        raise Unauthenticated("shops.identity_expired", field="identity")
    if claim.exp > (now + LONGEST_LIFE).timestamp():
        raise Unauthenticated("shops.identity_too_long", field="identity", days=LONGEST_LIFE.days)
    name = clean_name(claim.name or "")[:80]
    email = (claim.email or "").strip()
    return Identity(
        external_id=claim.external_id.strip(),
        name=name or None,
        email=email if "@" in email and len(email) <= 254 else None,
        expires_at=datetime.fromtimestamp(claim.exp, UTC),
    )


def _signature(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, body, hashlib.sha256).digest()


def _from_base64url(text: bytes) -> bytes:
    if b"=" in text:
        text = text.rstrip(b"=")
    return b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)

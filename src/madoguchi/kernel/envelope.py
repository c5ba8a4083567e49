"""Envelope encryption: each record is sealed with a key of its own, and that key with another.

To change the outer key, only the small inner keys are sealed anew; without the inner one, all that
it sealed is noise, also in a copy that somebody kept.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from madoguchi.kernel.keys import DamagedKey

KEY_BYTES = 32
_NONCE = 12


def new_key() -> bytes:
    """Return a key for AES-256, at random."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, content: bytes, *, belongs_to: str) -> bytes:
    """Encrypt a content (AES-256-GCM, a nonce of its own in front); it opens for its owner only."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, belongs_to.encode())


def seal_text(key: bytes, content: bytes, *, belongs_to: str) -> str:
    """As `seal`, as text for a column."""
    return b64encode(seal(key, content, belongs_to=belongs_to)).decode()


def unseal_text(key: bytes, sealed: str, *, belongs_to: str) -> bytes:
    """Return what `seal_text` has sealed. Raises `DamagedKey`."""
    try:
        raw = b64decode(sealed, validate=True)
    except ValueError as error:
        raise DamagedKey(f"what belongs to {belongs_to} was altered") from error
    return unseal(key, raw, belongs_to=belongs_to)


def unseal(key: bytes, sealed: bytes, *, belongs_to: str) -> bytes:
    """Return what was sealed. Raises `DamagedKey` for another key or owner, or altered bytes."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], belongs_to.encode())
    except (InvalidTag, ValueError) as error:
        raise DamagedKey(f"what belongs to {belongs_to} needs another key") from error

"""The installation's one secret key, and the keys derived from it, one for each purpose.

The key is a file beside the data. Whoever copies the database alone cannot read what is sealed.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class DamagedKey(Exception):
    """The key file, or something sealed with it, is not what this installation wrote."""


class Keyring:
    """Keys by purpose, all derived from one secret (HKDF, RFC 5869). Safe to share by threads."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise DamagedKey("the installation's key must be 32 bytes")
        self._secret = secret
        self.key = lru_cache(maxsize=64)(self._derive)

    @classmethod
    def at(cls, file: Path) -> Keyring:
        """Read the key from `file`; where there is none, make one that only its owner may read.

        Two processes that start together end up with the same key. Raises `DamagedKey`.
        """
        if not file.exists():
            _create(file, secrets.token_hex(32))
        try:
            return cls(bytes.fromhex(file.read_text("ascii")))
        except ValueError as error:
            raise DamagedKey(f"{file} does not hold 64 hexadecimal digits") from error

    def digest(self, purpose: str, text: str) -> str:
        """Return a keyed hash (HMAC-SHA256, hexadecimal): nobody can guess `text` from it."""
        return hmac.new(self.key(purpose), text.encode(), hashlib.sha256).hexdigest()

    def seal(self, purpose: str, text: str, *, belongs_to: str = "") -> str:
        """Encrypt a text (AES-256-GCM); it opens only for the same purpose and owner."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(self.key(purpose)).encrypt(nonce, text.encode(), belongs_to.encode())
        return b64encode(nonce + sealed).decode()

    def unseal(self, purpose: str, sealed: str, *, belongs_to: str = "") -> str:
        """Return what was sealed. Raises `DamagedKey` when it was not sealed with this key."""
        try:
            raw = b64decode(sealed, validate=True)
            opened = AESGCM(self.key(purpose)).decrypt(
                raw[:_NONCE], raw[_NONCE:], belongs_to.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise DamagedKey(f"what was sealed for “{purpose}” needs another key") from error
        return opened.decode()

    def _derive(self, purpose: str) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(self._secret)


def _create(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        # A link appears whole or not at all, and never over another process's key.
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(draft)
    finally:
        draft.unlink()

"""Tokens that open doors: made at random, known to the database by their hash only."""

from __future__ import annotations

import hashlib
import secrets

API_TOKEN_PREFIX = "mdg_"  # noqa: S105 - so that scanners recognise a token that leaked


def new_token() -> str:
    """Return 256 random bits in URL-safe letters."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """Return a token for a program."""
    return API_TOKEN_PREFIX + new_token()


def token_hash(token: str) -> str:
    """Return what is stored of a token; with 256 random bits no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

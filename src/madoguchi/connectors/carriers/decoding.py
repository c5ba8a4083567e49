"""Reading what carriers post, beside `answers.decode`: a first look, a name, a place in a line."""

from __future__ import annotations

import hashlib
from typing import TypeVar

import msgspec

_T = TypeVar("_T")


def glimpse(body: bytes, kind: type[_T]) -> _T:
    """Read as much of a body as `kind` asks for; its defaults where that is not there."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return kind()


def digest(body: bytes) -> str:
    """Return a name for a notice to which its carrier gives none: the same body, the same name."""
    return hashlib.sha256(body).hexdigest()


def joined(*parts: str | None) -> str:
    """Return a place in one line, without what is missing or said twice."""
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))

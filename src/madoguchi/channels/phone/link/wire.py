"""What goes over the link, and how each side proves that it knows the installation's key.

The key itself never goes over it. Both sides answer the other's nonce, so nobody can play back
what was said before, nor pass for the telephone towards a desk.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from madoguchi.channels.phone.contracts.calls import Supervision
from madoguchi.customers.contracts import Introduction
from madoguchi.kernel.keys import Keyring

PURPOSE = "telephone link"
LONGEST_LINE = 256 * 1024
GREETING_SECONDS = 5.0

Deed = Literal[
    "take", "dial", "hold", "resume", "hang_up", "hand_over", "press", "visit", "try", "warm",
    "ask_in", "come_in", "leave", "send_away", "pass_on", "supervise", "supervise_as",
]  # fmt: skip


class Ask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A desk wants something of the telephone, in the name of a person or, to `visit`, of a
    customer in the chat.
    """

    id: int
    deed: Deed
    person_id: int
    call_id: int = 0
    offer: str = ""
    leg: str = ""
    hold: bool = False
    how: Supervision = "listen"
    keys: str = ""
    to_person: int | None = None
    to_team: int | None = None
    line_id: int = 0
    number: str = ""
    conversation_id: int | None = None
    callback_of: int | None = None
    visitor: Introduction | None = None
    language: str | None = None
    agreed: str = ""


class Tell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer: done, or refused with the key of a text; without an id, a hint.

    A hint says only that something was committed: the database is the only truth.
    """

    id: int = 0
    call_id: int = 0
    answer: str = ""
    leg: str = ""
    refused: str = ""
    status: int = 0


class NotOurs(Exception):
    """The other side does not know the installation's key."""


def address_of(link: str, data: str) -> tuple[str, int] | str:
    """Return where the link is: a host and port, or the path of a socket in the data folder."""
    if not link:
        return str(Path(data) / "phone.sock")
    parts = urlsplit(link)
    return parts.hostname or "", parts.port or 0


async def greet(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    keyring: Keyring,
    *,
    phone: bool,
) -> str:
    """Prove to each other who we are; returns the other's word. Raises `NotOurs`."""
    mine, theirs = ("phone", "desk") if phone else ("desk", "phone")
    nonce = secrets.token_hex(16)
    writer.write(f"{mine} {nonce}\n".encode())
    async with asyncio.timeout(GREETING_SECONDS):
        who, _, other = (await _line(reader)).partition(" ")
        if who != theirs or len(other) != 32:
            raise NotOurs
        writer.write(f"{_proof(keyring, mine, other, nonce)}\n".encode())
        proof = await _line(reader)
    if not hmac.compare_digest(proof, _proof(keyring, theirs, nonce, other)):
        raise NotOurs
    return other


def encode(message: msgspec.Struct) -> bytes:
    """Return a message as a line."""
    return msgspec.json.encode(message) + b"\n"


async def read(reader: asyncio.StreamReader, kind: type[Any]) -> Any:  # noqa: ANN401 - by `kind`
    """Return the next message of a kind, None at the end."""
    try:
        line = await reader.readline()
    except (ValueError, ConnectionError):
        return None  # longer than anything we say, or gone
    if not line.endswith(b"\n"):
        return None
    return msgspec.json.decode(line, type=kind)


async def _line(reader: asyncio.StreamReader) -> str:
    try:
        line = (await reader.readline()).decode("ascii")
    except ValueError:  # longer than any greeting, or no text of ours
        raise NotOurs from None
    if not line.endswith("\n"):
        raise NotOurs
    return line.strip()


def _proof(keyring: Keyring, side: str, challenge: str, nonce: str) -> str:
    key = keyring.key(PURPOSE)
    return hmac.new(key, f"{side} {challenge} {nonce}".encode(), hashlib.sha256).hexdigest()

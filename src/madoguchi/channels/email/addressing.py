"""Our own signed addresses: a reply to one finds its place, whatever the mailer drops: its
conversation, or the request that a partner answers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

_SIGNATURE_BYTES = 10
_FORM = re.compile(r"(?:^|\+)([cp])(\d{1,16})\.([a-z2-7]{16})@", re.IGNORECASE | re.ASCII)
# A signature for one kind of place is none for another.
_SIGNED_AS = {"c": "reply", "p": "partner"}


def reply_address(domain: str, conversation_id: int, key: bytes, mailbox: str = "reply") -> str:
    """Return `reply+c<id>.<signature>@domain`, which only the holder of `key` can make.

    80 bits of HMAC-SHA256 in base32, because servers may change the case of a local part and none
    may be longer than 64 characters (RFC 5321 §4.5.3.1.1).
    """
    return _address("c", domain, conversation_id, key, mailbox)


def request_address(domain: str, request_id: int, key: bytes, mailbox: str = "reply") -> str:
    """Return `reply+p<id>.<signature>@domain`, at which a partner answers what it was asked."""
    return _address("p", domain, request_id, key, mailbox)


def read_reply_address(address: str, key: bytes) -> int | None:
    """Return the conversation of an address that we signed, None for any other."""
    return _read("c", address, key)


def read_request_address(address: str, key: bytes) -> int | None:
    """Return the request of an address that we signed, None for any other."""
    return _read("p", address, key)


def _address(mark: str, domain: str, number: int, key: bytes, mailbox: str) -> str:
    return f"{mailbox}+{mark}{number}.{_sign(mark, domain, number, key)}@{domain}"


def _read(mark: str, address: str, key: bytes) -> int | None:
    found = _FORM.search(address[:320])
    if not found or found[1].lower() != mark:
        return None
    number = int(found[2])
    expected = _sign(mark, address.rpartition("@")[2], number, key)
    return number if hmac.compare_digest(found[3].lower(), expected) else None


def _sign(mark: str, domain: str, number: int, key: bytes) -> str:
    signed = f"{_SIGNED_AS[mark]}:{domain.lower()}:{number}".encode()
    digest = hmac.new(key, signed, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode("ascii").lower()

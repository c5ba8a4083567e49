"""Our own signed addresses: a reply to one finds its conversation, whatever the mailer drops."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

_SIGNATURE_BYTES = 10
_FORM = re.compile(r"(?:^|\+)c(\d{1,16})\.([a-z2-7]{16})@", re.IGNORECASE | re.ASCII)


def reply_address(domain: str, conversation_id: int, key: bytes, mailbox: str = "reply") -> str:
    """Return `reply+c<id>.<signature>@domain`, which only the holder of `key` can make.

    80 bits of HMAC-SHA256 in base32, because servers may change the case of a local part and none
    may be longer than 64 characters (RFC 5321 §4.5.3.1.1).
    """
    return f"{mailbox}+c{conversation_id}.{_sign(domain, conversation_id, key)}@{domain}"


def read_reply_address(address: str, key: bytes) -> int | None:
    """Return the conversation of an address that we signed, None for any other."""
    found = _FORM.search(address[:320])
    if not found:
        return None
    conversation_id = int(found[1])
    expected = _sign(address.rpartition("@")[2], conversation_id, key)
    return conversation_id if hmac.compare_digest(found[2].lower(), expected) else None


def _sign(domain: str, conversation_id: int, key: bytes) -> str:
    signed = f"reply:{domain.lower()}:{conversation_id}".encode()
    digest = hmac.new(key, signed, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode("ascii").lower()

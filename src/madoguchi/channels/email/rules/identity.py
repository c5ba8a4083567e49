"""What makes a mail this mail and no other."""

from __future__ import annotations

import hashlib

import idna

from madoguchi.channels.email.contracts import ParsedMail


def content_key(mail: ParsedMail) -> str:
    """Return 64 hexadecimal digits that all copies of a mail share, wherever they were delivered.

    The Message-ID alone will not do: some mails have none, and some programs give all the same one.
    Servers on the way add headers and may fold lines anew, so blanks do not count.
    """
    parts = [
        mail.message_id or "",
        mail.author.address.lower() if mail.author else "",
        mail.date.isoformat() if mail.date else "",
        " ".join(mail.subject.split()),
        " ".join(mail.text.split()),
        *(f"{each.name} {each.size}" for each in mail.attachments),
    ]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def bare_address(address: str) -> str:
    """Return an address as it is looked up: in lower case, without what follows a plus."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def wire_address(address: str) -> str:
    """Return an address as it goes over the wire: its domain in letters of ASCII (RFC 5891).

    A domain that is none stays as it is: the server says so.
    """
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        return address

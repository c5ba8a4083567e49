"""What leaves the e-mail room after a mail is read: frozen structs, no behaviour, no database."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Automatic = Literal["auto-reply", "bounce", "list", "loop"]
FragmentKind = Literal["new", "quoted", "signature"]
Verdict = Literal["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy"]


class Address(msgspec.Struct, frozen=True):
    """One mailbox of an address header; `address` keeps the case in which it was written."""

    name: str
    address: str


class Attachment(msgspec.Struct, frozen=True):
    """A file in a mail. `size` counts the decoded bytes; `content_id` has no angle brackets."""

    name: str
    content_type: str
    size: int
    content: bytes = b""
    content_id: str | None = None
    inline: bool = False


class Fragment(msgspec.Struct, frozen=True):
    """A run of a text; a text's fragments, joined in order, are the text again, to the letter."""

    kind: FragmentKind
    text: str


class BouncedRecipient(msgspec.Struct, frozen=True):
    """What a report says of one recipient.

    `hard` means the address itself is dead, so that sending again is pointless. `status` is an
    RFC 3463 code ("5.1.1") or "" where neither the report nor the reply code gives one; `reason`
    is one of the names in `bounces/reasons.py`; `diagnostic` is the server's own sentence;
    `delayed` says that the server is still trying, so that nothing is lost yet.
    """

    address: str
    hard: bool
    status: str
    reason: str
    diagnostic: str = ""
    delayed: bool = False


class Bounce(msgspec.Struct, frozen=True):
    """A delivery report. `original_message_id` is the returned mail's, where it is quoted."""

    recipients: tuple[BouncedRecipient, ...]
    original_message_id: str | None = None


class Authentication(msgspec.Struct, frozen=True):
    """Verdicts that a trusted server wrote into Authentication-Results (RFC 8601).

    `trusted` is false where no server of ours vouches for them, and then all three are None.
    """

    trusted: bool
    spf: Verdict | None = None
    dkim: Verdict | None = None
    dmarc: Verdict | None = None


class ParsedMail(msgspec.Struct, frozen=True):
    """A mail as the desk understands it. Reading never fails; `warnings` are codes of what was odd.

    `text` is what a person reads, taken from the HTML where there is no plain part; `html` is
    sanitised, its history marked by `data-history`; `reply_text` holds the new words only and is
    empty only when `text` is. Message identifiers have no angle brackets. `date` is as the sender
    claims it, in UTC.
    """

    subject: str
    author: Address | None = msgspec.field(name="from")
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    date: datetime | None
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    text: str
    html: str | None
    reply_text: str
    fragments: tuple[Fragment, ...]
    attachments: tuple[Attachment, ...]
    automatic: Automatic | None
    bounce: Bounce | None
    authentication: Authentication
    warnings: tuple[str, ...]


class Ours(msgspec.Struct, frozen=True):
    """What is ours, for telling who pretends to be us: whole domains, addresses, and names."""

    domains: list[str] = []
    addresses: list[str] = []
    names: list[str] = []

"""Mails as the desk keeps them: each copy that was fetched, and each that was written here."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.channels.email.contracts.parsed import (
    Authentication,
    Bounce,
    BouncedRecipient,
    Fragment,
)
from madoguchi.desk.contracts import Mail as Mark
from madoguchi.desk.contracts import MailAddress

IncomingState = Literal["fetched", "received", "again", "report", "refused", "broken"]
"""`fetched`: stored, not yet read. `again`: another copy of one received. `report`: a bounce, told
of the mail that bounced. `refused`: not taken, by `reason`. `broken`: could not be read.
"""


class Refused(msgspec.Struct, frozen=True):
    """A file in a mail that the desk does not take; it lies in the original. `key` says why."""

    name: str
    size: int
    key: str


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """All that is in a mail beside what its message shows; `inline` maps a cid to an attachment."""

    fragments: list[Fragment]
    html: str | None
    inline: dict[str, int] = {}
    refused: list[Refused] = []
    reply_to: list[MailAddress] = []
    date: datetime | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    references: list[str] = []
    authentication: Authentication | None = None
    bounce: Bounce | None = None


class MailView(msgspec.Struct, frozen=True, kw_only=True):
    """One mail whole, for whoever may see its conversation."""

    id: int
    mailbox_id: int | None
    conversation_id: int | None
    message_id: int | None
    mark: Mark | None
    contents: Contents | None
    size: int
    at: datetime


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What a server said of a mail: whom it took, refused for good, and put off; its last words."""

    taken: list[str] = []
    refused: list[BouncedRecipient] = []
    later: list[BouncedRecipient] = []
    answer: str = ""


class ReplyPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a reply would be where nothing else is wished for; `held` is why it would not leave.

    Without a mailbox that sends, `sender` is None; with nobody left to write to, `to` is empty.
    """

    sender: MailAddress | None
    to: list[MailAddress]
    cc: list[MailAddress]
    subject: str
    signature: str
    quoted: str
    held: str | None


class LoggedMail(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a mailbox's log: what came in, and what became of it."""

    id: int
    folder: str
    uid: int | None
    state: IncomingState
    reason: str | None
    size: int
    conversation_id: int | None
    message_id: int | None
    at: datetime


class LogPage(msgspec.Struct, frozen=True):
    """A page of a mailbox's log, the newest first; `next_cursor` None at the end."""

    items: list[LoggedMail]
    next_cursor: str | None

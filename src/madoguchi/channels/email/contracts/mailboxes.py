"""Mailboxes as their owners set them up and see how they are doing; no secret is among them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.kernel.ids import Id

Security = Literal["tls", "starttls", "none"]
MailboxState = Literal["new", "well", "failing", "off"]
Step = Literal["receive", "send", "deliver"]
Attempt = Literal["name", "connect", "tls", "sign_in", "folders", "idle", "send", "arrive"]
"""What a trial does on a side, in this order; see `TrialStep`."""
Provider = Literal["google", "microsoft", "other"]


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mail server and the account there; an empty `user` signs nobody in."""

    host: str
    port: int
    security: Security = "tls"
    user: str = ""


class OAuth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sign-in by OAuth 2 (XOAUTH2) instead of a password; `token_url` gives fresh tokens.

    At `authorize_url` an owner consents; without one they bring a refresh token themselves.
    """

    provider: Provider = "other"
    client_id: str
    token_url: str = ""
    authorize_url: str = ""
    scope: str = ""


class Trouble(msgspec.Struct, frozen=True):
    """What went wrong in words: a refusal's key with its parameters, and the server's own words.

    `text` is the same in the reader's language, where it is read over HTTP.
    """

    step: Step
    key: str
    params: dict[str, str | int | float] = {}
    detail: str = ""
    text: str = ""


class Acknowledgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is answered at once to whoever writes first, by locale; empty texts are the desk's own.

    `{customer}`, `{shop}`, `{subject}` and, out of hours, `{opens_at}` are filled in.
    """

    on: bool = False
    open: dict[str, str] = {}
    closed: dict[str, str] = {}


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """One mailbox of a shop: where its mail comes from and goes out, and how it is doing.

    The first of `addresses` is the one it writes from. Without `imap` mail arrives at the desk's
    own port; without `smtp` nothing is sent. Mail that arrived before `since` is left alone.
    `failures` counts those in a row; the next attempt is at `retry_at`.
    """

    id: int
    version: int
    shop_id: int
    name: str
    addresses: list[str]
    imap: Server | None
    folders: list[str]
    smtp: Server | None
    oauth: OAuth | None
    signed_replies: bool
    trusted_servers: list[str]
    signatures: dict[str, str]
    acknowledgement: Acknowledgement
    since: datetime | None
    active: bool
    state: MailboxState
    failures: int
    trouble: Trouble | None
    trouble_at: datetime | None
    retry_at: datetime | None
    seen_at: datetime | None
    created_at: datetime

    @property
    def address(self) -> str:
        """The address it writes from."""
        return self.addresses[0]


class Secrets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What signs in: given by an owner, sealed, and never shown again.

    `smtp_password` is needed only where it differs. The access token is fetched when it is wanted.
    """

    password: str = ""
    smtp_password: str = ""
    client_secret: str = ""
    refresh_token: str = ""
    access_token: str = ""
    access_until: datetime | None = None


class MailboxDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mailbox to be made. `since` left out is now: what lies there already stays the shop's."""

    shop_id: Id
    addresses: list[str]
    name: str = ""
    imap: Server | None = None
    folders: list[str] = []
    smtp: Server | None = None
    oauth: OAuth | None = None
    signed_replies: bool = False
    trusted_servers: list[str] = []
    signatures: dict[str, str] = {}
    acknowledgement: Acknowledgement = msgspec.field(default_factory=Acknowledgement)
    since: datetime | msgspec.UnsetType | None = msgspec.UNSET
    secrets: Secrets = Secrets()


class MailboxChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a mailbox shall be different; `secrets` left out stay as they are."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    addresses: list[str] | msgspec.UnsetType = msgspec.UNSET
    imap: Server | msgspec.UnsetType | None = msgspec.UNSET
    folders: list[str] | msgspec.UnsetType = msgspec.UNSET
    smtp: Server | msgspec.UnsetType | None = msgspec.UNSET
    oauth: OAuth | msgspec.UnsetType | None = msgspec.UNSET
    signed_replies: bool | msgspec.UnsetType = msgspec.UNSET
    trusted_servers: list[str] | msgspec.UnsetType = msgspec.UNSET
    signatures: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    acknowledgement: Acknowledgement | msgspec.UnsetType = msgspec.UNSET
    since: datetime | msgspec.UnsetType | None = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET
    secrets: Secrets | msgspec.UnsetType = msgspec.UNSET


class TrialStep(msgspec.Struct, frozen=True):
    """How one step of trying a mailbox went; `text` is in the reader's language.

    On the side that receives or sends: the server's name is looked up, its port answers, the
    connection is encrypted, signing in; then the folders, and whether the server tells of new mail;
    or a mail to the mailbox itself. At last that mail arrives.
    """

    side: Step
    step: Attempt
    ok: bool
    text: str
    detail: str = ""


class Trial(msgspec.Struct, frozen=True):
    """How trying a mailbox went, step by step; after one that failed, that side goes no further."""

    ok: bool
    steps: list[TrialStep]

"""What leaves the vault: links, documents by their mask, settings, readings, and one opened."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

import msgspec

from madoguchi.kernel.ids import Id
from madoguchi.people.contracts import Role

Kind = Literal["cn_id", "kr_pccc", "passport", "kr_rrn"]
AskedKind = Literal["cn_id", "kr_pccc", "passport"]
"""What customs take; nobody is asked for a Korean resident registration number."""
Source = Literal["link", "typed"]
Reason = Literal["customs", "carrier", "correction"]
Purpose = Literal["customs", "carrier", "correction", "customer_asks", "authority"]
Ending = Literal["cleared", "limit", "hand", "person", "message", "withdrawn"]
Side = Literal["front", "back", "original"]
"""What can be sealed beside the fields: photographs, or the mail in which a number was typed."""
KINDS: tuple[Kind, ...] = get_args(Kind)
ASKED_KINDS: tuple[AskedKind, ...] = get_args(AskedKind)
SIDES: dict[AskedKind, tuple[Side, ...]] = {
    "cn_id": ("front", "back"),
    "kr_pccc": (),
    "passport": ("front",),
}
"""Of which sides a photograph can be asked for."""


class DocumentRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A link by which a customer is asked for a document; its secret is only in the link.

    It is over once `submitted_at`, `withdrawn_at` or `expires_at` has come.
    """

    id: int
    version: int = 1
    shop_id: int
    customer_id: int
    conversation_id: int | None
    kind: AskedKind
    reason: Reason
    words: str = ""
    photos: bool = False
    locale: str
    asked_by: int | None
    created_at: datetime
    expires_at: datetime
    submitted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    document_id: int | None = None


class Asking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer is asked for and why; `words` add to the reason, as they are shown.

    Without a locale it is the customer's own, then the shop's.
    """

    kind: AskedKind
    reason: Reason = "customs"
    words: str = ""
    photos: bool = False
    locale: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document as everybody who sees its shop may see it: what it is, and the end of its number.

    `erase_at` is when it is erased by itself. Of an erased one, that it was there remains.
    """

    id: int
    version: int = 1
    shop_id: int
    customer_id: int
    conversation_id: int | None
    message_id: int | None
    request_id: int | None
    kind: Kind
    source: Source
    mask: str
    sides: list[Side] = []
    reference: str = ""
    consented_at: datetime | None
    created_at: datetime
    cleared_at: datetime | None = None
    erase_at: datetime
    erased_at: datetime | None = None
    erased_why: Ending | None = None


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says, once it is opened; empty where its kind has no such thing."""

    number: str
    name: str = ""
    phone: str = ""
    postal_code: str = ""
    nationality: str = ""
    expires_on: str = ""
    mrz: str = ""


class Photo(msgspec.Struct, frozen=True):
    """A sealed photograph: its side, where it lies, and what it is once it is opened."""

    side: Side
    blob: str
    content_type: str


class Consent(msgspec.Struct, frozen=True):
    """What a customer agreed to, word for word as it was shown."""

    text: str
    locale: str


class Parcelled(msgspec.Struct, frozen=True, kw_only=True):
    """A document on its way into the vault: sealed under its own key before anything is stored."""

    uid: str
    key: bytes
    fields: Fields
    photos: list[Photo]
    consent: Consent


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody opened a document, or tried without the right; what for, in their words."""

    id: int
    version: int = 1
    document_id: int
    shop_id: int
    customer_id: int
    person_id: int
    kind: Kind
    mask: str
    purpose: Purpose
    words: str
    granted: bool
    at: datetime


class ReadingPage(msgspec.Struct, frozen=True):
    """Readings, the newest first; `next_cursor` None at the end."""

    items: list[Reading]
    next_cursor: str | None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An opened document, for one person and a short while; photographs by the reading's id."""

    reading: Reading
    document: Document
    fields: Fields
    consent: Consent | None
    sides: list[Side]


class Why(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a document is opened for."""

    purpose: Purpose
    words: str


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days a document is kept after clearance, and how many in any case."""

    after_clearance: int = 30
    longest: int = 180


class VaultSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Who may open documents, how long links work, how long documents are kept."""

    id: int = 1
    version: int = 0
    reader_roles: list[Role] = msgspec.field(default_factory=lambda: list[Role](("owner",)))
    reader_ids: list[int] = []
    link_hours: int = 72
    retention: Retention = Retention()
    shops: dict[int, Retention] = {}

    def of(self, shop_id: int) -> Retention:
        """Return how long a shop's documents are kept."""
        return self.shops.get(shop_id, self.retention)


class VaultChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the settings shall be different; what is left out stays. `shops` replaces all."""

    reader_roles: list[Role] | msgspec.UnsetType = msgspec.UNSET
    reader_ids: list[Id] | msgspec.UnsetType = msgspec.UNSET
    link_hours: int | msgspec.UnsetType = msgspec.UNSET
    retention: Retention | msgspec.UnsetType = msgspec.UNSET
    shops: dict[int, Retention] | msgspec.UnsetType = msgspec.UNSET


class Rotated(msgspec.Struct, frozen=True):
    """That the vault's key was changed; `id` is the new key's number."""

    id: int
    version: int
    documents: int

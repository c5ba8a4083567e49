"""Partners, the people of theirs who sign in, and who acts in the portal."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.kernel.feed import Doer
from madoguchi.kernel.ids import Id

PartnerKind = Literal["warehouse", "seller", "carrier", "broker"]


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody outside the house who does a part of the work.

    `shop_ids` are the shops they work for, empty for all. What they are asked goes to `email` as
    well where they are `mailed`. Its working calendar, with its peak seasons, is kept by the clocks
    under holder `partner` and this id. The fields stand in the order of the columns of
    `tables.partner_table`.
    """

    id: int
    version: int = 1
    kind: PartnerKind
    name: str
    zone: str
    locale: str
    email: str | None = None
    phone: str | None = None
    note: str = ""
    shop_ids: list[int] = []
    archived_at: datetime | None = None
    created_at: datetime
    mailed: bool = False

    def serves(self, shop_id: int) -> bool:
        """Say whether they work for a shop."""
        return not self.shop_ids or shop_id in self.shop_ids


class PartnerDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner to be made."""

    kind: PartnerKind
    name: str
    zone: str = "Asia/Tokyo"
    locale: str = "ja"
    email: str | None = None
    phone: str | None = None
    note: str = ""
    shop_ids: list[Id] = []
    mailed: bool = False


class PartnerChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a partner shall be different; what is left out stays."""

    kind: PartnerKind | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET
    zone: str | msgspec.UnsetType = msgspec.UNSET
    locale: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    phone: str | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType = msgspec.UNSET
    shop_ids: list[Id] | msgspec.UnsetType = msgspec.UNSET
    mailed: bool | msgspec.UnsetType = msgspec.UNSET
    archived: bool | msgspec.UnsetType = msgspec.UNSET


class PartnerPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a partner who may sign in to the portal; no member of staff.

    `joined_at` is when they first chose a password, `invited_until` how long a link lets them do
    so, None while there is none.
    """

    id: int
    version: int = 1
    partner_id: int
    name: str
    email: str
    locale: str
    joined_at: datetime | None = None
    invited_until: datetime | None = None
    disabled_at: datetime | None = None
    created_at: datetime


class PartnerPersonDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to let in; without `locale`, in the partner's language."""

    name: str
    email: str
    locale: str | None = None


class PartnerPersonChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a partner's person shall be different; what is left out stays."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    locale: str | msgspec.UnsetType = msgspec.UNSET
    disabled: bool | msgspec.UnsetType = msgspec.UNSET


class PersonInvited(msgspec.Struct, frozen=True):
    """Somebody let in, with the secret of their link, which is shown once."""

    person: PartnerPerson
    token: str


class PartnerCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts for a partner: a person of theirs, who holds the link to one request, who mails.

    Not an `Actor`: nothing that staff may do takes one of these. `session_id` is the portal's
    session, or a mail's id below zero.
    """

    partner: Partner
    person_id: int | None
    name: str
    locale: str
    session_id: int
    request_id: int | None = None

    @property
    def doer(self) -> Doer:
        """How the feed names them."""
        return Doer("partner", self.person_id)

    def uploader(self, request_id: int) -> str:
        """Return under which name their files for a request wait to be sent with the answer.

        Whoever photographs with a telephone and writes at a computer is one person; whoever holds
        a link is no other than this session, and a mail brings its own.
        """
        own = self.person_id if self.session_id > 0 else None
        whose = f"{self.session_id}" if own is None else f"person {own}"
        return f"partner:{self.partner.id}:{whose}:{request_id}"

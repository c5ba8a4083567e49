"""Requests to partners, what is said in them, and what makes one."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.desk.contracts import Attachment
from madoguchi.kernel.ids import Id

RequestKind = Literal[
    "photo", "measure", "reweigh", "count", "test", "identify", "hold", "repack", "claim",
    "payment_proof", "ask_seller",
]  # fmt: skip
RequestState = Literal["open", "questioned", "answered", "declined", "withdrawn"]
WaitsOn = Literal["partner", "us", "nobody"]
RequestView = Literal["owed", "overdue", "ours", "open", "all"]
EntryKind = Literal[
    "asked", "joined", "told", "question", "answer", "declined", "withdrawn", "reminded",
    "automatic", "remark",
]  # fmt: skip
"""`automatic`: a machine of theirs answered our mail. `remark`: a word after we took it back."""

Value = int | bool | str | list[str]
Values = dict[str, Value]
"""What was given for the fields of a kind: whole numbers in the field's smallest unit, choices by
name, dates as `2026-11-22`, instants as ISO 8601.
"""


class Place(msgspec.Struct, frozen=True):
    """A conversation that a request was made from, and what became of the answer there.

    `answer_seq` is the note that brought it last; `handled_at` is when it was passed on, or put
    aside as done, with all that had been said up to the entry `dealt_seq`. At `left_at` it was no
    longer needed here, while others went on waiting for it.
    """

    conversation_id: int
    asked_by: int | None
    asked_at: datetime
    answer_seq: int | None = None
    handled_at: datetime | None = None
    dealt_seq: int = 0
    left_at: datetime | None = None


class PartnerRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Something a partner is asked to do or to say, by one or several conversations of a shop.

    `wanted` are the kind's fields as asked, `given` as last answered. `text` is what was written in
    `language`; `translations` say it in others. `reference` is what the partner knows the parcel or
    item by. `due_at` is None while it waits on us or is over. The fields but `places` stand in the
    order of the columns of `tables.request_table`.
    """

    id: int
    version: int = 1
    partner_id: int
    shop_id: int
    kind: RequestKind
    wanted: Values
    text: str
    language: str
    translations: dict[str, str] = {}
    reference: str = ""
    order_id: int | None = None
    parcel_id: int | None = None
    state: RequestState = "open"
    waits_on: WaitsOn = "partner"
    asked_by: int | None
    asked_at: datetime
    due_at: datetime | None = None
    answered_at: datetime | None = None
    reminded_at: datetime | None = None
    given: Values | None = None
    entry_count: int = 0
    last_at: datetime
    places: list[Place] = []


class RequestEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said in a request, by staff, by the partner; in the order of the columns."""

    id: int
    version: int = 1
    request_id: int
    seq: int
    at: datetime
    author_kind: Literal["staff", "partner"]
    author_id: int | None
    author_name: str
    kind: EntryKind
    text: str = ""
    language: str = ""
    translations: dict[str, str] = {}
    given: Values | None = None
    attachments: list[Attachment] = []


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to ask of a partner from a conversation.

    `attachment_ids` are files of that conversation which the partner shall see. Without `language`
    the text is taken to be in the asker's.
    """

    partner_id: Id
    kind: RequestKind
    wanted: Values = {}
    text: str = ""
    language: str | None = None
    translations: dict[str, str] = {}
    reference: str = ""
    order_id: Id | None = None
    parcel_id: Id | None = None
    attachment_ids: list[Id] = []


class Telling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What staff add to a request."""

    text: str
    language: str | None = None
    translations: dict[str, str] = {}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner answers; its photos are those the caller has uploaded for the request."""

    given: Values = {}
    text: str = ""


class RequestPage(msgspec.Struct, frozen=True):
    """A page of requests; `next_cursor` None at the end."""

    items: list[PartnerRequest]
    next_cursor: str | None


class RequestWhole(msgspec.Struct, frozen=True):
    """A request with all that was said in it, the oldest first."""

    request: PartnerRequest
    entries: list[RequestEntry]


class Forwarded(msgspec.Struct, frozen=True):
    """An answer as a reply to the customer may begin: its words, and copies of its photos."""

    request: PartnerRequest
    text: str
    attachments: list[Attachment]


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """An honest word to a customer who waits because a partner has not answered.

    `lapses_at` is when what the customer was promised runs out; `urgent` says that this comes
    before the partner's answer is due, or within the hour. `peak` names the partner's busy season
    where its calendar has one today.
    """

    request_id: int
    text: str
    language: str
    due_at: datetime | None
    peak: str | None
    lapses_at: datetime | None
    urgent: bool

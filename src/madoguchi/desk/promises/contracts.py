"""What leaves this part of the desk: promises, those that a text offers, and what makes one."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.desk.contracts import Speech
from madoguchi.kernel.ids import Id

PromiseState = Literal["open", "broken", "kept", "withdrawn"]
PromiseKind = Literal["explicit", "weak", "by_hand"]
PromiseView = Literal["mine", "today", "open", "broken", "all"]


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """Something a customer was promised, until it is kept or withdrawn.

    `message_seq` is the message that promised it, None where it was added by hand. `zone` is where
    its time was meant, the agent's. Its owner is who has the conversation; while nobody has, who
    promised it, and once it was let go of, whoever is responsible. `broken_at` is when it was last
    overdue; a broken promise can still be kept, and a moved one is open again. `reason` tells of
    the last move, or of the withdrawal.
    The fields stand in the order of the columns of `tables.promise_table`.
    """

    id: int
    version: int = 1
    conversation_id: int
    shop_id: int
    customer_id: int
    message_seq: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    text: str
    kind: PromiseKind
    due_at: datetime
    zone: str
    state: PromiseState = "open"
    made_by: int | None = None
    made_at: datetime
    broken_at: datetime | None = None
    kept_at: datetime | None = None
    kept_by: int | None = None
    kept_seq: int | None = None
    withdrawn_at: datetime | None = None
    reason: str = ""


class Offer(msgspec.Struct, frozen=True):
    """A promise found in what an agent writes: its words, and when it would fall due."""

    text: str
    kind: PromiseKind
    due_at: datetime


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """The promises that a text makes, with the zones in which to show their times.

    `unnamed_due_at` is when one without a time would fall due: the end of the next working day.
    """

    items: list[Offer]
    zone: str
    customer_zone: str | None
    unnamed_due_at: datetime


class PromiseDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A promise to be made; without `due_at` it falls due at the end of the next working day."""

    text: str = ""
    due_at: datetime | None = None
    kind: PromiseKind = "by_hand"


class Reply(Speech, frozen=True, kw_only=True):
    """What staff say, with the promises it makes and the ids of those that it keeps."""

    promises: list[PromiseDraft] = msgspec.field(default_factory=list)
    keeps: list[Id] = msgspec.field(default_factory=list)


class PromisePage(msgspec.Struct, frozen=True):
    """A page of promises, the first due first; `next_cursor` None at the end."""

    items: list[Promise]
    next_cursor: str | None

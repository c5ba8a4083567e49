"""Callbacks asked for in writing rather than by key: in the chat, for a time of one's own."""

from __future__ import annotations

import contextlib
import secrets
from datetime import datetime

import msgspec
import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.operations import owed, steps
from madoguchi.channels.phone.queries.calls import to_call
from madoguchi.channels.phone.rules.callbacks import check_wanted, language_for
from madoguchi.channels.phone.tables import call_table
from madoguchi.clocks.rules.rings import cadence
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Introduction
from madoguchi.customers.rules.identities import e164
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import calling
from madoguchi.desk.promises.contracts import PromiseDraft
from madoguchi.desk.promises.operations.ending import keep, withdraw
from madoguchi.desk.promises.operations.making import promise
from madoguchi.kernel.errors import Invalid, Refusal
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import queries as shops
from madoguchi.shops.rules import opening

_C = call_table.c


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to call, where, and when: in their turn where no time is named.

    `country` (ISO 3166) is where a number without a country code is dialled. `instead_of` is the
    customer's own call whose place they keep.
    """

    number: str
    country: str
    wanted_at: datetime | None = None
    instead_of: int | None = None
    locale: str | None = None


def ask_back(tx: Tx, line: Line, visitor: Introduction, wish: Wish) -> Call:
    """Note that a customer of the chat wants to be called back, in their conversation.

    A time of their own is a promise that falls due then; without one it is owed like any missed
    call's. Who asks again has changed their mind: it is one callback. Raises `Invalid`, and
    `Forbidden` for the blocked.
    """
    number = e164(wish.number, wish.country)
    if number is None:
        raise Invalid("phone.bad_number", field="number")
    if wish.wanted_at is not None:
        calendar = shops.calendar_of(tx, line.shop_id)
        check_wanted(wish.wanted_at, tx.now, lambda at: opening.is_open(calendar, at))
    before = _asked_before(tx, visitor, wish.instead_of)
    conversation, customer, also = calling.begin(
        tx, visitor, line.languages[0], phone=number, channel="webchat"
    )
    if before is None:
        language = language_for(line.languages, wish.locale or customer.locale)
        before = _insert(tx, line, conversation, number, language)
    elif before.callback_at and (before.number, before.wanted_at) == (number, wish.wanted_at):
        return before
    asked = steps.save_call(
        tx,
        before,
        "callback_asked",
        by=customer.doer,
        line=("callback_asked", {"number": number, "wanted_at": _written(wish.wanted_at)}),
        wanted=wish.wanted_at is None,
        also=also,
        number=number,
        wanted_at=wish.wanted_at,
        callback_at=before.callback_at or before.queued_at or tx.now,
        callback_due_at=_owe(tx, before, wish),
    )
    _promise(tx, asked)
    return asked


def _owe(tx: Tx, before: Call, wish: Wish) -> datetime | None:
    """Start the clock of a callback without a time, in place of one that ran; returns when it is
    due. A call that still goes on starts its own at its end.
    """
    if before.ended_at is None:
        return None
    owed.cancel(tx, before)
    clock = None if wish.wanted_at is not None else owed.callback(tx, before)
    if clock is None:
        return None
    tx.execute(call_table.update().where(_C.id == before.id).values(clock_id=clock.id))
    return clock.due_at


def keep_promise(tx: Tx, call_id: int, person_id: int | None) -> None:
    """Note that a wanted callback was made, by whoever called."""
    promise_id = _promise_of(tx, call_id)
    if promise_id is None:
        return
    with contextlib.suppress(Refusal):  # taken back by hand since: nothing is owed any more
        by = THE_DESK if person_id is None else people.actor_of(tx, person_id)
        keep(tx, promise_id, by=by)


def _asked_before(tx: Tx, visitor: Introduction, instead_of: int | None) -> Call | None:
    """Return the customer's call that the wish belongs to, locked: the one they are on, or the one
    that waits for a callback already.
    """
    customer = customers.find_by_identity(tx, visitor.shop_id, visitor.identities[0])
    if customer is None:
        return None
    waits = sa.and_(_C.callback_at.is_not(None), _C.ended_at.is_not(None))
    named = _C.ended_at.is_(None) if instead_of is None else _C.id == instead_of
    row = tx.execute(
        sa.select(call_table)
        .where(
            _C.customer_id == customer.id,
            _C.door == "chat",
            _C.called_back_at.is_(None),
            _C.wrapped_at.is_(None),
            _C.taken_at.is_(None),
            sa.or_(waits, named),
        )
        .order_by(_C.id.desc())
        .limit(1)
        .with_for_update()
    ).first()
    return None if row is None else to_call(row)


def _insert(tx: Tx, line: Line, conversation: Conversation, number: str, language: str) -> Call:
    """Store a call that was over before it began: a wish alone."""
    row = tx.execute(
        call_table.insert()
        .values(
            version=1,
            line_id=line.id,
            shop_id=line.shop_id,
            conversation_id=conversation.id,
            customer_id=conversation.customer_id,
            direction="in",
            number=number,
            language=language,
            phase="ended",
            ringing=[],
            ring_cycle_ms=cadence(line.country).cycle,
            country=line.country,
            supervisors=[],
            came_at=tx.now,
            ended_at=tx.now,
            ending="callback",
            note="",
            recordings=[],
            door="chat",
            process="",
            external_id=f"callback {secrets.token_hex(12)}",
        )
        .returning(*call_table.columns)
    ).one()
    return to_call(row)


def _promise(tx: Tx, call: Call) -> None:
    """Owe the callback at its time, and nothing at a time that is no longer wanted."""
    before = _promise_of(tx, call.id)
    text = f"☎ {call.number}"
    if before is not None:
        with contextlib.suppress(Refusal):  # kept or taken back by hand since
            withdraw(tx, before, text, by=THE_DESK)
    made = None
    if call.wanted_at is not None:
        draft = PromiseDraft(text=text, due_at=call.wanted_at)
        made = promise(tx, call.conversation_id, draft, by=THE_DESK).id
    if made != before:
        tx.execute(call_table.update().where(_C.id == call.id).values(promise_id=made))


def _promise_of(tx: Tx, call_id: int) -> int | None:
    found: int | None = tx.execute(sa.select(_C.promise_id).where(_C.id == call_id)).scalar_one()
    return found


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()

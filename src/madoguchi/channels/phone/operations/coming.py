"""A call begins: it is stored once, and put into the conversation of whoever calls or is called."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call, Direction
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.operations import steps
from madoguchi.channels.phone.queries.calls import to_call
from madoguchi.channels.phone.rules.callbacks import language_for
from madoguchi.channels.phone.rules.fields import written
from madoguchi.channels.phone.tables import call_table
from madoguchi.clocks.rules.rings import cadence
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import ConsentDraft, Identity, Introduction
from madoguchi.customers.operations import give_consent, name_as
from madoguchi.customers.rules.identities import e164
from madoguchi.desk.operations import calling
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK

PHONE = "phone"
"""The channel under which a caller is known by their number."""
MOST_ALIKE = 200
"""Customers whose last four digits are compared further; one in 10,000 has the same."""
_C = call_table.c


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the carrier announces it, or as we begin it.

    `visitor` is who calls from the chat, in `language` where the line speaks it, having `agreed` to
    be recorded by these words.
    """

    external_id: str
    process: str
    number: str
    direction: Direction = "in"
    conversation_id: int | None = None
    person_id: int | None = None
    callback_of: int | None = None
    visitor: Introduction | None = None
    language: str | None = None
    agreed: str = ""


def come(tx: Tx, line: Line, coming: Coming) -> Call:
    """Store a call and put it into its customer's conversation.

    The same call announced again is the stored one. A caller who withholds their number is
    somebody new each time. Raises `Conflict` where a colleague is calling the same customer at that
    moment: nobody is rung twice.
    """
    stored = tx.execute(sa.select(call_table).where(_C.external_id == coming.external_id)).first()
    if stored is not None:
        return to_call(stored)
    number = e164(coming.number, line.country) or coming.number
    visitor = coming.visitor
    conversation, customer, also = calling.begin(
        tx,
        visitor or _introduced(tx, line, number, coming.external_id),
        line.languages[0],
        coming.conversation_id,
        phone=number or None,
        channel="phone" if visitor is None else "webchat",
    )
    incoming = coming.direction == "in"
    if not incoming and _is_being_called(tx, conversation.id, coming.callback_of):
        raise Conflict("phone.called_back_already")
    row = insert_unless_there(
        tx,
        call_table,
        version=1,
        line_id=line.id,
        shop_id=line.shop_id,
        conversation_id=conversation.id,
        customer_id=customer.id,
        direction=coming.direction,
        number=number,
        language=language_for(line.languages, coming.language or customer.locale),
        phase="greeting" if incoming else "dialling",
        ringing=[],
        person_id=coming.person_id,
        ring_cycle_ms=cadence(line.country).cycle,
        country=line.country,
        came_at=tx.now,
        callback_of=coming.callback_of,
        note="",
        supervisors=[],
        recordings=[],
        guests=[],
        door="number" if visitor is None else "chat",
        process=coming.process,
        external_id=coming.external_id,
    )
    if row is None:
        # Announced twice at once: what was begun for the second is taken back.
        raise Conflict("phone.not_now")
    made = to_call(row)
    by = customer.doer if incoming else Doer("person", coming.person_id)
    calling.note_call(
        tx,
        conversation,
        "call_came" if incoming else "call_made",
        by,
        [*also, steps.change_of(made)],
        ("call_came" if incoming else "call_made", {"number": number or None,
         "by": people.name_of(tx, coming.person_id), "door": made.door}),
        holder=None if incoming else coming.person_id,
        reopen=True,
        on_call=None if incoming else True,
    )  # fmt: skip
    if coming.agreed.strip():
        agreed = ConsentDraft(
            purpose="call_recording",
            text=coming.agreed,
            locale=coming.language or line.languages[0],
            channel="webchat",
        )
        give_consent(tx, customer.id, agreed, by=THE_DESK)
    return made


def _introduced(tx: Tx, line: Line, number: str, external_id: str) -> Introduction:
    """Return what a call tells of its caller.

    A customer whose profile has the number, and nobody else's, is known by it from now on.
    """
    identity = Identity(PHONE, number or external_id)
    if number and customers.find_by_identity(tx, line.shop_id, identity) is None:
        same = {
            each.id: each
            for query in written(number, line.country)
            for each in customers.search(tx, query, by=THE_DESK, limit=MOST_ALIKE)
            if each.shop_id == line.shop_id and e164(each.phone or "", line.country) == number
        }
        if len(same) == 1:
            name_as(tx, next(iter(same.values())), (identity,))
    return Introduction(
        shop_id=line.shop_id, identities=(identity,), name=number, locale=line.languages[0]
    )


def _is_being_called(tx: Tx, conversation_id: int, callback_of: int | None) -> bool:
    """Say whether somebody calls a customer already; the conversation's lock makes it certain."""
    of_this = [_C.conversation_id == conversation_id]
    if callback_of is not None:
        of_this.append(_C.callback_of == callback_of)
    live = sa.select(_C.id).where(sa.or_(*of_this), _C.direction == "out", _C.ended_at.is_(None))
    return tx.execute(live.limit(1)).first() is not None

"""The clock of a call: of three rings while it rings, of a callback once it was missed."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.tables import call_table
from madoguchi.clocks import operations as clocks
from madoguchi.clocks.contracts import KeptClock, Owing, Subject
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.queries.book import book
from madoguchi.customers import queries as customers
from madoguchi.desk.operations import calling, owing
from madoguchi.kernel.feed import SYSTEM, Doer
from madoguchi.kernel.transaction import Tx

_C = call_table.c


def ringing(tx: Tx, call: Call) -> KeptClock | None:
    """Start the clock of the ringing, where a standard asks for one."""
    return _start(tx, call, Subject.PHONE_ANSWER, "call_rings")


def callback(tx: Tx, call: Call) -> KeptClock | None:
    """Start the clock by which a missed caller is to be called back, where a standard asks."""
    return _start(tx, call, Subject.CALLBACK, "call_missed")


def stop(tx: Tx, call: Call, person_id: int | None) -> None:
    """End a call's clock: what was owed was done."""
    clock_id = _clock_of(tx, call)
    if clock_id is not None:
        by = SYSTEM if person_id is None else Doer("person", person_id)
        clocks.stop(tx, clock_id, by=by, reason="answered", person_id=person_id)
        _forget(tx, call)


def cancel(tx: Tx, call: Call) -> None:
    """End a call's clock: nothing is owed any more, neither kept nor broken."""
    clock_id = _clock_of(tx, call)
    if clock_id is not None:
        clocks.cancel(tx, clock_id, by=SYSTEM, reason="call_ended")
        _forget(tx, call)


def _start(tx: Tx, call: Call, subject: Subject, reason: str) -> KeptClock | None:
    conversation = calling.lock(tx, call.conversation_id)
    customer = customers.find(tx, call.customer_id)
    kept = book(tx).standard(subject, owing.places(conversation, customer))
    if kept is None:
        return None
    zone = None if customer is None else customer.zone
    try:
        calendar = owing.calendar_for(tx, kept.standard, shop_id=call.shop_id, customer_zone=zone)
        if calendar is None:
            return None
        owed = Owing(
            subject=subject,
            kind="call",
            id=call.id,
            conversation_id=call.conversation_id,
            shop_id=call.shop_id,
        )
        return clocks.start(tx, owed, kept, calendar, by=SYSTEM, reason=reason, line=call.country)
    except CalendarError:
        return None


def _clock_of(tx: Tx, call: Call) -> int | None:
    found: int | None = tx.execute(sa.select(_C.clock_id).where(_C.id == call.id)).scalar_one()
    return found


def _forget(tx: Tx, call: Call) -> None:
    tx.execute(call_table.update().where(_C.id == call.id).values(clock_id=None))

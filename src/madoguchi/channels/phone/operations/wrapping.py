"""After a call: what came of it."""

from __future__ import annotations

from madoguchi.channels.phone.contracts.calls import Call, WrapUp
from madoguchi.channels.phone.operations import missed, owed, steps
from madoguchi.channels.phone.queries.calls import MISSED
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk import operations as desk
from madoguchi.desk.promises.contracts import PromiseDraft
from madoguchi.desk.promises.operations.making import promise
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean
from madoguchi.people.contracts import Actor

NOTE_LIMIT = 2_000


def wrap_up(tx: Tx, call_id: int, done: WrapUp, *, by: Actor) -> Call:
    """Note what came of a call, by whoever spoke or a supervisor; then they are free again.

    What is solved resolves the conversation; a promise is made in it. A missed call that needs no
    answer is wrapped up the same way, by anybody in whose sight it is; its caller waits no more.
    Raises `Conflict` while the call goes on, `Forbidden` for a colleague's talk.
    """
    before = steps.lock_call(tx, call_id)
    if not by.sees(before.shop_id):
        raise NotFound("phone.call_not_found")
    if before.ended_at is None:
        raise Conflict("phone.call_goes_on")
    was_missed = before.direction == "in" and before.ending in MISSED
    own = by.person_id is not None and by.person_id == before.person_id
    if not (own or was_missed or by.at_least("supervisor")):
        raise Forbidden("phone.not_your_call")
    note = mask(clean(done.note).strip())
    if len(note) > NOTE_LIMIT:
        raise Invalid("phone.note_too_long", field="note", limit=NOTE_LIMIT)
    if before.wrapped_at is not None:
        return before
    owed.cancel(tx, before)
    wrapped = steps.save_call(
        tx,
        before,
        "call_wrapped_up",
        by=by.doer,
        settled=was_missed and not missed.others_wait(tx, before),
        outcome=done.outcome,
        note=note,
        wrapped_at=tx.now,
    )
    if done.promise is not None:
        draft = PromiseDraft(text=done.promise, due_at=done.due_at)
        promise(tx, before.conversation_id, draft, by=by)
    if done.outcome in ("solved", "wrong_number"):
        desk.resolve(tx, before.conversation_id, by=by)
    return wrapped

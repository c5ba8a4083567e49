"""The clock of what a partner owes: it runs on the partner's own calendar. Only for this folder."""

from __future__ import annotations

from madoguchi.clocks import operations as clocks
from madoguchi.clocks.contracts import ClockState, KeptClock, Owing, Subject
from madoguchi.clocks.queries.book import book
from madoguchi.clocks.queries.running import open_clocks
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import owing
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.queries.rows import PARTNER_REQUEST
from madoguchi.partners.rules.fields import deadline_of
from madoguchi.people.contracts import Actor


def start(
    tx: Tx, conversation: Conversation, request: PartnerRequest, by: Actor
) -> KeptClock | None:
    """Start the clock that the standard for partners asks for; a claim's ends at its deadline.

    A deadline that has passed meanwhile is nothing to count down to: then the standard holds. None
    where no standard asks for anything.
    """
    deadline = deadline_of(request.wanted)
    if deadline is None or deadline <= tx.now:
        return owing.owe(
            tx,
            conversation,
            Subject.PARTNER_ANSWER,
            by=by.doer,
            reason="partner_asked",
            on=(PARTNER_REQUEST, request.id),
            person_id=by.person_id,
            partner_id=request.partner_id,
        )
    kept = book(tx).standard(Subject.PARTNER_ANSWER, owing.places(conversation, None))
    if kept is None:
        return None
    calendar = owing.calendar_for(
        tx, kept.standard, shop_id=conversation.shop_id, partner_id=request.partner_id
    )
    if calendar is None:
        return None
    owed = Owing(
        subject=Subject.PARTNER_ANSWER,
        kind=PARTNER_REQUEST,
        id=request.id,
        conversation_id=conversation.id,
        shop_id=conversation.shop_id,
        person_id=by.person_id,
    )
    return clocks.start_until(
        tx,
        owed,
        deadline,
        calendar,
        by=by.doer,
        reason="partner_asked",
        moments=kept.standard.moments,
    )


def pause(tx: Tx, request: PartnerRequest, by: Doer) -> KeptClock | None:
    """Let the clock stand still while we owe the partner a word; a deadline does not wait for it.

    Returns the clock as it is now, None where none runs.
    """
    found = find(tx, request)
    if found is None or found.deadline is not None or found.state is not ClockState.RUNNING:
        return found
    return clocks.pause(tx, found.id, by=by, reason="partner_asks_back")


def resume(tx: Tx, request: PartnerRequest, by: Doer) -> KeptClock | None:
    """Let the clock go on; returns it as it is now, None where none runs."""
    found = find(tx, request)
    if found is None or found.state is not ClockState.PAUSED:
        return found
    return clocks.resume(tx, found.id, by=by, reason="partner_told")


def stop(tx: Tx, request: PartnerRequest, by: Doer) -> None:
    """End the clock: they have answered. One that has ended stays as it is."""
    found = find(tx, request)
    if found is not None:
        clocks.stop(tx, found.id, by=by, reason="partner_answered")


def cancel(tx: Tx, request: PartnerRequest, by: Doer) -> None:
    """End the clock: nothing is owed any more."""
    found = find(tx, request)
    if found is not None:
        clocks.cancel(tx, found.id, by=by, reason="partner_withdrawn")


def find(tx: Tx, request: PartnerRequest) -> KeptClock | None:
    """Return the request's clock that has not ended, in whichever conversation it was started."""
    for place in request.places:
        for clock in open_clocks(tx, place.conversation_id):
            if (clock.owing.kind, clock.owing.id) == (PARTNER_REQUEST, request.id):
                return clock
    return None

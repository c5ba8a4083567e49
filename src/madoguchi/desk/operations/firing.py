"""What happens when a clock reaches a share of its time: it is noted once, and its actions are done
in the same transaction.
"""

from __future__ import annotations

from madoguchi.clocks import operations as clocks
from madoguchi.clocks.contracts import Action
from madoguchi.clocks.queries.running import Due
from madoguchi.desk.contracts import HIGH, Conversation
from madoguchi.desk.operations import timeline
from madoguchi.desk.operations.route import prioritise
from madoguchi.desk.promises.operations.ending import break_overdue
from madoguchi.desk.promises.rows import PROMISE
from madoguchi.desk.routing.operations import requeue
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK

WHOLE = 100
"""Percent of its time at which what is owed is overdue."""


def fire(tx: Tx, due: Due, *, act: bool = True) -> bool:
    """Note what a clock has reached and do what its standard asks; returns whether it was ours.

    Its conversation is locked before it, as by everybody who steps a clock. A clock that somebody
    else has fired, stopped or moved meanwhile is left alone, so that any number of processes may
    try. Telling people is their screens' affair: the event says whom. Without `act` it is only
    noted.
    """
    conversation = None
    if due.conversation_id is not None:
        conversation = timeline.lock(tx, due.conversation_id)
    fired = clocks.fire(
        tx,
        due.clock_id,
        person_id=None if conversation is None else conversation.assignee_id,
        team_id=None if conversation is None else conversation.team_id,
    )
    if fired is None:
        return False
    _, reached = fired
    for one in reached:
        if one.percent == WHOLE and one.owing.kind == PROMISE:
            break_overdue(tx, one.owing.id)
    if act and conversation is not None:
        _act(tx, conversation, {each for one in reached for each in one.actions})
    return True


def _act(tx: Tx, conversation: Conversation, actions: set[Action]) -> None:
    if Action.RAISE_PRIORITY in actions and conversation.priority < HIGH:
        prioritise(tx, conversation.id, HIGH, by=THE_DESK)
    if Action.REASSIGN in actions:
        requeue(tx, conversation.id, by=THE_DESK)

"""Promising: with a reply, in one transaction, or by hand."""

from __future__ import annotations

from madoguchi.clocks import operations as clocks
from madoguchi.clocks.contracts import AsPromised, KeptClock, Owing, Subject
from madoguchi.desk.contracts import Conversation, Mail, Posted
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.post import post
from madoguchi.desk.operations.receive import MESSAGE_LIMIT
from madoguchi.desk.promises import keeping, rules
from madoguchi.desk.promises.contracts import Promise, PromiseDraft, Reply
from madoguchi.desk.promises.days import Standing, standing
from madoguchi.desk.promises.handing import owner_of
from madoguchi.desk.promises.operations.ending import keep
from madoguchi.desk.promises.rows import PROMISE
from madoguchi.kernel.feed import Change
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


def reply(
    tx: Tx,
    conversation_id: int,
    speech: Reply,
    *,
    by: Actor,
    limit: int = MESSAGE_LIMIT,
    mail: Mail | None = None,
) -> Posted:
    """Post what staff say, with the promises it makes and those it keeps; `mail` as in `post`.

    All of it is stored or none; posting the same `client_id` again promises nothing anew.
    """
    rules.check_reply(speech)
    drafts = [rules.check_draft(each, tx.now) for each in speech.promises]
    posted = post(tx, conversation_id, speech, by=by, limit=limit, mail=mail)
    if posted.again:
        return posted
    if drafts:
        before = timeline.lock_for(tx, conversation_id, by)
        made = [_make(tx, before, draft, posted.message.seq, by) for draft in drafts]
        saved = timeline.save(tx, before, owing.show(tx, before))
        for each in made:
            timeline.record(tx, "promise_made", by.doer, saved, (), [_change(each)])
    for promise_id in dict.fromkeys(speech.keeps):
        keep(tx, promise_id, by=by, conversation_id=conversation_id, seq=posted.message.seq)
    return posted


def promise(tx: Tx, conversation_id: int, draft: PromiseDraft, *, by: Actor) -> Promise:
    """Record what was promised elsewhere, as on the telephone; a line in the timeline says so."""
    checked = rules.check_draft(draft, tx.now)
    before = timeline.lock_for(tx, conversation_id, by)
    made = _make(tx, before, checked, None, by)
    after, line = timeline.add_line(
        tx,
        before,
        "promise_made",
        by=by.name or None,
        promise=made.id,
        due_at=made.due_at.isoformat(),
    )
    saved = timeline.save(tx, before, owing.show(tx, after))
    timeline.record(tx, "promise_made", by.doer, saved, [line], [_change(made)])
    return made


def _change(made: Promise) -> Change:
    return Change("promise", made.id, made.version, made)


def _make(
    tx: Tx, conversation: Conversation, draft: PromiseDraft, seq: int | None, by: Actor
) -> Promise:
    now = standing(tx, conversation, by)
    made = keeping.insert(
        tx,
        Promise(
            id=0,
            conversation_id=conversation.id,
            shop_id=conversation.shop_id,
            customer_id=conversation.customer_id,
            message_seq=seq,
            owner_id=conversation.assignee_id or by.person_id or owner_of(tx, conversation),
            team_id=conversation.team_id,
            text=draft.text,
            kind=draft.kind,
            due_at=draft.due_at or rules.unnamed_due(tx.now, now.days, now.unnamed),
            zone=now.days.seen_from.key,
            made_by=by.person_id,
            made_at=tx.now,
        ),
    )
    keeping.tie(tx, made, _start(tx, made, now, by).id)
    return made


def _start(tx: Tx, made: Promise, now: Standing, by: Actor) -> KeptClock:
    """Start the clock that counts down to a promise, with what the standard does on the way."""
    owed = Owing(
        subject=Subject.PROMISE,
        kind=PROMISE,
        id=made.id,
        conversation_id=made.conversation_id,
        shop_id=made.shop_id,
        person_id=made.owner_id,
        team_id=made.team_id,
    )
    kept, due_at = now.standard, made.due_at
    if kept is None or not isinstance(kept.standard.target, AsPromised):
        moments = () if kept is None else kept.standard.moments
        return clocks.start_until(
            tx, owed, due_at, now.calendar, by=by.doer, reason="promised", moments=moments
        )
    return clocks.start(
        tx, owed, kept, now.calendar, by=by.doer, reason="promised", promised=due_at
    )

"""What staff say: replies, notes, choice cards."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.desk import rules
from madoguchi.desk.contracts import Mail, Message, Posted, Speech
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.attachments import check_out, tie
from madoguchi.desk.operations.drafts import clear_draft
from madoguchi.desk.operations.receive import MESSAGE_LIMIT
from madoguchi.desk.queries.messages import message_by_seq
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean
from madoguchi.people.contracts import Actor


def sender_of(actor: Actor) -> str:
    """Return the sender under which an actor's messages and uploads are counted once."""
    return f"{actor.kind}:{actor.id}"


def said_already(stored: Message, conversation_id: int) -> Posted:
    """Return what is answered to a `client_id` under which this message is stored already.

    Raises `Conflict` where it was said in another conversation: answered as stored, what is meant
    for this one would never be said, and nobody would know.
    """
    if stored.conversation_id != conversation_id:
        raise Conflict("message.said_elsewhere", field="client_id")
    return Posted(stored, conversation_id, again=True)


def post(
    tx: Tx,
    conversation_id: int,
    speech: Speech,
    *,
    by: Actor,
    limit: int = MESSAGE_LIMIT,
    mail: Mail | None = None,
) -> Posted:
    """Store what a member of staff says, and take their draft away; `mail` says how it goes out.

    A reply to a conversation nobody has makes it theirs; a reply to a resolved one opens it again.
    Posting the same `client_id` again returns the stored message, `again` set; it raises `Conflict`
    in another conversation.
    """
    speech = replace(
        speech,
        body=clean(speech.body),
        choices=[clean(choice).strip() for choice in speech.choices],
    )
    rules.check_speech(speech, limit)
    before = timeline.lock_for(tx, conversation_id, by)
    quote = None
    if speech.quote_seq is not None:
        quoted = message_by_seq(tx, before.id, speech.quote_seq, for_customer=speech.kind != "note")
        quote = rules.quote_of(quoted)
    sender = sender_of(by)
    attachments = check_out(tx, speech.attachment_ids, before.shop_id, sender)
    after, message = timeline.add(
        tx,
        before,
        timeline.staff(by),
        speech.kind,
        body=speech.body,
        attachments=attachments,
        choices=speech.choices,
        quote=quote,
        sender=sender,
        client_id=speech.client_id,
        mail=mail,
    )
    if message is None:
        stored = timeline.sent_before(tx, sender, speech.client_id)
        assert stored is not None  # for it stood in the way just now
        return said_already(stored, before.id)
    tie(tx, attachments, message, for_staff=speech.kind == "note")
    if speech.kind != "note":
        if after.assignee_id is None and by.person_id is not None:
            after = replace(after, assignee_id=by.person_id)
        if after.state == "resolved":
            after = replace(after, state="open", resolved_at=None)
    after = owing.follow(tx, before, after, by.doer)
    saved = timeline.save(tx, before, after)
    cleared = clear_draft(tx, saved.id, by)
    timeline.record(
        tx,
        "note_written" if speech.kind == "note" else "message_sent",
        by.doer,
        saved,
        [message],
    )
    if cleared is not None:
        tx.record(cleared)
    return Posted(message, saved.id, again=False)

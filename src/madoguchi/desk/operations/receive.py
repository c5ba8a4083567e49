"""What customers do: write, choose from a card, rate, turn out to be somebody we know."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers import queries as customer_queries
from madoguchi.customers.contracts import Customer, Identity, Introduction
from madoguchi.customers.tables import customer_table, identity_table
from madoguchi.customers.vault.operations.moving import move
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk import rules
from madoguchi.desk.contracts import (
    Author,
    Channel,
    Conversation,
    Mail,
    Posted,
    Received,
    Speech,
    Thread,
)
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.attachments import check_out, tie
from madoguchi.desk.operations.open import open_conversation
from madoguchi.desk.queries.messages import message_by_seq
from madoguchi.desk.queries.rows import to_conversation
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.kernel.ahead import First, reads_first
from madoguchi.kernel.errors import Conflict, Forbidden, NotFound
from madoguchi.kernel.feed import Change
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean

MESSAGE_LIMIT = 10_000

_LATEST = Prepared(
    sa.select(conversation_table)
    .where(
        conversation_table.c.customer_id == sa.bindparam("customer_id"),
        conversation_table.c.channel == sa.bindparam("channel"),
    )
    .order_by(conversation_table.c.id.desc())
    .limit(1)
    .with_for_update()
)
# What nearly every message needs, in one round trip: who speaks, and where.
_IN_A_TALK = (
    sa.select(customer_table, conversation_table)
    .join(identity_table, identity_table.c.customer_id == customer_table.c.id)
    .join(conversation_table, conversation_table.c.customer_id == customer_table.c.id)
    .where(
        identity_table.c.shop_id == sa.bindparam("shop_id"),
        identity_table.c.channel == sa.bindparam("identity_channel"),
        identity_table.c.external_id == sa.bindparam("external_id"),
        conversation_table.c.channel == sa.bindparam("channel"),
    )
    .order_by(conversation_table.c.id.desc())
    .limit(1)
    .with_for_update(of=conversation_table)
)
# On PostgreSQL, where each further trip costs more than all of this: whether the message is stored
# already, and an id for it.
_SPEAKING = Prepared(
    _IN_A_TALK,
    postgresql=_IN_A_TALK.add_columns(
        sa.exists()
        .where(
            message_table.c.sender == sa.bindparam("sender"),
            message_table.c.client_id == sa.bindparam("client_id"),
        )
        .label("again"),
        sa.func.nextval(sa.func.pg_get_serial_sequence("message", "id"), type_=sa.BigInteger),
    ),
)
_CUSTOMER_WIDTH = len(customer_table.columns)
_WIDTH = _CUSTOMER_WIDTH + len(conversation_table.columns)


class _Speaking(NamedTuple):
    """Who speaks, in which conversation (locked), and what meeting them has changed.

    Where it was looked for, whether the message is stored already, and an id for it.
    """

    customer: Customer
    running: Conversation | None
    also: list[Change]
    again: bool = False
    reserved: int | None = None


def _first(
    introduction: Introduction,
    speech: Speech,
    *,
    channel: Channel = "webchat",
    opens_at: datetime | None = None,
    limit: int = 0,
    thread: Thread | None = None,
    mail: Mail | None = None,
) -> First | None:
    return None if thread else First(_SPEAKING, _named_by(introduction, speech, channel))


def _named_by(introduction: Introduction, speech: Speech, channel: Channel) -> dict[str, object]:
    strongest = introduction.identities[0]
    return {
        "shop_id": introduction.shop_id,
        "identity_channel": strongest.channel,
        "external_id": strongest.external_id,
        "channel": channel,
        "sender": _sender(introduction, channel),
        "client_id": speech.client_id,
    }


def _sender(introduction: Introduction, channel: Channel) -> str:
    # The last identity is the device's own, which a visit keeps whoever it turns out to be.
    return f"{channel}:{introduction.identities[-1].external_id}"


@reads_first(_first)
def receive(
    tx: Tx,
    introduction: Introduction,
    speech: Speech,
    *,
    channel: Channel = "webchat",
    opens_at: datetime | None = None,
    limit: int = MESSAGE_LIMIT,
    thread: Thread | None = None,
    mail: Mail | None = None,
) -> Received:
    """Store what a customer says, in their running conversation or a new one.

    Channels whose messages carry marks of where they belong give a `thread`, and then those decide:
    a conversation that ended long ago is gone on with in a new one that names it. `opens_at` is
    given while the shop is closed: the customer is told once for each time they begin to wait.
    Saying the same `client_id` again returns the stored message, `again` set.
    """
    speech = replace(speech, body=clean(speech.body), kind="text", choices=[])
    rules.check_speech(speech, limit)
    sender = _sender(introduction, channel)
    if thread is None:
        speaking = _speaking(tx, introduction, speech, channel)
    else:
        speaking = _threaded(tx, introduction, thread)
    customer, before, also, again, reserved = speaking
    if customer.blocked_at is not None:
        raise Forbidden("customer.blocked")
    ended = before
    goes_on = before is not None and rules.goes_on(before, tx.now)
    if again or not goes_on:
        stored = timeline.sent_before(tx, sender, speech.client_id)
        if stored is not None:
            return Received(stored, stored.conversation_id, again=True, customer=customer)
    if before is None or not goes_on:
        language = rules.first_language(speech.body, introduction.locale)
        before, opened = open_conversation(tx, customer, channel, language)
        also = [*also, *opened]
    # `before` stays as it is stored: what is saved is what differs from it.
    begun = _begin(tx, before, thread, ended) if thread and before is not ended else before
    name = customer.name if thread is None or thread.writer is None else thread.writer
    author = Author("customer", customer.id, name)
    quote = None
    if speech.quote_seq is not None:
        quote = rules.quote_of(message_by_seq(tx, before.id, speech.quote_seq, for_customer=True))
    attachments = check_out(tx, speech.attachment_ids, before.shop_id, sender)
    after, message = timeline.add(
        tx,
        begun,
        author,
        "text",
        body=speech.body,
        attachments=attachments,
        quote=quote,
        sender=sender,
        client_id=speech.client_id,
        mail=mail,
        reserved=reserved,
    )
    if message is None:
        stored = timeline.sent_before(tx, sender, speech.client_id)
        assert stored is not None  # for it stood in the way just now
        return Received(stored, stored.conversation_id, again=True, customer=customer)
    tie(tx, attachments, message, for_staff=False)
    if thread is not None and thread.quiet:
        after = rules.heard(before, after)
    messages = [message]
    if opens_at is not None and before.waiting_since is None:
        after, notice = timeline.add_line(tx, after, "closed_notice", opens_at=opens_at.isoformat())
        messages.append(notice)
    after = owing.follow(tx, before, after, customer.doer, customer)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "message_received", customer.doer, saved, messages, also)
    return Received(message, saved.id, again=False, customer=customer)


def _threaded(tx: Tx, introduction: Introduction, thread: Thread) -> _Speaking:
    """Return who speaks, and the conversation that a thread names.

    Whoever answers in a conversation speaks in the name of its customer.
    """
    if thread.conversation_id is not None:
        before = timeline.lock(tx, thread.conversation_id)
        known = customer_queries.find(tx, before.customer_id)
        assert known is not None  # a conversation has a customer
        if not rules.goes_on(before, tx.now):
            known = customers.lock(tx, known.id)
        return _Speaking(known, before, [])
    met, also = customers.meet(tx, introduction)
    return _Speaking(customers.lock(tx, met.id), None, also)


def _begin(
    tx: Tx, opened: Conversation, thread: Thread, ended: Conversation | None
) -> Conversation:
    """Give a new conversation its subject; where it goes on with another, a line says so."""
    subject = None if thread.subject is None else mask(thread.subject)
    begun = replace(opened, subject=subject)
    if ended is None:
        return begun
    begun, _ = timeline.add_line(tx, begun, "continues", earlier=ended.id)
    return replace(begun, subject=subject or ended.subject)


def _speaking(tx: Tx, introduction: Introduction, speech: Speech, channel: Channel) -> _Speaking:
    """Return who speaks, and their newest conversation."""
    rows = tx.run(_SPEAKING, **_named_by(introduction, speech, channel))
    if rows:
        customer = customer_queries.to_customer(rows[0][:_CUSTOMER_WIDTH])
        running = to_conversation(rows[0][_CUSTOMER_WIDTH:_WIDTH])
        if rules.goes_on(running, tx.now):
            customer, also = customers.refresh(tx, customer, introduction)
            return _Speaking(customer, running, also, *rows[0][_WIDTH:])
    return _opening(tx, introduction, channel)


def _opening(tx: Tx, introduction: Introduction, channel: Channel) -> _Speaking:
    """As `_speaking`, with the customer locked: of two who open one at once, the second finds it.

    While we waited for the lock the visitor may have turned out to be somebody else.
    """
    also: list[Change] = []
    while True:
        met, changes = customers.meet(tx, introduction)
        also += changes
        if changes and met.version == 1:
            return _Speaking(met, None, also)  # made just now: nobody else can see them yet
        customer = customers.lock(tx, met.id)
        named = customer_queries.find_by_identity(
            tx, introduction.shop_id, introduction.identities[0]
        )
        if named is not None and named.id == customer.id:
            return _Speaking(customer, latest(tx, customer, channel), also)


def latest(tx: Tx, customer: Customer, channel: Channel) -> Conversation | None:
    """Return a customer's newest conversation on a channel, locked."""
    rows = tx.run(_LATEST, customer_id=customer.id, channel=channel)
    return to_conversation(rows[0]) if rows else None


def choose(tx: Tx, customer_id: int, seq: int, index: int) -> Posted:
    """Answer a choice card of the customer's running conversation; the first answer stands.

    The same answer again returns the stored message, `again` set.
    """
    customer = _known(tx, customer_id)
    before = latest(tx, customer, "webchat")
    if before is None:
        raise NotFound("message.not_found")
    card = message_by_seq(tx, before.id, seq, for_customer=True)
    if card.kind != "choice" or not 0 <= index < len(card.choices):
        raise NotFound("message.not_found")
    if card.chosen is not None:
        stored = timeline.sent_before(tx, "choice", str(card.id))
        if stored is None or card.chosen != index:
            raise Conflict("message.already_chosen")
        return Posted(stored, before.id, again=True)
    chosen = replace(card, chosen=index, version=card.version + 1)
    tx.execute(
        message_table.update()
        .where(message_table.c.id == card.id)
        .values(chosen=index, version=chosen.version)
    )
    after, answer = timeline.add(
        tx,
        before,
        Author("customer", customer.id, customer.name),
        "text",
        body=card.choices[index],
        quote=rules.quote_of(card),
        sender="choice",
        client_id=str(card.id),
    )
    assert answer is not None  # the card was locked with its conversation and had no answer
    after = owing.follow(tx, before, after, customer.doer, customer)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "choice_made", customer.doer, saved, [chosen, answer])
    return Posted(answer, saved.id, again=False)


def rate(tx: Tx, customer_id: int, score: int, comment: str) -> Conversation:
    """Keep what the customer thought of their newest conversation; a later rating replaces it."""
    customer = _known(tx, customer_id)
    before = latest(tx, customer, "webchat")
    if before is None:
        raise NotFound("conversation.not_found")
    rating = rules.check_rating(before, score, mask(clean(comment)), tx.now)
    after, line = timeline.add_line(tx, replace(before, rating=rating), "rated", score=score)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "conversation_rated", customer.doer, saved, [line])
    return saved


def recognise(tx: Tx, introduction: Introduction, visitor: Identity) -> Customer | None:
    """Join an anonymous visit to the customer whom the shop has vouched for.

    Returns the customer, or None where neither is known yet. The visitor's conversations move to
    the vouched-for customer; a visit that belongs to another vouched-for customer is left alone,
    for two people may share a browser.
    """
    vouched, anonymous = _named(tx, introduction, visitor)
    if anonymous is None or anonymous.verified:
        return vouched
    # Conversations are locked before customers, as in every operation; what is opened before we
    # have the customer is found when they are read again.
    _conversations_of(tx, anonymous)
    concerned = {anonymous.id} if vouched is None else {anonymous.id, vouched.id}
    for customer_id in sorted(concerned):
        customers.lock(tx, customer_id)
    vouched, anonymous = _named(tx, introduction, visitor)
    if anonymous is None or {each.id for each in (vouched, anonymous) if each} != concerned:
        return recognise(tx, introduction, visitor)  # somebody else was doing the same
    if vouched is None:
        known, also = customers.meet(tx, introduction)
    else:
        known, also = _join(tx, anonymous, vouched)
    for before in _conversations_of(tx, anonymous):
        saved = timeline.save(tx, before, replace(before, customer_id=known.id))
        timeline.record(tx, "customer_recognised", known.doer, saved, (), also)
    return known


def _named(
    tx: Tx, introduction: Introduction, visitor: Identity
) -> tuple[Customer | None, Customer | None]:
    """Return whom the shop's word names, and whom the visitor's own name."""
    find, shop_id = customer_queries.find_by_identity, introduction.shop_id
    return find(tx, shop_id, introduction.identities[0]), find(tx, shop_id, visitor)


def _conversations_of(tx: Tx, customer: Customer) -> list[Conversation]:
    """Return all of a customer's conversations, locked."""
    rows = tx.execute(
        sa.select(conversation_table)
        .where(conversation_table.c.customer_id == customer.id)
        .order_by(conversation_table.c.id)
        .with_for_update()
    )
    return [to_conversation(row) for row in rows]


def _join(tx: Tx, anonymous: Customer, vouched: Customer) -> tuple[Customer, list[Change]]:
    """Let all names of one customer be names of another; both are locked."""
    tx.execute(
        identity_table.update()
        .where(
            identity_table.c.shop_id == anonymous.shop_id,
            identity_table.c.customer_id == anonymous.id,
        )
        .values(customer_id=vouched.id)
    )
    count = vouched.conversation_count + anonymous.conversation_count
    known = customers.save(tx, replace(vouched, conversation_count=count))
    emptied = customers.save(tx, replace(anonymous, conversation_count=0))
    moved = move(tx, anonymous.id, vouched.id)
    return known, [customers.change_of(known), customers.change_of(emptied), *moved]


def _known(tx: Tx, customer_id: int) -> Customer:
    customer = customer_queries.find(tx, customer_id)
    if customer is None:
        raise NotFound("conversation.not_found")
    if customer.blocked_at is not None:
        raise Forbidden("customer.blocked")
    return customer

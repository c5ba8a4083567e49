"""What staff do with a request that was made: add, remind, count as answered, take back, leave."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.clocks import operations as clocks
from madoguchi.desk.operations import telling
from madoguchi.kernel.feed import NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.requests import PartnerRequest, Place, RequestEntry, Telling
from madoguchi.partners.operations import timing
from madoguchi.partners.operations.mailing import write_to
from madoguchi.partners.operations.rows import (
    awaits_another,
    changes_of,
    line_of,
    request_for,
    save,
    save_place,
    say,
)
from madoguchi.partners.queries.partners import partner as find_partner
from madoguchi.partners.queries.requests import entries_of
from madoguchi.partners.rules import requests as rules
from madoguchi.partners.tables import entry_table
from madoguchi.people.contracts import Actor


def tell(tx: Tx, request_id: int, words: Telling, *, by: Actor) -> PartnerRequest:
    """Add something to a request: the answer to the partner's question, or what is still missing.

    It is the partner's turn again, with the time that was left after a question, and with the whole
    time anew after an answer, which then counts for nothing yet.
    """
    text = rules.check_text(words.text)
    language = rules.check_language(words.language or by.locale)
    translations = rules.check_translations(words.translations)
    request = request_for(tx, request_id, by)
    rules.check_open(request, "tell")
    waiting = rules.waiting(request.places)
    conversation = telling.lock(tx, waiting[0].conversation_id)
    partner = find_partner(tx, request.partner_id)
    if request.state != "open":
        if request.state == "questioned":
            clock = timing.resume(tx, request, by.doer)
        else:
            clock = timing.start(tx, conversation, request, by)
        due_at = None if clock is None else clock.due_at
        request = replace(
            request, state="open", waits_on="partner", due_at=due_at, answered_at=None
        )
    said, entry = say(
        tx, request, by, "told", text=text, language=language, translations=translations
    )
    saved = save(tx, said)
    for place in waiting:
        telling.tell(
            tx,
            "partner_told",
            telling.lock(tx, place.conversation_id),
            by.doer,
            key="partner_told",
            params=line_of(saved, partner, by.name),
            also=changes_of(saved, entry) if place == waiting[0] else (),
            partner_awaited=True,
        )
    write_to(tx, partner, entry)
    return saved


def remind(tx: Tx, request_id: int, *, by: Actor) -> PartnerRequest:
    """Ask the partner again for what it owes; it stands in the portal on top."""
    request = request_for(tx, request_id, by)
    rules.check_open(request, "remind")
    said, entry = say(tx, replace(request, reminded_at=tx.now), by, "reminded")
    saved = save(tx, said)
    tx.record(
        NewEvent("partner_reminded", by.doer, changes_of(saved, entry), shop_id=saved.shop_id)
    )
    write_to(tx, find_partner(tx, request.partner_id), entry)
    return saved


def accept(tx: Tx, request_id: int, *, by: Actor) -> PartnerRequest:
    """Count what the partner asked last as its answer: it was one, in words of their own.

    The clock ends as of now. Raises `Conflict` where they have not asked back.
    """
    request = request_for(tx, request_id, by)
    rules.check_open(request, "accept")
    last = next(
        each for each in reversed(entries_of(tx, request.id)) if each.kind == "question"
    )  # `check_open` saw to it that there is one
    entry = replace(last, kind="answer", version=last.version + 1)
    tx.execute(
        entry_table.update()
        .where(entry_table.c.id == entry.id)
        .values(kind=entry.kind, version=entry.version)
    )
    timing.stop(tx, request, by.doer)
    over = replace(request, state="answered", answered_at=tx.now, reminded_at=None, due_at=None)
    saved = save(tx, replace(over, waits_on=rules.waits_on(over.state, over.places)))
    _tell_all(tx, "partner_accepted", saved, by, entry)
    return saved


def withdraw(
    tx: Tx, request_id: int, reason: str, *, by: Actor, conversation_id: int | None = None
) -> PartnerRequest:
    """Take a request back: the partner owes nothing any more. Twice is once.

    With a conversation it is taken back for that one: while others wait for the same, only this one
    leaves the request, and theirs goes on.
    """
    words = rules.check_text(reason, empty=True)
    request = request_for(tx, request_id, by)
    if request.state == "withdrawn":
        return request
    if conversation_id is not None:
        leaving = rules.place_in(request, conversation_id)
        if leaving.left_at is not None:
            return request
        if len(rules.waiting(request.places)) > 1:
            return _leave(tx, request, leaving, words, by)
    rules.check_open(request, "withdraw")
    timing.cancel(tx, request, by.doer)
    over = replace(request, state="withdrawn", waits_on="nobody", due_at=None)
    said, entry = say(tx, over, by, "withdrawn", text=words, language=by.locale)
    saved = save(tx, said)
    _tell_all(tx, "partner_withdrawn", saved, by, entry, reason=words)
    write_to(tx, find_partner(tx, request.partner_id), entry)
    return saved


def _leave(
    tx: Tx, request: PartnerRequest, leaving: Place, reason: str, by: Actor
) -> PartnerRequest:
    """Let one conversation wait no more; a clock that was kept there goes to one that does."""
    left = replace(leaving, left_at=tx.now)
    save_place(tx, request.id, left)
    places = [left if each is leaving else each for each in request.places]
    stays = rules.waiting(places)[0].conversation_id
    clock = timing.find(tx, request)
    if clock is not None and clock.owing.conversation_id == left.conversation_id:
        clocks.keep_in(tx, clock.id, stays, by=by.doer)
    saved = save(
        tx, replace(request, places=places, waits_on=rules.waits_on(request.state, places))
    )
    partner = find_partner(tx, request.partner_id)
    telling.tell(
        tx,
        "partner_left",
        telling.lock(tx, left.conversation_id),
        by.doer,
        key="partner_left",
        params={**line_of(saved, partner, by.name), "reason": reason},
        also=changes_of(saved),
        partner_awaited=awaits_another(tx, left.conversation_id, saved.id),
    )
    telling.show_clock(tx, "partner_left", telling.lock(tx, stays), by.doer)
    return saved


def _tell_all(
    tx: Tx,
    kind: str,
    request: PartnerRequest,
    by: Actor,
    entry: RequestEntry,
    **more: str,
) -> None:
    """Write the line of what staff did into each conversation that waits for the request."""
    partner = find_partner(tx, request.partner_id)
    also = changes_of(request, entry)
    for place in rules.waiting(request.places):
        telling.tell(
            tx,
            kind,
            telling.lock(tx, place.conversation_id),
            by.doer,
            key=kind,
            params={**line_of(request, partner, by.name), **more},
            also=also,
            partner_awaited=awaits_another(tx, place.conversation_id, request.id),
        )
        also = []

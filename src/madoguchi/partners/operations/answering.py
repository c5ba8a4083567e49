"""What a partner does: answers, asks back, says that it cannot be done. Each comes into every
conversation that asked, as a note for staff.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from madoguchi.desk.contracts import Attachment
from madoguchi.desk.operations import telling
from madoguchi.desk.operations.attachments import copy, loose_of
from madoguchi.desk.operations.telling import Told
from madoguchi.kernel.feed import NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.contracts.requests import Answer, PartnerRequest, Place, RequestEntry
from madoguchi.partners.operations import timing
from madoguchi.partners.operations.rows import (
    awaits_another,
    changes_of,
    request_of,
    said_just_now,
    save,
    save_place,
    say,
)
from madoguchi.partners.rules import requests as rules
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.wording import lines_of
from madoguchi.people import queries as people


def answer(tx: Tx, request_id: int, said: Answer, *, by: PartnerCaller) -> PartnerRequest:
    """Take an answer with the photos that the caller has uploaded for it.

    It ends the clock. Answering once more adds to what was answered; the same sent twice is sent
    once. Raises `NotFound` for what is not theirs, and a refusal that names the field where
    something is missing.
    """
    request = request_of(tx, request_id, by)
    rules.check_open(request, "answer")
    files = loose_of(tx, by.uploader(request_id))
    again = request.state == "answered"
    checked = rules.check_answer(request.kind, said, len(files), tx.now, again=again)
    given = checked.given or None
    if again and not files and said_just_now(tx, request, by, "answer", checked.text, given):
        return request
    return take(tx, request, checked, files, by)


def take(
    tx: Tx, request: PartnerRequest, checked: Answer, files: Sequence[Attachment], by: PartnerCaller
) -> PartnerRequest:
    """Take a checked answer to a locked request, with its files; what was answered keeps its day.

    Not an operation: only this folder calls it.
    """
    timing.stop(tx, request, by.doer)
    over = replace(
        request,
        state="answered",
        answered_at=request.answered_at if request.state == "answered" else tx.now,
        reminded_at=None,
        due_at=None,
        given=checked.given or request.given,
    )
    changed, entry = say(
        tx,
        over,
        by,
        "answer",
        text=checked.text,
        language=by.locale,
        given=checked.given or None,
        attachments=files,
    )
    return bring(tx, "partner_answered", changed, entry, by)


def ask_back(tx: Tx, request_id: int, text: str, *, by: PartnerCaller) -> PartnerRequest:
    """Ask us something first, or something more: the clock stands still until we have told them.

    A deadline does not wait for it.
    """
    words = rules.check_text(text)
    request = request_of(tx, request_id, by)
    files = loose_of(tx, by.uploader(request_id))
    if not files and said_just_now(tx, request, by, "question", words):
        return request
    rules.check_open(request, "ask_back")
    return question(tx, request, words, files, by)


def question(
    tx: Tx, request: PartnerRequest, words: str, files: Sequence[Attachment], by: PartnerCaller
) -> PartnerRequest:
    """Let a locked request wait for us. Not an operation: only this folder calls it."""
    clock = timing.pause(tx, request, by.doer)
    asked = replace(request, state="questioned", due_at=None if clock is None else clock.due_at)
    changed, entry = say(
        tx, asked, by, "question", text=words, language=by.locale, attachments=files
    )
    return bring(tx, "partner_asked_back", changed, entry, by)


def decline(tx: Tx, request_id: int, reason: str, *, by: PartnerCaller) -> PartnerRequest:
    """Say that it cannot be done, and why; what was answered already was done."""
    words = rules.check_text(reason)
    request = request_of(tx, request_id, by)
    files = loose_of(tx, by.uploader(request_id))
    if not files and said_just_now(tx, request, by, "declined", words):
        return request
    rules.check_open(request, "decline")
    timing.stop(tx, request, by.doer)
    over = replace(request, state="declined", answered_at=tx.now, reminded_at=None, due_at=None)
    changed, entry = say(
        tx, over, by, "declined", text=words, language=by.locale, attachments=files
    )
    return bring(tx, "partner_declined", changed, entry, by)


def bring(
    tx: Tx,
    kind: str,
    request: PartnerRequest,
    entry: RequestEntry,
    by: PartnerCaller,
    *,
    handled: bool = False,
) -> PartnerRequest:
    """Bring what a partner said into each conversation that waits for it, and save the request.

    One that sleeps awakes: it was put off because there was nothing to tell the customer yet.

    The first note carries the files as they came, which the request shows too; the others carry
    copies, for a file hangs on one message. With `handled` nothing more is to be done with it than
    to read it. Not an operation: only this folder calls it.
    """
    name = by.partner.name if by.name == by.partner.name else f"{by.partner.name} · {by.name}"
    places: list[Place] = []
    brought = False
    for place in request.places:
        if place.left_at is not None:
            places.append(place)
            continue
        files: Sequence[Attachment] = entry.attachments
        if brought:
            files = copy(tx, entry.attachments, by.uploader(request.id))
        body = lines_of(
            KINDS[request.kind].given,
            entry.given or {},
            entry.text,
            _locale(tx, place.asked_by),
            by.partner.zone,
        )
        note = telling.tell(
            tx,
            "note_written",
            telling.lock(tx, place.conversation_id),
            by.doer,
            key=kind,
            params={"partner": by.partner.name, "what": request.kind, "request": request.id},
            note=Told(name, body, files),
            partner_awaited=None
            if handled
            else awaits_another(tx, place.conversation_id, request.id),
            wakes=not handled,
        )
        places.append(
            replace(
                place,
                answer_seq=note.seq,
                handled_at=place.handled_at if handled else None,
            )
        )
        save_place(tx, request.id, places[-1])
        brought = True
    changed = replace(request, places=places, waits_on=rules.waits_on(request.state, places))
    saved = save(tx, changed)
    tx.record(NewEvent(kind, by.doer, changes_of(saved, entry), shop_id=saved.shop_id))
    return saved


def _locale(tx: Tx, person_id: int | None) -> str:
    """Return the language of whoever asked, in which the fields of an answer are named for them."""
    return "en" if person_id is None else people.person(tx, person_id).locale

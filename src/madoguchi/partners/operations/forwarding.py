"""What becomes of an answer in a conversation: passed on to the customer, or put aside as done."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers import queries as customers
from madoguchi.desk.operations.attachments import copy
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.queries.conversations import conversation as find_conversation
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.feed import NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import CUSTOMER_LOCALES, best_locale
from madoguchi.partners.contracts.requests import Forwarded, PartnerRequest, Values
from madoguchi.partners.operations.rows import changes_of, request_for, save, save_place
from madoguchi.partners.queries.requests import entries_of
from madoguchi.partners.rules import requests as rules
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.wording import lines_of
from madoguchi.people.contracts import Actor


def forward(tx: Tx, request_id: int, conversation_id: int, *, by: Actor) -> Forwarded:
    """Return what was answered as a reply may begin, and count it as dealt with there.

    That is all that has been answered since this conversation passed something on, else the newest
    answer once more. The fields are named in the customer's language and the words are the
    partner's own, in a translation where one was given; the photos are copies that this actor may
    send.
    """
    request = request_for(tx, request_id, by)
    place = rules.place_in(request, conversation_id)
    answers = [each for each in entries_of(tx, request.id) if each.kind == "answer"]
    if not answers:
        raise Conflict("partner.not_answered")
    passed = [each for each in answers if each.seq > place.dealt_seq] or answers[-1:]
    talk = find_conversation(tx, conversation_id, by=by)
    customer = customers.find(tx, talk.customer_id)
    spoken = talk.language or (customer.locale if customer is not None else None)
    locale = best_locale(spoken or "en", CUSTOMER_LOCALES)
    zone = customer.zone if customer is not None and customer.zone else by.zone
    given: Values = {}
    for each in passed:
        given |= each.given or {}
    words = [
        rules.text_for(each.text, each.language, each.translations, locale).words for each in passed
    ]
    said = "\n\n".join(each for each in words if each)
    text = lines_of(KINDS[request.kind].given, given, said, locale, zone)
    photos = copy(tx, [file for each in passed for file in each.attachments], sender_of(by))
    saved = _deal_with(tx, request, conversation_id, by)
    return Forwarded(saved, text, photos)


def set_aside(tx: Tx, request_id: int, conversation_id: int, *, by: Actor) -> PartnerRequest:
    """Say that nothing more is to be done with an answer in a conversation. Twice is once."""
    request = request_for(tx, request_id, by)
    if request.state not in {"answered", "declined"}:
        raise Conflict("partner.not_answered")
    return _deal_with(tx, request, conversation_id, by)


def _deal_with(tx: Tx, request: PartnerRequest, conversation_id: int, by: Actor) -> PartnerRequest:
    place = rules.place_in(request, conversation_id)
    if place.handled_at is not None:
        return request
    dealt = replace(place, handled_at=tx.now, dealt_seq=request.entry_count)
    save_place(tx, request.id, dealt)
    places = [dealt if each is place else each for each in request.places]
    saved = save(
        tx, replace(request, places=places, waits_on=rules.waits_on(request.state, places))
    )
    tx.record(
        NewEvent(
            "partner_answer_handled",
            by.doer,
            changes_of(saved),
            shop_id=saved.shop_id,
            conversation_id=conversation_id,
        )
    )
    return saved

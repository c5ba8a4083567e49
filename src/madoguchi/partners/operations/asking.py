"""What staff do: ask, add, remind, withdraw."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Attachment, Conversation
from madoguchi.desk.operations import telling
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.feed import NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.tables import order_table, parcel_table
from madoguchi.partners.contracts.partners import Partner
from madoguchi.partners.contracts.requests import Ask, PartnerRequest, Place, Telling
from madoguchi.partners.operations import timing
from madoguchi.partners.operations.rows import (
    awaits_another,
    changes_of,
    locked,
    request_for,
    save,
    say,
    values_of,
)
from madoguchi.partners.queries.partners import partner as find_partner
from madoguchi.partners.rules import requests as rules
from madoguchi.partners.tables import place_table, request_table
from madoguchi.people.contracts import Actor

_R = request_table.c


def ask(tx: Tx, conversation_id: int, wanted: Ask, *, by: Actor) -> PartnerRequest:
    """Ask a partner something for a conversation.

    Where the same is being asked of them already (`rules.same_key`), this conversation joins that
    request, with its own words: the partner does it once, and the answer comes to both.
    """
    asked = rules.check_ask(wanted, tx.now, by.locale)
    conversation = telling.lock(tx, conversation_id, by=by)
    partner = find_partner(tx, asked.partner_id)
    if partner.archived_at is not None:
        raise Conflict("partner.archived", field="partner_id")
    if not partner.serves(conversation.shop_id):
        raise Invalid("partner.serves_not", field="partner_id")
    asked = _named(tx, asked, conversation.shop_id)
    files = _files(tx, asked.attachment_ids, conversation.id)
    key = rules.same_key(partner.id, conversation.shop_id, asked)
    running = None if key is None else _same(tx, key)
    if running is not None:
        return _join(tx, running, conversation, partner, asked, files, by)
    return _open(tx, conversation, partner, asked, files, key, by)


def tell(tx: Tx, request_id: int, words: Telling, *, by: Actor) -> PartnerRequest:
    """Add something to a request: the answer to the partner's question, or what is still missing.

    It is the partner's turn again, with the time that was left after a question, and with the whole
    time anew after an answer.
    """
    text = rules.check_text(words.text)
    language = rules.check_language(words.language or by.locale)
    translations = rules.check_translations(words.translations)
    request = request_for(tx, request_id, by)
    rules.check_open(request, "tell")
    conversation = telling.lock(tx, request.places[0].conversation_id)
    partner = find_partner(tx, request.partner_id)
    if request.state != "open":
        if request.state == "questioned":
            clock = timing.resume(tx, request, by.doer)
        else:
            clock = timing.start(tx, conversation, request, by)
        due_at = None if clock is None else clock.due_at
        request = replace(request, state="open", waits_on="partner", due_at=due_at)
    said, entry = say(
        tx, request, by, "told", text=text, language=language, translations=translations
    )
    saved = save(tx, said)
    for place in saved.places:
        telling.tell(
            tx,
            "partner_told",
            telling.lock(tx, place.conversation_id),
            by.doer,
            key="partner_told",
            params=_line(saved, partner, by.name),
            also=changes_of(saved, entry) if place == saved.places[0] else (),
            partner_awaited=True,
        )
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
    return saved


def withdraw(tx: Tx, request_id: int, reason: str, *, by: Actor) -> PartnerRequest:
    """Take a request back: the partner owes nothing any more. Twice is once."""
    words = rules.check_text(reason, empty=True)
    request = request_for(tx, request_id, by)
    if request.state == "withdrawn":
        return request
    rules.check_open(request, "withdraw")
    timing.cancel(tx, request, by.doer)
    partner = find_partner(tx, request.partner_id)
    over = replace(request, state="withdrawn", waits_on="nobody", due_at=None)
    said, entry = say(tx, over, by, "withdrawn", text=words, language=by.locale)
    saved = save(tx, said)
    for place in saved.places:
        telling.tell(
            tx,
            "partner_withdrawn",
            telling.lock(tx, place.conversation_id),
            by.doer,
            key="partner_withdrawn",
            params={**_line(saved, partner, by.name), "reason": words},
            also=changes_of(saved, entry) if place == saved.places[0] else (),
            partner_awaited=awaits_another(tx, place.conversation_id, saved.id),
        )
    return saved


def _same(tx: Tx, key: str) -> PartnerRequest | None:
    """Return the request that is asked already, locked; one that is just over is another's."""
    found = tx.execute(sa.select(_R.id).where(_R.same_key == key)).scalar()
    if found is None:
        return None
    request = locked(tx, found)
    return request if request.state in {"open", "questioned"} else None


def _open(
    tx: Tx,
    conversation: Conversation,
    partner: Partner,
    asked: Ask,
    files: list[Attachment],
    key: str | None,
    by: Actor,
) -> PartnerRequest:
    place = Place(conversation.id, by.person_id, tx.now)
    made = PartnerRequest(
        id=0,
        partner_id=partner.id,
        shop_id=conversation.shop_id,
        kind=asked.kind,
        wanted=asked.wanted,
        text=asked.text,
        language=asked.language or by.locale,
        translations=asked.translations,
        reference=asked.reference,
        order_id=asked.order_id,
        parcel_id=asked.parcel_id,
        asked_by=by.person_id,
        asked_at=tx.now,
        last_at=tx.now,
        places=[place],
    )
    row = insert_unless_there(tx, request_table, **values_of(made), same_key=key)
    if row is None:
        # Somebody asked the same at the same moment, and was first.
        running = None if key is None else _same(tx, key)
        if running is None:  # and it is over already
            return _open(tx, conversation, partner, asked, files, None, by)
        return _join(tx, running, conversation, partner, asked, files, by)
    made = replace(made, id=row.id)
    _place(tx, made.id, place)
    clock = timing.start(tx, conversation, made, by)
    made = replace(made, due_at=None if clock is None else clock.due_at, version=0)
    return _said(tx, made, conversation, partner, asked, files, by)


def _join(
    tx: Tx,
    request: PartnerRequest,
    conversation: Conversation,
    partner: Partner,
    asked: Ask,
    files: list[Attachment],
    by: Actor,
) -> PartnerRequest:
    if all(place.conversation_id != conversation.id for place in request.places):
        place = Place(conversation.id, by.person_id, tx.now)
        _place(tx, request.id, place)
        places = sorted([*request.places, place], key=lambda each: each.conversation_id)
        request = replace(request, places=places)
    elif not asked.text:
        return request  # asked twice is asked once
    return _said(tx, request, conversation, partner, asked, files, by)


def _said(
    tx: Tx,
    request: PartnerRequest,
    conversation: Conversation,
    partner: Partner,
    asked: Ask,
    files: list[Attachment],
    by: Actor,
) -> PartnerRequest:
    """Put what was asked into a request, new or joined, and tell of it in the conversation."""
    said, entry = say(
        tx,
        request,
        by,
        "asked" if request.entry_count == 0 else "joined",
        text=asked.text,
        language=asked.language or by.locale,
        translations=asked.translations,
        attachments=files,
    )
    saved = save(tx, said)
    telling.tell(
        tx,
        "partner_asked",
        conversation,
        by.doer,
        key="partner_asked",
        params=_line(saved, partner, by.name),
        also=changes_of(saved, entry),
        partner_awaited=saved.state == "open" or None,
    )
    return saved


def _place(tx: Tx, request_id: int, place: Place) -> None:
    tx.execute(
        place_table.insert().values(
            request_id=request_id,
            conversation_id=place.conversation_id,
            asked_by=place.asked_by,
            asked_at=place.asked_at,
        )
    )


def _named(tx: Tx, asked: Ask, shop_id: int) -> Ask:
    """Return what is asked, its parcel or order known to be the shop's.

    Where no reference was given, the parcel's number is one, else the order's.
    """
    reference = asked.reference
    for field, number, table in (
        ("parcel_id", asked.parcel_id, parcel_table),
        ("order_id", asked.order_id, order_table),
    ):
        if number is None:
            continue
        row = tx.execute(
            sa.select(table.c.shop_id, table.c.number).where(table.c.id == number)
        ).first()
        if row is None or row.shop_id != shop_id:
            raise Invalid("partner.thing_not_there", field=field)
        reference = reference or row.number[: rules.REFERENCE_LIMIT]
    return replace(asked, reference=reference)


def _files(tx: Tx, attachment_ids: list[int], conversation_id: int) -> list[Attachment]:
    """Return files of the conversation that the partner shall see."""
    if not attachment_ids:
        return []
    columns = attachment_table.c
    rows = tx.execute(
        sa.select(
            columns.id, columns.name, columns.content_type, columns.size, columns.width,
            columns.height,
        ).where(columns.id.in_(attachment_ids), columns.conversation_id == conversation_id)
    )  # fmt: skip
    found = {row.id: Attachment(**row._mapping) for row in rows}
    if len(found) != len(set(attachment_ids)):
        raise Invalid("partner.files_not_there", field="attachment_ids")
    return [found[number] for number in dict.fromkeys(attachment_ids)]


def _line(request: PartnerRequest, partner: Partner, by: str) -> dict[str, str | int | None]:
    return {"by": by or None, "partner": partner.name, "what": request.kind, "request": request.id}

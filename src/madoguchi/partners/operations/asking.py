"""Asking a partner from a conversation, and joining what is asked already."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Attachment, Conversation
from madoguchi.desk.operations import telling
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.rules.tracking import normalise_number
from madoguchi.orders.tables import order_table, parcel_table
from madoguchi.partners.contracts.partners import Partner
from madoguchi.partners.contracts.requests import Ask, PartnerRequest, Place
from madoguchi.partners.operations import timing
from madoguchi.partners.operations.mailing import write_to
from madoguchi.partners.operations.rows import (
    changes_of,
    line_of,
    locked,
    save,
    save_place,
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
    here = next((e for e in request.places if e.conversation_id == conversation.id), None)
    if here is None:
        place = Place(conversation.id, by.person_id, tx.now)
        _place(tx, request.id, place)
        places = sorted([*request.places, place], key=lambda each: each.conversation_id)
        request = replace(request, places=places)
    elif here.left_at is not None:
        back = replace(here, left_at=None, handled_at=None)
        save_place(tx, request.id, back)
        request = replace(
            request, places=[back if each is here else each for each in request.places]
        )
    elif not (asked.text or files):
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
        params=line_of(saved, partner, by.name),
        also=changes_of(saved, entry),
        partner_awaited=saved.state == "open" or None,
    )
    if entry.kind == "asked" or entry.text or entry.attachments:
        write_to(tx, partner, entry)
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

    Where no reference was given, the parcel's number is one, else the order's; and where nothing
    but a number was given that one parcel or order bears, it is about that: whether somebody typed
    a number or chose it from a list, it is the same thing.
    """
    if asked.reference and asked.parcel_id is None and asked.order_id is None:
        asked = _recognised(tx, asked, shop_id)
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


def _recognised(tx: Tx, asked: Ask, shop_id: int) -> Ask:
    for field, table, number in (
        ("parcel_id", parcel_table, normalise_number(asked.reference)),
        ("order_id", order_table, asked.reference),
    ):
        found = tx.execute(
            sa.select(table.c.id)
            .where(table.c.shop_id == shop_id, table.c.number == number)
            .limit(2)
        ).all()
        if len(found) == 1:
            return replace(asked, **{field: found[0].id})
    return asked


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

"""Taking a person out of what partners were asked for them, and of what they answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.feed import Change, Doer, NewEvent, StoredChange
from madoguchi.kernel.transaction import Tx, View
from madoguchi.language.unnaming import Unnamer
from madoguchi.partners.contracts.requests import PartnerRequest, RequestEntry
from madoguchi.partners.operations.rows import request_for, values_of
from madoguchi.partners.queries.rows import ENTRY_COLUMNS, to_entry
from madoguchi.partners.tables import entry_table, place_table, request_table
from madoguchi.people.contracts import THE_DESK

_R = request_table.c
_P = place_table.c
_E = entry_table.c


def requests_of(view: View, conversation_ids: Collection[int]) -> dict[int, bool]:
    """Return the requests made from some conversations, and whether others share each of them."""
    mine = sa.select(_P.request_id).where(_P.conversation_id.in_(conversation_ids))
    places = view.execute(
        sa.select(_P.request_id, _P.conversation_id).where(_P.request_id.in_(mine))
    ).all()
    found = dict.fromkeys(sorted({row.request_id for row in places}), False)
    for row in places:
        found[row.request_id] |= row.conversation_id not in conversation_ids
    return found


def forget_requests(
    tx: Tx, requests: Mapping[int, bool], unnamer: Unnamer, *, by: Doer
) -> Callable[[StoredChange], bool]:
    """Empty what was written in requests; where the words stay (True) they lose the names.

    Measures and choices stay, for they name nobody. What partners sent goes with the words. The
    conversations of each are locked first, lowest first, as everybody does. Returns what takes the
    same out of events; doing it twice is doing it once.
    """
    clean = cleaner(requests, unnamer)
    for request_id, stays in requests.items():
        before = request_for(tx, request_id, THE_DESK)
        after = _emptied(before, unnamer, stays=stays)
        changes = _entries(tx, request_id, unnamer, stays=stays)
        if after != before:
            after = replace(after, version=before.version + 1)
            tx.execute(request_table.update().where(_R.id == after.id).values(**values_of(after)))
        elif not changes:
            continue
        changes.insert(0, Change("partner_request", after.id, after.version, after))
        tx.record(NewEvent("partner_request_unnamed", by, changes, shop_id=after.shop_id))
        for place in after.places:
            tx.scrub(place.conversation_id, clean)
    return clean


def cleaner(requests: Mapping[int, bool], unnamer: Unnamer) -> Callable[[StoredChange], bool]:
    """Return what takes the words of requests out of an event's change; see `feed.scrub`."""

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None or change.type not in {"partner_request", "partner_request_entry"}:
            return False
        whose = change.id if change.type == "partner_request" else value["request_id"]
        if whose not in requests:
            return False
        stays = requests[whose]
        after: dict[str, Any] = unnamer.fields(value)
        if not stays:
            after |= {"text": "", "translations": {}}
            if "attachments" in after:
                after["attachments"] = []
        change.value = after
        return bool(after != value)

    return clean


def _emptied(request: PartnerRequest, unnamer: Unnamer, *, stays: bool) -> PartnerRequest:
    return replace(
        request,
        text=unnamer.text(request.text) if stays else "",
        translations=_words(request.translations, unnamer) if stays else {},
        reference=unnamer.text(request.reference),
        wanted=unnamer.fields(request.wanted),
        given=request.given and unnamer.fields(request.given),
    )


def _entries(tx: Tx, request_id: int, unnamer: Unnamer, *, stays: bool) -> list[Change]:
    rows = tx.execute(sa.select(*ENTRY_COLUMNS).where(_E.request_id == request_id))
    changes = []
    for before in [to_entry(row) for row in rows]:
        after = _said(before, unnamer, stays=stays)
        if after == before:
            continue
        after = replace(after, version=before.version + 1)
        tx.execute(
            entry_table.update()
            .where(_E.id == after.id)
            .values(
                version=after.version,
                text=after.text,
                translations=after.translations,
                given=after.given,
                attachments=after.attachments,
            )
        )
        changes.append(Change("partner_request_entry", after.id, after.version, after))
    return changes


def _said(entry: RequestEntry, unnamer: Unnamer, *, stays: bool) -> RequestEntry:
    return replace(
        entry,
        text=unnamer.text(entry.text) if stays else "",
        translations=_words(entry.translations, unnamer) if stays else {},
        given=entry.given and unnamer.fields(entry.given),
        attachments=entry.attachments if stays else [],
    )


def _words(texts: Mapping[str, str], unnamer: Unnamer) -> dict[str, str]:
    return {locale: unnamer.text(text) for locale, text in texts.items()}

"""The export's file: a zip with one file of JSON lines an entity, as the API gives them, and the
attachments. Nothing that opens a door is in it: no hashes, secrets or tokens.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

import msgspec
import sqlalchemy as sa

from madoguchi import __version__
from madoguchi.channels.email.queries.mailboxes import to_mailbox
from madoguchi.channels.email.tables import mailbox_table
from madoguchi.channels.phone.queries.calls import to_call
from madoguchi.channels.phone.queries.lines import to_line
from madoguchi.channels.phone.tables import call_table, line_table, recording_table
from madoguchi.clocks.queries.rows import to_calendar, to_standard
from madoguchi.clocks.tables import calendar_table, standard_table
from madoguchi.connectors.refunds.queries import to_request
from madoguchi.connectors.refunds.tables import refund_request_table
from madoguchi.customers.contracts import Address, Consent, Incident
from madoguchi.customers.queries import to_customer
from madoguchi.customers.queries.profiles import to_merge
from madoguchi.customers.tables import (
    address_table,
    consent_table,
    customer_table,
    identity_table,
    incident_table,
    merge_table,
)
from madoguchi.desk.promises.rows import FIELDS, to_promise
from madoguchi.desk.promises.tables import promise_table
from madoguchi.desk.queries.labels import to_canned_reply, to_tag
from madoguchi.desk.queries.rows import to_conversation, to_message
from madoguchi.desk.tables import (
    attachment_table,
    canned_reply_table,
    conversation_table,
    message_table,
    tag_table,
)
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import Movement
from madoguchi.orders.rows import to_movement, to_order, to_parcel, to_payment, to_refund
from madoguchi.orders.tables import (
    movement_table,
    order_table,
    parcel_table,
    payment_table,
    refund_table,
)
from madoguchi.partners.queries import rows as partners
from madoguchi.partners.tables import entry_table, partner_table, request_table
from madoguchi.partners.tables import person_table as partner_person_table
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK
from madoguchi.people.queries import to_team
from madoguchi.people.shifts.queries import to_shift
from madoguchi.people.shifts.tables import shift_table
from madoguchi.people.tables import team_table
from madoguchi.shops.queries import to_shop
from madoguchi.shops.tables import shop_table

AT_ONCE = 1000
Progress = Callable[[int, int], None]
"""Told how many entities are written, and how many there will be about."""

_encode = msgspec.json.Encoder().encode


class ExportedFile(msgspec.Struct, frozen=True):
    """An attachment as an export lists it; without `path` its content is gone."""

    id: int
    name: str
    content_type: str
    size: int
    conversation_id: int | None
    message_id: int | None
    path: str | None


class ExportedRecording(msgspec.Struct, frozen=True):
    """What can be heard of a call; without `path` it has been deleted."""

    id: int
    call_id: int
    kind: str
    seconds: float
    announced_at: datetime | None
    keep_until: datetime
    path: str | None


class ExportedIdentity(msgspec.Struct, frozen=True):
    """A name by which a channel knows a customer, and whether it is seen to be theirs."""

    customer_id: int
    shop_id: int
    channel: str
    external_id: str
    proven: bool


class ExportedEvent(msgspec.Struct, frozen=True):
    """Who did what; what it made of things stands in the entities themselves."""

    id: int
    kind: str
    at: datetime
    by_kind: str
    by_id: int | None
    shop_id: int | None
    conversation_id: int | None


def _fields(row: Any, names: Sequence[str]) -> list[Any]:  # noqa: ANN401 - a row of some table
    """The columns of a row that an entity is made of, in its order."""
    return [getattr(row, name) for name in names]


MOVEMENT = Movement.__struct_fields__

_SOURCES: dict[str, tuple[sa.Table, Callable[[Any], msgspec.Struct]]] = {
    "shops": (shop_table, to_shop),
    "teams": (team_table, to_team),
    "shifts": (shift_table, to_shift),
    "calendars": (calendar_table, to_calendar),
    "standards": (standard_table, to_standard),
    "mailboxes": (mailbox_table, to_mailbox),
    "phone_lines": (line_table, to_line),
    "tags": (tag_table, to_tag),
    "canned_replies": (canned_reply_table, to_canned_reply),
    "customers": (customer_table, to_customer),
    "identities": (identity_table, lambda row: ExportedIdentity(**row._mapping)),
    "addresses": (address_table, lambda row: Address(**row._mapping)),
    "consents": (consent_table, lambda row: Consent(**row._mapping)),
    "incidents": (incident_table, lambda row: Incident(**row._mapping)),
    "merges": (merge_table, to_merge),
    "conversations": (conversation_table, to_conversation),
    "messages": (message_table, to_message),
    "calls": (call_table, to_call),
    "promises": (promise_table, lambda row: to_promise(_fields(row, FIELDS))),
    "orders": (order_table, to_order),
    "payments": (payment_table, to_payment),
    "refunds": (refund_table, to_refund),
    "refund_requests": (refund_request_table, to_request),
    "parcels": (parcel_table, to_parcel),
    "movements": (movement_table, lambda row: to_movement(tuple(_fields(row, MOVEMENT)))),
    "partners": (
        partner_table,
        lambda row: partners.to_partner(_fields(row, partners.PARTNER_FIELDS)),
    ),
    "partner_people": (
        partner_person_table,
        lambda row: partners.to_person(_fields(row, partners.PERSON_FIELDS)),
    ),
    "partner_request_entries": (
        entry_table,
        lambda row: partners.to_entry(_fields(row, partners.ENTRY_FIELDS)),
    ),
    "events": (
        event_table,
        lambda row: ExportedEvent(
            **{name: getattr(row, name) for name in ExportedEvent.__struct_fields__}
        ),
    ),
}


def write(view: View, blobs: Blobs, file: IO[bytes], progress: Progress) -> int:
    """Write the archive and return how many entities are in it.

    The entities are those of one moment, that of `view`. A message whose content was taken out is
    empty in it, as it is in the desk.
    """
    counts: dict[str, int] = {}
    total = _estimate(view)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:

        def keep(name: str, parts: Iterator[list[Any]]) -> None:
            counts[name] = 0
            with archive.open(f"{name}.jsonl", "w", force_zip64=True) as lines:
                for part in parts:
                    lines.write(b"".join(_encode(entity) + b"\n" for entity in part))
                    counts[name] += len(part)
                    done = sum(counts.values())
                    progress(done, max(done, total))

        keep("people", iter([people.all_people(view, THE_DESK)]))
        for name, (table, to_entity) in _SOURCES.items():
            keep(name, ([*map(to_entity, rows)] for rows in _pages(view, table)))
        requests = (
            partners.with_places(view, [_fields(row, partners.REQUEST_FIELDS) for row in rows])
            for rows in _pages(view, request_table)
        )
        keep("partner_requests", requests)
        # An archive takes in one file at a time: the contents first, then the list of them.
        files = [
            _attachment(
                row, _keep_content(archive, blobs, f"attachments/{row.id}{suffix}", row.blob)
            )
            for rows in _pages(view, attachment_table)
            for row in rows
            for suffix in [PurePosixPath(row.name).suffix]
        ]
        keep("attachments", iter([files]))
        sounds = [
            _recording(row, _keep_content(archive, blobs, f"recordings/{row.id}.wav", row.blob))
            for rows in _pages(view, recording_table)
            for row in rows
        ]
        keep("recordings", iter([sounds]))
        archive.writestr("about.json", msgspec.json.format(_encode(_about(view, counts))))
    return sum(counts.values())


def _about(view: View, counts: dict[str, int]) -> dict[str, object]:
    organisation = people.organisation(view)
    return {
        "program": f"Madoguchi {__version__}",
        "made_at": view.now,
        "organisation": None if organisation is None else organisation.name,
        "entities": counts,
    }


def _pages(view: View, table: sa.Table) -> Iterator[list[sa.Row[Any]]]:
    """Yield a table's rows by its key, some at a time: no page costs more than the first.

    What was removed and only waits to be cleared away is not among them.
    """
    key = list(table.primary_key.columns)
    page = sa.select(table).order_by(*key).limit(AT_ONCE)
    if "removed_at" in table.c:
        page = page.where(table.c.removed_at.is_(None))
    rows = view.execute(page).all()
    while rows:
        yield list(rows)
        after = tuple(getattr(rows[-1], column.name) for column in key)
        rows = view.execute(page.where(sa.tuple_(*key) > after)).all()


def _keep_content(
    archive: zipfile.ZipFile, blobs: Blobs, path: str, blob: str | None
) -> str | None:
    """Put a file's content into the archive; None where it is gone."""
    if blob is None:
        return None
    chunks = iter(blobs.read_now(blob))
    try:
        first = next(chunks, b"")
    except NotFound:
        return None
    with archive.open(zipfile.ZipInfo(path), "w", force_zip64=True) as entry:
        entry.write(first)
        for chunk in chunks:
            entry.write(chunk)
    return path


def _attachment(row: sa.Row[Any], path: str | None) -> ExportedFile:
    return ExportedFile(
        row.id,
        row.name,
        row.content_type,
        row.size,
        row.conversation_id,
        row.message_id,
        path,
    )


def _recording(row: sa.Row[Any], path: str | None) -> ExportedRecording:
    return ExportedRecording(
        row.id, row.call_id, row.kind, row.seconds, row.announced_at, row.keep_until, path
    )


def _estimate(view: View) -> int:
    """Return about how many entities there are: counting them would take as long as reading."""
    highest = [
        view.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
        for table in (*(table for table, _ in _SOURCES.values()), attachment_table)
        # A restored feed's ids have leapt.
        if "id" in table.c and table is not event_table
    ]
    return 2 * sum(highest)

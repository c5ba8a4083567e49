"""The file that a person is given: everything kept of them, as JSON, and the files they exchanged.

What colleagues wrote among themselves is not theirs; identity documents are named by their masks.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import IO

import msgspec
import sqlalchemy as sa

from madoguchi.channels.email.tables import mail_table
from madoguchi.channels.phone.tables import call_table, recording_table
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Incident
from madoguchi.customers.queries.profiles import (
    addresses_of,
    consents_of,
    identities,
    incidents_of,
)
from madoguchi.customers.vault.queries import documents_of
from madoguchi.desk import rules
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.language.catalogue import best_locale, text
from madoguchi.orders.operations.forgetting import orders_of
from madoguchi.orders.queries.orders import WholeOrder, whole
from madoguchi.people.contracts import THE_DESK

AT_ONCE = 200
_MOST_TALKS = 100_000


def write(view: View, ids: Sequence[int], blobs: Blobs, file: IO[bytes]) -> None:
    """Write the archive of the customers of one person, as they are at one moment."""
    known = [each for each in (customers.find(view, one) for one in ids) if each is not None]
    locale = best_locale(known[0].locale or "en")
    talks = conversations.of_customers(view, ids, by=THE_DESK, limit=_MOST_TALKS)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("README.txt", text("privacy.readme", locale))
        named = identities(view, ids)
        _keep(archive, "profile", [
            {"customer": each, "identities": named[each.id]}
            for each in (msgspec.structs.replace(one, note="") for one in known)
        ])  # fmt: skip
        _keep(archive, "addresses", addresses_of(view, ids))
        _keep(archive, "consents", consents_of(view, ids))
        _keep(archive, "incidents", [_unsigned(each) for each in incidents_of(view, ids)])
        _keep(archive, "identity_documents", documents_of(view, ids, by=THE_DESK))
        _keep(archive, "orders", _orders(view, ids))
        _keep(archive, "calls", _calls(view, ids))
        for talk in talks:
            _keep(archive, f"conversations/{talk.id}", _talk(view, talk))
        _files(view, archive, [each.id for each in talks], blobs)
        _recordings(view, archive, ids, blobs)


def _talk(view: View, talk: Conversation) -> dict[str, object]:
    said: list[msgspec.Struct] = []
    before: int | None = None
    while page := messages.page(view, talk.id, before=before, limit=AT_ONCE):
        seen = [rules.chat_message(each) for each in page if rules.customer_sees(each)]
        said = [*seen, *said]
        before = page[0].seq
    return {
        "channel": talk.channel,
        "subject": talk.subject,
        "began_at": talk.created_at,
        "rating": talk.rating,
        "messages": said,
    }


def _unsigned(incident: Incident) -> Incident:
    """Return what went wrong and what was done, without who of staff wrote it down."""
    return msgspec.structs.replace(incident, by_id=None, by_name="")


def _orders(view: View, ids: Sequence[int]) -> list[WholeOrder]:
    """Return the orders of a person with all that hangs on them, but for what colleagues noted."""
    found = [whole(view, each, by=THE_DESK) for each in orders_of(view, ids)]
    return [
        msgspec.structs.replace(
            each,
            order=msgspec.structs.replace(each.order, note="", flag=None, flag_label=""),
        )
        for each in found
    ]


def _calls(view: View, ids: Sequence[int]) -> list[dict[str, object]]:
    """Return the calls of a person; what was recorded of each lies among the files."""
    calls, recordings = call_table.c, recording_table.c
    columns = (calls.id, calls.number, calls.direction, calls.came_at, calls.ended_at, calls.ending)
    rows = view.execute(sa.select(*columns).where(calls.customer_id.in_(ids)).order_by(calls.id))
    return [
        {
            **row._mapping,
            "recordings": list(
                view.execute(
                    sa.select(recordings.id)
                    .where(recordings.call_id == row.id, recordings.blob.is_not(None))
                    .order_by(recordings.id)
                ).scalars()
            ),
        }
        for row in rows
    ]


def _recordings(view: View, archive: zipfile.ZipFile, ids: Sequence[int], blobs: Blobs) -> None:
    found = (
        sa.select(recording_table.c.id, recording_table.c.blob)
        .join(call_table, call_table.c.id == recording_table.c.call_id)
        .where(call_table.c.customer_id.in_(ids), recording_table.c.blob.is_not(None))
    )
    for row in view.execute(found):
        _copy(archive, f"recordings/{row.id}.wav", row.blob, blobs)


def _files(view: View, archive: zipfile.ZipFile, talks: Sequence[int], blobs: Blobs) -> None:
    """Add what hung on messages that the person saw, and their mails as they came."""
    attached = sa.select(attachment_table).where(
        attachment_table.c.conversation_id.in_(talks),
        sa.not_(attachment_table.c.for_staff),
    )
    for row in view.execute(attached):
        _copy(archive, f"files/{row.id}{PurePosixPath(row.name).suffix}", row.blob, blobs)
    mails = sa.select(mail_table.c.id, mail_table.c.blob).where(
        mail_table.c.conversation_id.in_(talks), mail_table.c.blob.is_not(None)
    )
    for row in view.execute(mails):
        _copy(archive, f"mails/{row.id}.eml", row.blob, blobs)


def _copy(archive: zipfile.ZipFile, path: str, blob: str, blobs: Blobs) -> None:
    try:
        with archive.open(zipfile.ZipInfo(path), "w", force_zip64=True) as entry:
            for chunk in blobs.read_now(blob):
                entry.write(chunk)
    except NotFound:
        return  # its content is gone already


def _keep(archive: zipfile.ZipFile, name: str, value: object) -> None:
    archive.writestr(f"{name}.json", msgspec.json.format(msgspec.json.encode(value), indent=2))

"""Erasing what a person said, and what was said to them: a conversation at a time.

What must be kept keeps its words without the person's names; everything else is emptied. That
somebody wrote, when and how long it took stays: figures count it, and it names nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Conversation, Draft, Mail, Message
from madoguchi.desk.operations import timeline
from madoguchi.desk.operations.attachments import remove_all_of
from madoguchi.desk.promises import keeping
from madoguchi.desk.promises.tables import promise_table
from madoguchi.desk.queries.rows import to_message
from madoguchi.desk.tables import conversation_table, draft_table, message_search, message_table
from madoguchi.kernel.feed import Change, Doer, NewEvent, StoredChange
from madoguchi.kernel.transaction import Tx, View
from madoguchi.language.bigrams import index_terms
from madoguchi.language.unnaming import Unnamer

_M = message_table.c
_C = conversation_table.c


def conversations_of(view: View, customer_ids: Collection[int]) -> list[int]:
    """Return the ids of the conversations of some customers, whoever asks."""
    rows = view.execute(sa.select(_C.id).where(_C.customer_id.in_(customer_ids)).order_by(_C.id))
    return list(rows.scalars())


def erase_conversation(
    tx: Tx, conversation_id: int, unnamer: Unnamer, pseudonym: str, *, kept: bool, by: Doer
) -> Conversation:
    """Empty a conversation, or with `kept` leave its words without the person's names.

    Files, drafts and the words of promises go in any case, and the names from every event it has
    had. Doing it twice is doing it once.
    """
    before = timeline.lock(tx, conversation_id)
    rows = tx.execute(
        sa.select(message_table).where(_M.conversation_id == conversation_id).order_by(_M.seq)
    ).all()
    messages = [_erased(tx, to_message(row), unnamer, pseudonym, kept=kept) for row in rows]
    also = _promises(tx, conversation_id)
    _empty_drafts(tx, conversation_id, by)
    after = replace(
        before,
        subject=unnamer.text(before.subject) if kept and before.subject else None,
        last_message=before.last_message
        and replace(
            before.last_message,
            preview=unnamer.text(before.last_message.preview) if kept else "",
        ),
        rating=before.rating
        and replace(before.rating, comment=unnamer.text(before.rating.comment) if kept else ""),
    )
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "conversation_erased", by, saved, messages, also)
    tx.scrub(conversation_id, cleaner(unnamer, pseudonym, kept=kept))
    return saved


_DRAFTED: dict[str, Any] = {"attachments": [], "choices": [], "mail": None}


def cleaner(unnamer: Unnamer, pseudonym: str, *, kept: bool) -> Callable[[StoredChange], bool]:
    """Return what takes the person out of an event's change; see `feed.scrub`."""

    def clean(change: StoredChange) -> bool:
        before = change.value
        if before is None:
            return False
        value = unnamer.fields(before)
        if change.type == "message":
            _clean_message(value, pseudonym, kept=kept)
        elif change.type == "customer":
            clean_customer(value, pseudonym)
        elif change.type == "conversation" and not kept:
            _clean_conversation(value)
        elif change.type in {"draft", "promise"}:
            _blank(value, "body", "text")
            value |= {name: nothing for name, nothing in _DRAFTED.items() if name in value}
        change.value = value
        return bool(value != before)

    return clean


def _clean_message(value: dict[str, Any], pseudonym: str, *, kept: bool) -> None:
    author = value.get("author")
    if isinstance(author, dict) and author.get("kind") == "customer":
        author["name"] = pseudonym
    for name in ("attachments",) if kept else ("attachments", "choices"):
        if value.get(name):
            value[name] = []
    if value.get("mail"):
        value["mail"] |= _NO_MAIL
    if not kept:
        _blank(value, "body")
        if value.get("quote"):
            value["quote"] = None


def clean_customer(value: dict[str, Any], pseudonym: str) -> None:
    """Take out of an event all that it says of a customer."""
    emptied: dict[str, Any] = dict.fromkeys(_OF_A_CUSTOMER) | {"tags": [], "note": ""}
    value |= {key: each for key, each in emptied.items() if key in value} | {"name": pseudonym}


_OF_A_CUSTOMER = ("locale", "zone", "email", "phone", "external_id", "page", "tier")


def _clean_conversation(value: dict[str, Any]) -> None:
    if value.get("subject"):
        value["subject"] = None
    if value.get("last_message"):
        value["last_message"]["preview"] = ""
    if value.get("rating"):
        value["rating"]["comment"] = ""


_NO_MAIL: dict[str, Any] = {
    "subject": "",
    "sender": None,
    "to": [],
    "cc": [],
    "bcc": [],
    "detail": "",
    "folded": False,
    "html": False,
}


def _blank(value: dict[str, Any], *names: str) -> None:
    for name in names:
        if value.get(name):
            value[name] = ""


def _erased(tx: Tx, message: Message, unnamer: Unnamer, pseudonym: str, *, kept: bool) -> Message:
    """Write a message without the person, as `_clean_message` does in events."""
    author = message.author
    erased = replace(
        message,
        version=message.version + 1,
        author=replace(author, name=pseudonym) if author.kind == "customer" else author,
        body=unnamer.text(message.body) if kept else "",
        attachments=[],
        choices=[unnamer.text(each) for each in message.choices] if kept else [],
        line=message.line and replace(message.line, params=unnamer.fields(message.line.params)),
        quote=message.quote
        and replace(
            message.quote,
            author_name=unnamer.text(message.quote.author_name),
            preview=unnamer.text(message.quote.preview),
        )
        if kept
        else None,
        redacted_at=message.redacted_at if kept or message.kind == "line" else tx.now,
        mail=_bare(message.mail),
    )
    tx.execute(
        message_table.update()
        .where(_M.id == message.id)
        .values(
            version=erased.version,
            author_name=erased.author.name,
            body=erased.body,
            attachments=None,
            choices=erased.choices or None,
            line=erased.line,
            quote=erased.quote,
            redacted_at=erased.redacted_at,
            mail=erased.mail,
            # It names the device or the address that it came from.
            sender=None if message.client_id is None else f"erased:{message.id}",
        )
    )
    if message.body != erased.body:
        message_search.remove(tx.connection, message.id, index_terms(message.body))
        if erased.body:
            message_search.insert(tx.connection, [(message.id, index_terms(erased.body))])
    remove_all_of(tx, message.id)
    return erased


def _bare(mail: Mail | None) -> Mail | None:
    return None if mail is None else replace(mail, **_NO_MAIL)


def _promises(tx: Tx, conversation_id: int) -> list[Change]:
    columns = promise_table.c
    ids = tx.execute(
        sa.select(columns.id).where(columns.conversation_id == conversation_id, columns.text != "")
    ).scalars()
    emptied = [
        keeping.save(tx, replace(keeping.locked(tx, each)[0], text="")) for each in list(ids)
    ]
    return [Change("promise", each.id, each.version, each) for each in emptied]


def _empty_drafts(tx: Tx, conversation_id: int, by: Doer) -> None:
    """Empty what staff had begun to write; each is told of it by an event of their own."""
    columns = draft_table.c
    rows = tx.execute(
        draft_table.update()
        .where(columns.conversation_id == conversation_id)
        .values(
            version=columns.version + 1,
            body="",
            attachments=[],
            quote_seq=None,
            mail=None,
            choices=[],
            updated_at=tx.now,
        )
        .returning(*columns)
    )
    for row in rows.all():
        draft = Draft(id=conversation_id, **row._mapping)
        change = Change("draft", draft.id, draft.version, draft)
        tx.record(
            NewEvent(
                "draft_kept",
                by,
                [change],
                conversation_id=conversation_id,
                person_id=draft.person_id,
            )
        )

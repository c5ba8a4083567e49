"""Drafts: what each person has begun to write, kept on the server and private to them."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk import rules
from madoguchi.desk.contracts import Draft, MailWishes, SpokenKind
from madoguchi.desk.operations.attachments import check_out
from madoguchi.desk.queries.conversations import conversation as find_conversation
from madoguchi.desk.queries.messages import message_by_seq
from madoguchi.desk.tables import draft_table
from madoguchi.kernel.errors import Forbidden, Invalid, TooLarge
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean
from madoguchi.people.contracts import Actor

DRAFT_LIMIT = 20_000

_MINE = (
    sa.select(draft_table.c.version)
    .where(
        draft_table.c.conversation_id == sa.bindparam("conversation_id"),
        draft_table.c.person_id == sa.bindparam("person_id"),
    )
    .with_for_update()
)


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a composer."""

    kind: SpokenKind = "text"
    body: str = ""
    attachment_ids: list[int] = []
    quote_seq: int | None = None
    mail: MailWishes | None = None
    choices: list[str] = []
    """Of a card that is being made; some may still be empty."""


def keep_draft(tx: Tx, conversation_id: int, writing: Writing, *, by: Actor) -> Draft:
    """Keep a person's draft; an empty one takes it away. Only their own screens hear of it."""
    if by.person_id is None:
        raise Forbidden("draft.people_only")
    if len(writing.body) > DRAFT_LIMIT:
        raise TooLarge("message.too_long", field="body", limit=DRAFT_LIMIT)
    if len(writing.attachment_ids) > rules.ATTACHMENT_COUNT:
        raise Invalid(
            "message.too_many_attachments", field="attachment_ids", limit=rules.ATTACHMENT_COUNT
        )
    longest = max(map(len, writing.choices), default=0)
    if len(writing.choices) > rules.CHOICE_LIMIT or longest > rules.CHOICE_LENGTH:
        raise Invalid("message.bad_choices", field="choices", limit=rules.CHOICE_LIMIT)
    if writing.mail is not None and len(msgspec.json.encode(writing.mail)) > DRAFT_LIMIT:
        raise TooLarge("message.too_long", field="mail", limit=DRAFT_LIMIT)
    conversation = find_conversation(tx, conversation_id, by=by)
    attachments = check_out(tx, writing.attachment_ids, conversation.shop_id, f"{by.kind}:{by.id}")
    if writing.quote_seq is not None:
        message_by_seq(tx, conversation_id, writing.quote_seq, for_customer=False)
    version = _version(tx, conversation_id, by.person_id)
    draft = Draft(
        id=conversation_id,
        version=(version or 0) + 1,
        conversation_id=conversation_id,
        person_id=by.person_id,
        kind=writing.kind,
        body=mask(clean(writing.body)),
        attachments=attachments,
        quote_seq=writing.quote_seq,
        mail=writing.mail,
        choices=[mask(clean(choice)) for choice in writing.choices],
        updated_at=tx.now,
    )
    values = {
        "version": draft.version,
        "kind": draft.kind,
        "body": draft.body,
        "attachments": draft.attachments,
        "quote_seq": draft.quote_seq,
        "mail": draft.mail,
        "choices": draft.choices,
        "updated_at": draft.updated_at,
    }
    if version is None:
        tx.execute(
            draft_table.insert(),
            {"conversation_id": conversation_id, "person_id": by.person_id, **values},
        )
    else:
        tx.execute(
            draft_table.update()
            .where(
                draft_table.c.conversation_id == conversation_id,
                draft_table.c.person_id == by.person_id,
            )
            .values(values)
        )
    tx.record(_event(draft, by))
    return draft


def clear_draft(tx: Tx, conversation_id: int, by: Actor) -> NewEvent | None:
    """Empty a person's draft after it was said; returns the event to record, None if there is none.

    The row stays, so that its version never goes back under a screen that holds an older one.
    """
    if by.person_id is None:
        return None
    version = _version(tx, conversation_id, by.person_id)
    if version is None:
        return None
    draft = Draft(
        id=conversation_id,
        version=version + 1,
        conversation_id=conversation_id,
        person_id=by.person_id,
        kind="text",
        body="",
        updated_at=tx.now,
    )
    tx.execute(
        draft_table.update()
        .where(
            draft_table.c.conversation_id == conversation_id,
            draft_table.c.person_id == by.person_id,
        )
        .values(
            version=draft.version,
            kind="text",
            body="",
            attachments=[],
            quote_seq=None,
            mail=None,
            choices=[],
            updated_at=tx.now,
        )
    )
    return _event(draft, by)


def _version(tx: Tx, conversation_id: int, person_id: int) -> int | None:
    found: int | None = tx.execute(
        _MINE, {"conversation_id": conversation_id, "person_id": person_id}
    ).scalar()
    return found


def _event(draft: Draft, by: Actor) -> NewEvent:
    return NewEvent(
        "draft_kept",
        by.doer,
        [Change("draft", draft.id, draft.version, draft)],
        conversation_id=draft.conversation_id,
        person_id=draft.person_id,
    )

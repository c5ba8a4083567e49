"""Prepared answers: made, changed, removed."""

from __future__ import annotations

import re

import sqlalchemy as sa

from madoguchi.desk.contracts import CannedReply, CannedReplyChanges, CannedReplyDraft
from madoguchi.desk.operations.labels import key_of, may_keep
from madoguchi.desk.queries.labels import to_canned_reply
from madoguchi.desk.tables import canned_reply_table
from madoguchi.kernel.errors import Conflict, Invalid, NotFound, TooLarge
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.people.contracts import Actor
from madoguchi.shops.rules.fields import check_locale

LONGEST_SHORTCUT = 32
LONGEST_TITLE = 80
LONGEST_TEXT = 4000
MOST_TEXTS = 20
VARIABLES = ("customer", "agent", "shop")
"""What `{…}` in a text may stand for; the screen fills it in before anything is sent."""

_SHORTCUT = re.compile(r"[\w.-]+")
_VARIABLE = re.compile(r"\{([^{}\s]{1,40})\}")
_C = canned_reply_table.c


def make_canned_reply(tx: Tx, draft: CannedReplyDraft, *, by: Actor) -> CannedReply:
    """Make a prepared answer for a shop or for all. Supervisors and owners."""
    may_keep(tx, draft.shop_id, by)
    shortcut = _check_shortcut(draft.shortcut)
    row = insert_unless_there(
        tx,
        canned_reply_table,
        version=1,
        shop_id=draft.shop_id,
        shortcut=shortcut,
        title=_check_title(draft.title),
        texts=_check_texts(draft.texts),
        shortcut_key=key_of(draft.shop_id, shortcut),
    )
    if row is None:
        raise Conflict("canned_reply.shortcut_taken", field="shortcut", shortcut=shortcut)
    return _record(tx, "canned_reply_made", to_canned_reply(row), by)


def change_canned_reply(
    tx: Tx, reply_id: int, changes: CannedReplyChanges, *, by: Actor
) -> CannedReply:
    """Change what is given and leave the rest. Supervisors and owners."""
    before = _locked(tx, reply_id, by)
    shortcut, title, texts = before.shortcut, before.title, before.texts
    if isinstance(changes.shortcut, str):
        shortcut = _check_shortcut(changes.shortcut)
    if isinstance(changes.title, str):
        title = _check_title(changes.title)
    if isinstance(changes.texts, dict):
        texts = _check_texts(changes.texts)
    if (shortcut, title, texts) == (before.shortcut, before.title, before.texts):
        return before
    key = key_of(before.shop_id, shortcut)
    like = sa.select(_C.id).where(_C.shortcut_key == key, _C.id != reply_id)
    if tx.execute(like).first() is not None:
        raise Conflict("canned_reply.shortcut_taken", field="shortcut", shortcut=shortcut)
    row = tx.execute(
        canned_reply_table.update()
        .where(_C.id == reply_id)
        .values(
            shortcut=shortcut, title=title, texts=texts, shortcut_key=key, version=_C.version + 1
        )
        .returning(*canned_reply_table.columns)
    ).one()
    return _record(tx, "canned_reply_changed", to_canned_reply(row), by)


def remove_canned_reply(tx: Tx, reply_id: int, *, by: Actor) -> None:
    """Remove a prepared answer; what was said with it stays. Supervisors and owners."""
    reply = _locked(tx, reply_id, by)
    tx.execute(canned_reply_table.delete().where(_C.id == reply_id))
    tx.record(
        NewEvent(
            "canned_reply_removed",
            by.doer,
            [Change("canned_reply", reply.id, reply.version + 1, None)],
            shop_id=reply.shop_id,
        )
    )


def _check_shortcut(text: str) -> str:
    shortcut = clean_name(text.strip().removeprefix("/"))
    if not _SHORTCUT.fullmatch(shortcut) or len(shortcut) > LONGEST_SHORTCUT:
        raise Invalid("canned_reply.bad_shortcut", field="shortcut", limit=LONGEST_SHORTCUT)
    return shortcut


def _check_title(text: str) -> str:
    title = clean_name(text)
    if not title:
        raise Invalid("canned_reply.title_missing", field="title")
    if len(title) > LONGEST_TITLE:
        raise TooLarge("canned_reply.title_too_long", field="title", limit=LONGEST_TITLE)
    return title


def _check_texts(texts: dict[str, str]) -> dict[str, str]:
    if len(texts) > MOST_TEXTS:
        raise TooLarge("canned_reply.too_many_texts", field="texts", limit=MOST_TEXTS)
    checked: dict[str, str] = {}
    for locale, text in texts.items():
        field = f"texts.{locale[:12]}"
        body = clean(text).strip()
        if len(body) > LONGEST_TEXT:
            raise TooLarge("canned_reply.text_too_long", field=field, limit=LONGEST_TEXT)
        for name in _VARIABLE.findall(body):
            if name not in VARIABLES:
                known = ", ".join(f"{{{each}}}" for each in VARIABLES)
                raise Invalid("canned_reply.unknown_variable", field=field, name=name, known=known)
        if body:
            checked[check_locale(locale, "texts")] = body
    if not checked:
        raise Invalid("canned_reply.text_missing", field="texts")
    return checked


def _locked(tx: Tx, reply_id: int, by: Actor) -> CannedReply:
    row = tx.execute(
        sa.select(canned_reply_table).where(_C.id == reply_id).with_for_update()
    ).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("canned_reply.not_found")
    may_keep(tx, row.shop_id, by)
    return to_canned_reply(row)


def _record(tx: Tx, kind: str, reply: CannedReply, by: Actor) -> CannedReply:
    change = Change("canned_reply", reply.id, reply.version, reply)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=reply.shop_id))
    return reply

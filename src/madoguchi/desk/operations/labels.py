"""Tags: made, changed, removed, put on conversations and taken off."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Conversation, Tag, TagChanges, TagDraft
from madoguchi.desk.operations import timeline
from madoguchi.desk.queries.labels import tags_of_shop, to_tag
from madoguchi.desk.tables import conversation_tag_table, tag_table
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import normalise
from madoguchi.people.contracts import THE_DESK, Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.shops import queries as shops
from madoguchi.shops.rules.fields import check_color

LONGEST_NAME = 40
MOST_TAGS = 20
"""On one conversation; more tell a reader nothing."""
UNTAGGED_AT_ONCE = 200
"""As many conversations let go of a removed tag in one transaction: nobody waits long for it."""

_T = tag_table.c


def may_keep(tx: Tx, shop_id: int | None, by: Actor) -> None:
    """Refuse those below supervisor, and what is for shops out of sight."""
    supervisor_only(by)
    if shop_id is not None:
        shops.visible(tx, shop_id, by=by)
    elif not by.all_shops:
        raise Forbidden("desk.for_all_shops_needs_all")


def make_tag(tx: Tx, draft: TagDraft, *, by: Actor) -> Tag:
    """Make a tag for a shop or for all. Supervisors and owners."""
    may_keep(tx, draft.shop_id, by)
    name = _check_name(draft.name)
    row = insert_unless_there(
        tx,
        tag_table,
        version=1,
        name=name,
        color=check_color(draft.color),
        shop_id=draft.shop_id,
        name_key=key_of(draft.shop_id, name),
    )
    if row is None:
        raise Conflict("tag.name_taken", field="name", name=name)
    return _record(tx, "tag_made", to_tag(row), by)


def change_tag(tx: Tx, tag_id: int, changes: TagChanges, *, by: Actor) -> Tag:
    """Rename or recolour a tag, on every conversation at once. Supervisors and owners."""
    before = _locked(tx, tag_id, by)
    name = _check_name(changes.name) if isinstance(changes.name, str) else before.name
    color = check_color(changes.color) if isinstance(changes.color, str) else before.color
    if (name, color) == (before.name, before.color):
        return before
    key = key_of(before.shop_id, name)
    if tx.execute(sa.select(_T.id).where(_T.name_key == key, _T.id != tag_id)).first() is not None:
        raise Conflict("tag.name_taken", field="name", name=name)
    row = tx.execute(
        tag_table.update()
        .where(_T.id == tag_id)
        .values(name=name, color=color, name_key=key, version=_T.version + 1)
        .returning(*tag_table.columns)
    ).one()
    return _record(tx, "tag_changed", to_tag(row), by)


def remove_tag(tx: Tx, tag_id: int, *, by: Actor) -> None:
    """Remove a tag everywhere. Supervisors and owners.

    It is gone from every list at once, and its name is free. The conversations that have it, and
    there may be a hundred thousand, let go of it afterwards, some at a time: `untag_removed`.
    """
    tag = _locked(tx, tag_id, by)
    tx.execute(
        tag_table.update()
        .where(_T.id == tag_id)
        .values(removed_at=tx.now, name_key=f"removed:{tag_id}", version=_T.version + 1)
    )
    tx.record(
        NewEvent(
            "tag_removed",
            by.doer,
            [Change("tag", tag.id, tag.version + 1, None)],
            shop_id=tag.shop_id,
        )
    )


def untag_removed(tx: Tx, limit: int = UNTAGGED_AT_ONCE) -> bool:
    """Take removed tags off conversations; returns whether there is more to do. For the worker.

    Each conversation has an event of its own, and no line: nobody decided anything about it.
    """
    removed = tx.execute(
        sa.select(_T.id).where(_T.removed_at.is_not(None)).order_by(_T.id).limit(1)
    ).scalar()
    if removed is None:
        return False
    columns = conversation_tag_table.c
    ids = tx.execute(
        sa.select(columns.conversation_id)
        .where(columns.tag_id == removed)
        .order_by(columns.conversation_id)
        .limit(limit)
    ).scalars()
    tagged = list(ids)
    for conversation_id in tagged:
        before = timeline.lock(tx, conversation_id)
        if removed not in before.tag_ids:
            continue  # another worker was quicker
        _write(tx, conversation_id, [], [removed])
        rest = [tag_id for tag_id in before.tag_ids if tag_id != removed]
        saved = timeline.save(tx, before, replace(before, tag_ids=rest))
        timeline.record(tx, "conversation_untagged", THE_DESK.doer, saved)
    if not tagged:
        tx.execute(tag_table.delete().where(_T.id == removed))
        tx.wrote = True
    return True


def tag_conversation(
    tx: Tx, conversation_id: int, tag_ids: Sequence[int], *, by: Actor
) -> Conversation:
    """Make these the tags of a conversation; a line tells of each put on and each taken off.

    Raises `NotFound` for a tag that is gone or of another shop, unless the conversation has it.
    """
    before = timeline.lock_for(tx, conversation_id, by)
    wanted = list(dict.fromkeys(tag_ids))
    if len(wanted) > MOST_TAGS:
        raise TooLarge("tag.too_many", field="tag_ids", limit=MOST_TAGS)
    known = tags_of_shop(tx, before.shop_id, {*wanted, *before.tag_ids})
    if not {*wanted} <= {*known, *before.tag_ids}:
        raise NotFound("tag.not_found", field="tag_ids")
    wanted = [tag_id for tag_id in wanted if tag_id in known]
    if wanted == before.tag_ids:
        return before
    added = [tag_id for tag_id in wanted if tag_id not in before.tag_ids]
    removed = [tag_id for tag_id in before.tag_ids if tag_id not in wanted]
    _write(tx, conversation_id, added, removed)
    after, lines = replace(before, tag_ids=wanted), []
    for key, ids in (("tagged", added), ("untagged", removed)):
        for tag_id in ids:
            if tag_id in known:
                name = known[tag_id].name
                after, line = timeline.add_line(tx, after, key, by=by.name or None, tag=name)
                lines.append(line)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "conversation_tagged", by.doer, saved, lines)
    return saved


def key_of(shop_id: int | None, name: str) -> str:
    """Return what a name is compared by: once within a shop, once among those for all."""
    return f"{shop_id or 0}:{normalise(name)}"


def _write(tx: Tx, conversation_id: int, added: list[int], removed: list[int]) -> None:
    columns = conversation_tag_table.c
    if removed:
        tx.execute(
            conversation_tag_table.delete().where(
                columns.tag_id.in_(removed), columns.conversation_id == conversation_id
            )
        )
    if added:
        tx.execute(
            conversation_tag_table.insert(),
            [{"tag_id": tag_id, "conversation_id": conversation_id} for tag_id in added],
        )


def _check_name(name: str) -> str:
    cleaned = clean_name(name)
    if not cleaned:
        raise Invalid("tag.name_missing", field="name")
    if len(cleaned) > LONGEST_NAME:
        raise TooLarge("tag.name_too_long", field="name", limit=LONGEST_NAME)
    return cleaned


def _locked(tx: Tx, tag_id: int, by: Actor) -> Tag:
    there = sa.select(tag_table).where(_T.id == tag_id, _T.removed_at.is_(None))
    row = tx.execute(there.with_for_update()).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("tag.not_found")
    may_keep(tx, row.shop_id, by)
    return to_tag(row)


def _record(tx: Tx, kind: str, tag: Tag, by: Actor) -> Tag:
    change = Change("tag", tag.id, tag.version, tag)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=tag.shop_id))
    return tag

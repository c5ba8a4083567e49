"""Tags and prepared answers, for those who may see their shop."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from madoguchi.desk.contracts import CannedReply, Tag
from madoguchi.desk.tables import canned_reply_table, tag_table
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

_T = tag_table.c


def tags(view: View, *, by: Actor) -> list[Tag]:
    """Return the tags of shops in sight and those for all shops."""
    rows = view.execute(sa.select(tag_table).where(_T.removed_at.is_(None)).order_by(_T.id))
    return [tag for tag in map(to_tag, rows) if by.sees(tag.shop_id)]


def tags_of_shop(view: View, shop_id: int, ids: Collection[int]) -> dict[int, Tag]:
    """Return those of the tags that serve a shop; they stay until the end of the transaction."""
    rows = view.execute(
        sa.select(tag_table)
        .where(
            _T.id.in_(ids),
            _T.removed_at.is_(None),
            _T.shop_id.is_(None) | (_T.shop_id == shop_id),
        )
        .with_for_update(read=True, key_share=True)
    )
    return {tag.id: tag for tag in map(to_tag, rows)}


def canned_replies(view: View, *, by: Actor) -> list[CannedReply]:
    """Return the prepared answers of shops in sight and those for all shops."""
    rows = view.execute(sa.select(canned_reply_table).order_by(canned_reply_table.c.id))
    return [reply for reply in map(to_canned_reply, rows) if by.sees(reply.shop_id)]


def to_tag(row: sa.Row[Any]) -> Tag:
    """Turn a row of `tag_table` into its struct."""
    return Tag(id=row.id, version=row.version, name=row.name, color=row.color, shop_id=row.shop_id)


def to_canned_reply(row: sa.Row[Any]) -> CannedReply:
    """Turn a row of `canned_reply_table` into its struct."""
    return CannedReply(
        id=row.id,
        version=row.version,
        shop_id=row.shop_id,
        shortcut=row.shortcut,
        title=row.title,
        texts=row.texts,
    )

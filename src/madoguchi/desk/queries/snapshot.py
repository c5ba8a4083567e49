"""What a desk needs to begin: the position first, then the state as it is at that position."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer
from madoguchi.desk.contracts import CannedReply, Conversation, Draft, Tag
from madoguchi.desk.queries.conversations import InboxView, inbox
from madoguchi.desk.queries.labels import canned_replies, tags
from madoguchi.desk.tables import draft_table
from madoguchi.kernel import feed
from madoguchi.kernel.transaction import View
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor, Person, Team
from madoguchi.people.presence.contracts import Presence
from madoguchi.people.presence.queries import presences
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Shop

FIRST_PAGE = 50


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the first view shows; what happens after `position` comes through the socket."""

    position: str
    me: Person | None
    people: list[Person]
    presences: list[Presence]
    teams: list[Team]
    shops: list[Shop]
    tags: list[Tag]
    canned_replies: list[CannedReply]
    drafts: list[Draft]
    conversations: list[Conversation]
    customers: list[Customer]
    next_cursor: str | None


def snapshot(view: View, name: InboxView, *, by: Actor) -> Snapshot:
    """Return a desk's first state, with the first page of one view of the inbox."""
    position = feed.last_position(view.connection)
    page = inbox(view, name, by=by, limit=FIRST_PAGE)
    staff = people.all_people(view, by)
    mine = drafts(view, by=by)
    return Snapshot(
        position=str(position),
        me=next((person for person in staff if person.id == by.person_id), None),
        people=staff,
        presences=presences(view, by=by),
        teams=people.all_teams(view, by),
        shops=shops.all_shops(view, by),
        tags=tags(view, by=by),
        canned_replies=canned_replies(view, by=by),
        drafts=mine,
        conversations=page.items,
        customers=customers.customers(view, {c.customer_id for c in page.items}, by=by),
        next_cursor=page.next_cursor,
    )


def drafts(view: View, *, by: Actor) -> list[Draft]:
    """Return what this person has begun to write anywhere."""
    if by.person_id is None:
        return []
    rows = view.execute(
        sa.select(draft_table)
        .where(draft_table.c.person_id == by.person_id)
        .order_by(draft_table.c.updated_at.desc())
    )
    return [
        Draft(id=row.conversation_id, **row._mapping)
        for row in rows
        if row.body or row.attachments or row.choices or row.quote_seq is not None
    ]

"""What a screen holds: a snapshot brought up to date by events alone, as the clients do it."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.customers.tables import customer_table
from madoguchi.desk import rules
from madoguchi.desk.contracts import Draft
from madoguchi.desk.promises.queries import promises
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.queries.labels import canned_replies, tags
from madoguchi.desk.tables import conversation_table, draft_table
from madoguchi.kernel import feed
from madoguchi.kernel.feed import Event, Position
from madoguchi.kernel.transaction import View
from madoguchi.live.connection import Connection
from madoguchi.live.hub import DeskReader
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from tests.world import World, plain

SHOWN = {
    "person", "team", "shop", "tag", "canned_reply", "conversation", "message", "customer", "draft",
    "promise",
}  # fmt: skip
"""The types of the desk's snapshot; the feed has others for other screens."""

Entities = dict[tuple[str, int], Any]


def staff_state(view: View, actor: Actor) -> Entities:
    """Return everything in an actor's sight, as a fresh screen would fetch it."""
    found: Entities = {}

    def keep(kind: str, entities: list[Any]) -> None:
        found.update({(kind, entity.id): plain(entity) for entity in entities})

    keep("person", people.all_people(view, actor))
    keep("team", people.all_teams(view, actor))
    keep("shop", shops.all_shops(view, actor))
    keep("tag", tags(view, by=actor))
    keep("canned_reply", canned_replies(view, by=actor))
    ids = list(view.execute(sa.select(conversation_table.c.id)).scalars())
    seen = [
        one for one in (conversations.find(view, i) for i in ids) if one and actor.sees(one.shop_id)
    ]
    keep("conversation", seen)
    for conversation in seen:
        keep("message", messages.messages(view, conversation.id, by=actor, after=0, limit=200))
    every = list(view.execute(sa.select(customer_table.c.id)).scalars())
    keep("customer", customers.customers(view, every, by=actor))
    mine = view.execute(sa.select(draft_table).where(draft_table.c.person_id == actor.person_id))
    keep("draft", [Draft(id=row.conversation_id, **row._mapping) for row in mine])
    keep("promise", promises(view, "all", by=actor, limit=200).items)
    return found


def chat_state(view: View, customer_id: int) -> Entities:
    """Return everything a customer may see of their conversations at the widget."""
    found: Entities = {}
    rows = view.execute(
        sa.select(conversation_table.c.id).where(
            conversation_table.c.customer_id == customer_id,
            conversation_table.c.channel == "webchat",
        )
    )
    for conversation_id in list(rows.scalars()):
        conversation = conversations.find(view, conversation_id)
        assert conversation is not None
        found["conversation", conversation.id] = plain(rules.chat_view(conversation))
        for message in messages.chat_page(view, conversation_id, limit=200):
            found["message", message.id] = plain(message)
    return found


class Mirror:
    """A screen that took one snapshot and since then lives on events."""

    def __init__(self, world: World, actor: Actor | None, customer_id: int | None = None) -> None:
        self.world = world
        self.actor = actor
        self.customer_id = customer_id
        self.position, self.entities = world.store.read_now(self._begin)

    def _begin(self, view: View) -> tuple[Position, Entities]:
        return feed.last_position(view.connection), self.fresh(view)

    def fresh(self, view: View) -> Entities:
        """Return what a new snapshot would show."""
        if self.actor is not None:
            return staff_state(view, self.actor)
        assert self.customer_id is not None
        return chat_state(view, self.customer_id)

    def catch_up(self) -> None:
        """Take in the events after the position, upserting by version."""
        events = self.world.store.read_now(
            lambda view: feed.read(view.connection, self.position, 10_000)
        )
        for event in events:
            for change in self._changes(event):
                self._take(change)
            self.position = event.position

    def replay_all(self) -> None:
        """Take in the whole feed again: what is held already must not change."""
        self.position = feed.START
        self.catch_up()

    def _changes(self, event: Event) -> list[Any]:
        if self.actor is None:
            if event.customer_id != self.customer_id or event.chat_changes is None:
                return []
            return list(msgspec.json.decode(event.chat_changes))
        reader = DeskReader(Connection(None, None), self.actor)  # type: ignore[arg-type]
        return list(msgspec.json.decode(event.changes)) if reader.sees(event) else []

    def _take(self, change: dict[str, Any]) -> None:
        if change["type"] not in SHOWN:
            return
        key = (change["type"], change["id"])
        held = self.entities.get(key)
        if held is not None and held["version"] > change["version"]:
            return
        if change["value"] is None:
            self.entities.pop(key, None)
        else:
            self.entities[key] = change["value"]

    def agrees(self) -> None:
        """Assert the sync equation: stale snapshot + events = fresh snapshot."""
        self.catch_up()
        now = self.world.store.read_now(self.fresh)
        # What a screen was never shown it need not hold; nothing it holds may differ.
        assert self.entities == now

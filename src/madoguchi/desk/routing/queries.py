"""Reads for routing: the settings, what somebody carries, and the whole floor at its start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from madoguchi.desk.routing.contracts import FULL, RoutingHint, RoutingSettings, Said, Talk
from madoguchi.desk.routing.rules.choosing import Agent
from madoguchi.desk.routing.tables import routing_hint_table, routing_table
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.kernel import feed
from madoguchi.kernel.feed import Position
from madoguchi.kernel.politely import politely
from madoguchi.kernel.time import from_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.language.matters import Matter, matter_of
from madoguchi.orders.queries import buyers
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK, Person
from madoguchi.people.presence import queries as presence_queries
from madoguchi.people.presence.contracts import (
    AFTER_SALE,
    COMPLAINTS,
    PRE_SALE,
    Ability,
    Presence,
)
from madoguchi.people.presence.rules import base_language

_C = conversation_table.c
_TALK = [_C[name] for name in Talk.__struct_fields__]
_M = message_table.c
_NEVER = from_microseconds(0)
_SKILLS = {
    Matter.COMPLAINT: COMPLAINTS,
    Matter.AFTER_SALE: AFTER_SALE,
    Matter.PRE_SALE: PRE_SALE,
}
_GRAVITY = [*Matter]
_GRAVEST = _GRAVITY[0]
MOST_HEARD = 20
"""Telling messages of one wait that are listened to."""


class Heard(NamedTuple):
    """What a customer was heard to say in the wait that began at `since`, up to one message."""

    since: datetime
    seq: int
    telling: int
    matter: Matter | None


class FloorState(msgspec.Struct, frozen=True):
    """Everything a floor begins with; what happens after `position` comes from the feed."""

    position: Position
    settings: RoutingSettings
    agents: list[Agent]
    presences: dict[int, Presence]
    talks: list[Talk]
    hints: list[RoutingHint]
    served: dict[int, int]
    skills: dict[int, str]


def settings(view: View) -> RoutingSettings:
    """Return how customers are given to people; the defaults where nobody said anything."""
    row = view.execute(sa.select(routing_table)).first()
    return RoutingSettings() if row is None else RoutingSettings(**row._mapping)


def carried(view: View, person_id: int, house: RoutingSettings) -> int:
    """Return what a person's conversations weigh now, in hundredths of a chat."""
    quiet_since = view.now - timedelta(seconds=house.quiet_after_s)
    rows = view.execute(
        sa.select(_C.channel, _C.on_call, sa.func.count())
        .where(
            _C.assignee_id == person_id,
            _C.state == "open",
            sa.or_(_C.waiting_since.is_not(None), _C.on_call, _C.updated_at > quiet_since),
        )
        .group_by(_C.channel, _C.on_call)
    )
    return sum(
        house.weight(channel, on_call=on_call) * number
        for channel, on_call, number in map(tuple, rows)
    )


def floor_state(view: View) -> FloorState:
    """Return the whole floor as it is now: the staff, what is open, who was served by whom."""
    position = feed.last_position(view.connection)
    talks = _talks(view, sa.or_(_C.waiting_since.is_not(None), _C.assignee_id.is_not(None)))
    unassigned = [talk for talk in talks if talk.assignee_id is None]
    return FloorState(
        position,
        settings(view),
        agents(view),
        {each.id: each for each in presence_queries.presences(view, by=THE_DESK)},
        talks,
        hints(view, None),
        last_served(view, unassigned),
        skills(view, unassigned),
    )


def talk(view: View, conversation_id: int) -> Talk | None:
    """Return one conversation as routing sees it."""
    row = view.execute(sa.select(*_TALK).where(_C.id == conversation_id)).first()
    return None if row is None else Talk(**row._mapping)


def last_served(view: View, talks: Collection[Talk]) -> dict[int, int]:
    """Return, for those conversations whose customer was served before, who did it last."""
    wanted = {each.customer_id: each.id for each in talks}
    served: dict[int, int] = {}
    for some in _chunks(sorted(wanted)):
        newest = (
            sa.select(_C.customer_id, sa.func.max(_C.id).label("id"))
            .where(_C.customer_id.in_(some), _C.assignee_id.is_not(None))
            .group_by(_C.customer_id)
            .subquery()
        )
        rows = view.execute(
            sa.select(_C.customer_id, _C.assignee_id).join(newest, newest.c.id == _C.id)
        )
        served.update((wanted[customer], person) for customer, person in map(tuple, rows))
    return served


def skills(
    view: View,
    talks: Collection[Talk],
    heard: dict[int, Heard] | None = None,
    said: Mapping[int, Sequence[Said]] | None = None,
) -> dict[int, str]:
    """Return the skill that each conversation calls for by what its customer says and has ordered.

    What they say, a quick question too, goes first: the gravest of it since they began to wait.
    Else whoever has ordered needs after-sale, whoever has not, pre-sale; nothing is known of that
    in a shop that tells no orders. `heard` is what was listened to before, and is brought up to
    now by what has been `said` since in the conversations that are in it: only of the others the
    words are read.
    """
    telling = buyers.shops_with_orders(view, {each.shop_id for each in talks})
    known = [each for each in talks if each.shop_id in telling]
    ordered: set[int] = set()
    for some in _chunks(sorted({each.customer_id for each in known})):
        ordered |= buyers.who_ordered(view, some)
    found = {each.id: AFTER_SALE if each.customer_id in ordered else PRE_SALE for each in known}
    matters = _listen(view, talks, {} if heard is None else heard, said or {})
    return found | {number: _SKILLS[matter] for number, matter in matters.items()}


def _listen(
    view: View,
    talks: Collection[Talk],
    heard: dict[int, Heard],
    said: Mapping[int, Sequence[Said]],
) -> dict[int, Matter]:
    """What customers say it is about, where their words tell."""
    unread: list[int] = []
    for each in talks:
        since = each.waiting_since or each.updated_at
        known = heard.get(each.id)
        if known is None or known.since != since:
            heard[each.id] = Heard(since, 0, 0, None)
            unread.append(each.id)
            continue
        for words in politely(said.get(each.id, ())):
            heard[each.id] = _with(heard[each.id], words.seq, words.at, words.body)
    for some in _chunks(sorted(unread)):
        first = min(heard[number].since for number in some)
        rows = view.execute(
            sa.select(_M.conversation_id, _M.seq, _M.at, _M.body)
            .where(_M.conversation_id.in_(some), _M.author_kind == "customer", _M.at >= first)
            .order_by(_M.conversation_id, _M.seq)
        )
        for row in politely(rows):
            number = row.conversation_id
            heard[number] = _with(heard[number], row.seq, row.at, row.body)
    return {each.id: matter for each in talks if (matter := heard[each.id].matter) is not None}


def _with(before: Heard, seq: int, at: datetime, body: str) -> Heard:
    """Listen to one message more; what tells enough is not listened to any further."""
    since, newest, telling, matter = before
    if at < since or seq <= newest:
        return before
    if telling < MOST_HEARD and matter is not _GRAVEST:
        found = matter_of(body)
        if found is not None:
            telling += 1
            matter = found if matter is None else min(matter, found, key=_GRAVITY.index)
    return Heard(since, seq, telling, matter)


def hints(view: View, conversation_id: int | None) -> list[RoutingHint]:
    """Return what hands have decided about the open conversations, or about one."""
    statement = sa.select(routing_hint_table).join(
        conversation_table, _C.id == routing_hint_table.c.conversation_id
    )
    if conversation_id is None:
        statement = statement.where(_C.state == "open")
    else:
        statement = statement.where(_C.id == conversation_id)
    return [to_hint(row) for row in view.execute(statement)]


def agents(view: View) -> list[Agent]:
    """Return the staff as routing sees them, without what they carry."""
    presences = {each.id: each for each in presence_queries.presences(view, by=THE_DESK)}
    abilities = {each.id: each for each in presence_queries.abilities(view, by=THE_DESK)}
    return [
        to_agent(person, presences.get(person.id), abilities[person.id])
        for person in people.all_people(view, THE_DESK)
        if person.disabled_at is None
    ]


def to_agent(person: Person, presence: Presence | None, ability: Ability) -> Agent:
    """Return a person, where they stand and what they can do, as routing sees them."""
    return Agent(
        id=person.id,
        state="offline" if presence is None else presence.state,
        since=_NEVER if presence is None else presence.since,
        capacity=ability.capacity * FULL,
        languages={base_language(spoken.language): spoken.level for spoken in ability.languages},
        skills=frozenset(ability.skills),
        all_shops=person.all_shops,
        shop_ids=frozenset(person.shop_ids),
        team_ids=frozenset(person.team_ids),
    )


def to_hint(row: sa.Row[Any]) -> RoutingHint:
    """Turn a row of `routing_hint_table` into the struct."""
    values = dict(row._mapping)
    return RoutingHint(id=values.pop("conversation_id"), **values)


def _talks(view: View, condition: sa.ColumnElement[bool]) -> list[Talk]:
    rows = view.execute(sa.select(*_TALK).where(_C.state == "open", condition).order_by(_C.id))
    return [Talk(**row._mapping) for row in rows]


def _chunks(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))

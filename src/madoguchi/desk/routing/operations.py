"""What routing does to conversations: give, give back; and what hands tell it."""

from __future__ import annotations

from math import ceil

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import timeline
from madoguchi.desk.routing import queries
from madoguchi.desk.routing.contracts import (
    FULL,
    Decision,
    RoutingChanges,
    RoutingHint,
    RoutingSettings,
)
from madoguchi.desk.routing.rules.choosing import Agent, has_room
from madoguchi.desk.routing.rules.fields import check_routing
from madoguchi.desk.routing.tables import routing_hint_table, routing_table
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK, Actor
from madoguchi.people.presence import operations as presence_operations
from madoguchi.people.presence import queries as presence_queries
from madoguchi.people.rules.roles import owner_only


def give(tx: Tx, decision: Decision) -> Conversation:
    """Carry a decision out, checked once more: nobody is given more than they can carry, nor
    anything that a hand has taken up meanwhile. Raises `Conflict` where it no longer holds.
    """
    before = timeline.lock(tx, decision.conversation_id)
    house = queries.settings(tx)
    if (
        before.state != "open"
        or before.assignee_id != decision.holder_id
        or (before.assignee_id is None and before.waiting_since is None)
        or not house.of(before.shop_id).automatic
    ):
        raise Conflict("routing.overtaken")
    # What this person carries is counted behind the lock. It is not waited for: each writer has
    # taken conversations already, and two would wait for each other's people.
    presence = presence_operations.lock(tx, decision.person_id, wait=False)
    person = people.person(tx, decision.person_id)
    ability = presence_queries.ability(tx, decision.person_id)
    agent = queries.to_agent(person, presence, ability)
    agent.load = queries.carried(tx, agent.id, house)
    weight = house.weight(before.channel)
    if (
        person.disabled_at is not None
        or not agent.sees(before.shop_id)
        or not has_room(agent, weight)
    ):
        raise Conflict("routing.overtaken")
    if decision.holder_id is not None:
        _check_absent(tx, decision.holder_id)
    wanted = before.team_id or house.of(before.shop_id).team_id
    after, line = timeline.add_line(
        tx,
        replace(before, assignee_id=agent.id, team_id=_team_after(before, decision, agent)),
        "routed",
        to=person.name,
        language=decision.language,
        skill=decision.skill,
        last_served=1 if decision.last_served else None,
        overflow=_team_name(tx, wanted) if decision.overflow else None,
        absent=decision.absent,
        holder=people.name_of(tx, decision.holder_id),
        load=ceil((agent.load + weight) / FULL),
        capacity=ability.capacity,
    )
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "conversation_assigned", THE_DESK.doer, saved, [line])
    return saved


def requeue(tx: Tx, conversation_id: int, *, by: Actor) -> Conversation:
    """Take a conversation off whoever has it, back into the queue: somebody else is to answer.

    They are not given it again at once. Where nobody has it, or it is over, nothing changes.
    """
    before = timeline.lock_for(tx, conversation_id, by)
    if before.assignee_id is None or before.state != "open":
        return before
    hint = keep_hint(tx, before.id, avoid_id=before.assignee_id)
    after, line = timeline.add_line(
        tx,
        replace(before, assignee_id=None),
        "requeued",
        by=by.name or None,
        holder=people.name_of(tx, before.assignee_id),
    )
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "conversation_unassigned", by.doer, saved, [line], [hint])
    return saved


def keep_hint(
    tx: Tx, conversation_id: int, *, kept_for: int | None = None, avoid_id: int | None = None
) -> Change:
    """Note that a hand has given a locked conversation to somebody, or that somebody let it go.

    The change is for the event it is a part of.
    """
    kept_at = None if kept_for is None else tx.now
    values = {
        "kept_for": kept_for,
        "kept_at": kept_at,
        "avoid_id": avoid_id,
        "avoid_at": None if avoid_id is None else tx.now,
    }
    row = insert_unless_there(
        tx, routing_hint_table, conversation_id=conversation_id, version=1, **values
    )
    if row is None:
        row = tx.execute(
            routing_hint_table.update()
            .where(routing_hint_table.c.conversation_id == conversation_id)
            .values(**values, version=routing_hint_table.c.version + 1)
            .returning(*routing_hint_table.columns)
        ).one()
    hint: RoutingHint = queries.to_hint(row)
    return Change("routing_hint", hint.id, hint.version, hint)


def change_routing(tx: Tx, changes: RoutingChanges, *, by: Actor) -> RoutingSettings:
    """Change how customers are given to people. Owners only."""
    owner_only(by)
    insert_unless_there(tx, routing_table, **_columns(RoutingSettings()))
    tx.execute(sa.select(routing_table.c.id).with_for_update())
    before = queries.settings(tx)
    given = {
        name: value
        for name, value in msgspec.structs.asdict(changes).items()
        if value is not msgspec.UNSET
    }
    if changes.shops is not msgspec.UNSET:
        given["shops"] = {**before.shops, **changes.shops}
    after = check_routing(replace(before, **given))
    if after == before and before.version:
        return before
    saved = replace(after, version=before.version + 1)
    tx.execute(routing_table.update().values(**_columns(saved)))
    change = Change("routing", saved.id, saved.version, saved)
    tx.record(NewEvent("routing_changed", by.doer, [change]))
    return saved


def _team_after(before: Conversation, decision: Decision, agent: Agent) -> int | None:
    """The team that helps out, unless it was dissolved or left meanwhile."""
    helps = decision.overflow and decision.team_id in agent.team_ids
    return decision.team_id if helps else before.team_id


def _columns(house: RoutingSettings) -> dict[str, object]:
    return {name: getattr(house, name) for name in house.__struct_fields__}


def _check_absent(tx: Tx, holder_id: int) -> None:
    presence = presence_queries.presence(tx, holder_id)
    gone = people.person(tx, holder_id).disabled_at is not None
    if not gone and presence is not None and presence.state not in {"away", "offline"}:
        raise Conflict("routing.overtaken")


def _team_name(tx: Tx, team_id: int | None) -> str | None:
    """The team's name; none of one that was dissolved while the settings still name it."""
    known = {team.id: team.name for team in people.all_teams(tx, THE_DESK)}
    return None if team_id is None else known.get(team_id)

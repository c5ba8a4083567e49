"""The only place that changes presence and abilities; every change is an event."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK, Actor
from madoguchi.people.presence import queries, rules
from madoguchi.people.presence.contracts import Ability, AbilityChanges, Presence, State, Why
from madoguchi.people.presence.tables import ability_table, presence_table
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.people.tables import person_table


def choose_presence(tx: Tx, person_id: int, state: str, *, by: Actor) -> Presence:
    """Say where a person stands, by hand: one's own, or a colleague's as their supervisor."""
    if by.person_id != person_id and not by.at_least("supervisor"):
        raise Forbidden("people.supervisor_only")
    _check_staff(tx, person_id)
    return _set(tx, lock(tx, person_id), person_id, rules.check_state(state), "hand", by)


def note_presence(
    tx: Tx, person_id: int, state: State, why: Why, *, version: int
) -> Presence | None:
    """Keep what the house has seen; None where they have changed it since that `version`."""
    before = lock(tx, person_id)
    if (0 if before is None else before.version) != version:
        return None
    return _set(tx, before, person_id, state, why, THE_DESK)


def lock(tx: Tx, person_id: int, *, wait: bool = True) -> Presence | None:
    """Return a presence nobody else changes until the commit; whoever is given customers is
    counted behind this lock. None where they never came.

    Without `wait` also None where somebody else has it: for those who hold other locks already, as
    those of one commit are taken in any order of people.
    """
    row = tx.execute(
        sa.select(presence_table)
        .where(presence_table.c.person_id == person_id)
        .with_for_update(skip_locked=not wait)
    ).first()
    return None if row is None else queries.to_presence(row)


def change_ability(tx: Tx, person_id: int, changes: AbilityChanges, *, by: Actor) -> Ability:
    """Change how many customers, in which languages, for what a person is given.

    Supervisors and owners.
    """
    supervisor_only(by)
    # Two supervisors may change different things at once: the second waits for the first.
    _check_staff(tx, person_id, lock=True)
    before = queries.ability(tx, person_id)
    after = before
    if changes.capacity is not msgspec.UNSET:
        after = replace(after, capacity=rules.check_capacity(changes.capacity))
    if changes.languages is not msgspec.UNSET:
        after = replace(after, languages=rules.check_languages(changes.languages))
    if changes.skills is not msgspec.UNSET:
        after = replace(after, skills=rules.check_skills(changes.skills))
    if after == before:
        return before
    values = {
        "capacity": after.capacity,
        "languages": after.languages,
        "skills": after.skills,
    }
    made = insert_unless_there(tx, ability_table, person_id=person_id, version=1, **values)
    if made is None:
        made = tx.execute(
            ability_table.update()
            .where(ability_table.c.person_id == person_id)
            .values(**values, version=ability_table.c.version + 1)
            .returning(ability_table.c.version)
        ).one()
    saved = replace(after, version=made.version)
    change = Change("ability", person_id, saved.version, saved)
    tx.record(NewEvent("ability_changed", by.doer, [change]))
    return saved


def _check_staff(tx: Tx, person_id: int, *, lock: bool = False) -> None:
    found = sa.select(person_table.c.id).where(
        person_table.c.id == person_id, person_table.c.disabled_at.is_(None)
    )
    if lock:
        # Whoever only refers to a person is not kept waiting (FOR NO KEY UPDATE).
        found = found.with_for_update(key_share=True)
    if tx.execute(found).first() is None:
        raise NotFound("people.not_found")


def _set(
    tx: Tx, before: Presence | None, person_id: int, state: State, why: Why, by: Actor
) -> Presence:
    choice = rules.choice_after(before, state, why, tx.now)
    if before is not None and rules.is_known(before, state, why, choice):
        return before
    values = {"state": state, "why": why, "since": tx.now, **msgspec.structs.asdict(choice)}
    if before is not None and before.state == state:
        values["since"] = before.since
    row = None
    if before is None:
        row = insert_unless_there(tx, presence_table, person_id=person_id, version=1, **values)
    if row is None:
        row = tx.execute(
            presence_table.update()
            .where(presence_table.c.person_id == person_id)
            .values(**values, version=presence_table.c.version + 1)
            .returning(*presence_table.columns)
        ).one()
    saved = queries.to_presence(row)
    change = Change("presence", saved.id, saved.version, saved)
    tx.record(NewEvent("presence_changed", by.doer, [change]))
    return saved

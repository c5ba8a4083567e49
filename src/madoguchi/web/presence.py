"""Where the staff stand, and what each can do for customers."""

from __future__ import annotations

import msgspec
from litestar import get, patch, put
from litestar.params import JSONBody

from madoguchi.people.presence import operations, queries
from madoguchi.people.presence.contracts import Ability, AbilityChanges, Presence
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a person wants to stand: available, busy, hang_up, away or offline."""

    state: str


@get("/people/presences", tags=["Staff"], summary="Where everybody stands")
async def show_presences(by: By, desk: GivenDesk) -> list[Presence]:
    """List where each of the staff stands who has ever been at a desk."""
    return await desk.store.read(queries.presences, by=by)


@put("/people/{person_id:int}/presence", tags=["Staff"], summary="Say where one stands")
async def choose(person_id: PathId, data: JSONBody[Chosen], by: By, desk: GivenDesk) -> Presence:
    """Choose one's own presence by hand; a supervisor, a colleague's."""
    return await desk.store.write(operations.choose_presence, person_id, data.state, by=by)


@get("/people/abilities", tags=["Staff"], summary="What everybody can do")
async def show_abilities(by: By, desk: GivenDesk) -> list[Ability]:
    """List how many customers, in which languages and for what each of the staff is given."""
    return await desk.store.read(queries.abilities, by=by)


@patch("/people/{person_id:int}/ability", tags=["Staff"], summary="Change what a person can do")
async def change_ability(
    person_id: PathId, data: JSONBody[AbilityChanges], by: By, desk: GivenDesk
) -> Ability:
    """Change what is given; supervisors and owners."""
    return await desk.store.write(operations.change_ability, person_id, data, by=by)

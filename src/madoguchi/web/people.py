"""The staff."""

from __future__ import annotations

from litestar import delete, get, patch
from litestar.params import JSONBody
from msgspec import UNSET

from madoguchi.desk import operations
from madoguchi.kernel.transaction import Tx, View
from madoguchi.people import queries
from madoguchi.people.contracts import LastSeen, Person, PersonChanges, Session
from madoguchi.people.operations import sessions, staff
from madoguchi.web.guards import By, GivenSessionId
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk


@get("/people", tags=["Staff"], summary="All staff")
async def show_all(by: By, desk: GivenDesk) -> list[Person]:
    """List the staff, the disabled too."""
    return await desk.store.read(queries.all_people, by)


@get("/people/last-seen", tags=["Staff"], summary="Who was here when")
async def show_last_seen(by: By, desk: GivenDesk) -> list[LastSeen]:
    """List when each of the staff last used the desk; supervisors and owners only."""
    return await desk.store.read(queries.last_seen, by=by)


@patch("/people/{person_id:int}", tags=["Staff"], summary="Change a person")
async def change(
    person_id: PathId, data: JSONBody[PersonChanges], by: By, desk: GivenDesk
) -> Person:
    """Change what is given. Name, language and zone of oneself; everything as an owner.

    The open conversations of somebody who leaves are anybody's, and so are those in shops that
    they no longer see.
    """

    def run(tx: Tx) -> Person:
        changed = staff.change_person(tx, person_id, data, by=by)
        if changed.disabled_at is not None:
            operations.release(tx, person_id=person_id, by=by)
        elif data.shop_ids is not UNSET or data.all_shops is not UNSET or data.role is not UNSET:
            now = queries.actor_of(tx, person_id)
            operations.release(tx, person_id=person_id, still_sees=now, by=by)
        return changed

    person = await desk.store.write(run)
    desk.actors.forget()
    return person


@get("/people/{person_id:int}/sessions", tags=["Staff"], summary="Where somebody is signed in")
async def show_sessions(person_id: PathId, by: By, desk: GivenDesk) -> list[Session]:
    """List where a person is signed in, last used first: oneself, or as an owner anybody."""

    def read(view: View) -> list[Session]:
        return queries.sessions_of(view, queries.person(view, person_id).id, by=by)

    return await desk.store.read(read)


@delete("/people/{person_id:int}/sessions", tags=["Staff"], summary="Sign somebody out")
async def end_sessions(
    person_id: PathId, by: By, session_id: GivenSessionId, desk: GivenDesk
) -> None:
    """End every session of a person but the one that asks, at once: as an owner, anybody's."""

    def run(tx: Tx) -> None:
        whose = queries.person(tx, person_id).id
        sessions.end_all(tx, whose, but=session_id, by=by)

    await desk.store.write(run)
    desk.actors.forget()

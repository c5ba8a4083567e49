"""The staff."""

from __future__ import annotations

from litestar import get, patch
from litestar.params import JSONBody

from madoguchi.people import queries
from madoguchi.people.contracts import Person, PersonChanges
from madoguchi.people.operations import staff
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk


@get("/people", tags=["Staff"], summary="All staff")
async def show_all(by: By, desk: GivenDesk) -> list[Person]:
    """List the staff, the disabled too."""
    return await desk.store.read(queries.all_people, by)


@patch("/people/{person_id:int}", tags=["Staff"], summary="Change a person")
async def change(
    person_id: PathId, data: JSONBody[PersonChanges], by: By, desk: GivenDesk
) -> Person:
    """Change what is given. Name, language and zone of oneself; everything as an owner."""
    person = await desk.store.write(staff.change_person, person_id, data, by=by)
    desk.actors.forget()
    return person

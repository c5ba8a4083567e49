"""The company."""

from __future__ import annotations

import msgspec
from litestar import get, patch
from litestar.params import JSONBody

from madoguchi.people import queries
from madoguchi.people.contracts import Organisation
from madoguchi.people.operations import company
from madoguchi.web.guards import By
from madoguchi.web.state import GivenDesk


class OrganisationChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall be different."""

    name: str


@get("/organisation", tags=["Staff"], summary="The company")
async def show(desk: GivenDesk) -> Organisation:
    """Show the company that this desk belongs to."""
    found = await desk.store.read(queries.organisation)
    assert found is not None  # nobody signs in before
    return found


@patch("/organisation", tags=["Staff"], summary="Rename the company")
async def change(data: JSONBody[OrganisationChange], by: By, desk: GivenDesk) -> Organisation:
    """Give it another name; who is invited and who takes an export reads it."""
    return await desk.store.write(company.rename, data.name, by=by)

"""The teams."""

from __future__ import annotations

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import JSONBody

from madoguchi.desk import operations
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import Team
from madoguchi.people.operations import teams
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


class TeamName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a team is called."""

    name: str


@get("/teams", tags=["Teams"], summary="All teams")
async def show_all(by: By, desk: GivenDesk) -> list[Team]:
    """List the teams by name."""
    return await desk.store.read(queries.all_teams, by)


@post("/teams", tags=["Teams"], summary="Make a team")
async def make(request: Asked, data: JSONBody[TeamName], by: By) -> Response[Team]:
    """Make an empty team."""
    return await once(request, teams.make_team, data.name, by=by)


@patch("/teams/{team_id:int}", tags=["Teams"], summary="Rename a team")
async def rename(team_id: PathId, data: JSONBody[TeamName], by: By, desk: GivenDesk) -> Team:
    """Give a team another name."""
    return await desk.store.write(teams.rename_team, team_id, data.name, by=by)


@delete("/teams/{team_id:int}", tags=["Teams"], summary="Dissolve a team")
async def dissolve(team_id: PathId, by: By, desk: GivenDesk) -> None:
    """Delete a team; its members stay, its conversations are anybody's."""

    def run(tx: Tx) -> None:
        teams.dissolve_team(tx, team_id, by=by)
        operations.release(tx, team_id=team_id, by=by)

    await desk.store.write(run)

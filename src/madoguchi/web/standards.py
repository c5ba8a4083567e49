"""Standards: what is owed by when, where, and what happens before; and clocks that run by them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromQuery, JSONBody, QueryParameter

from madoguchi.clocks.contracts import (
    BreachPage,
    KeptClock,
    KeptStandard,
    Standard,
    StandardDraft,
    StandardStep,
)
from madoguchi.clocks.operations import keeping
from madoguchi.clocks.queries import kept
from madoguchi.clocks.queries.kept import Explanation
from madoguchi.desk.queries import conversations
from madoguchi.desk.queries.dry_run import LONGEST_DAYS, DryRunResult, dry_run
from madoguchi.kernel.transaction import View
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId, QueryNumber
from madoguchi.web.state import GivenDesk

Days = Annotated[int, QueryParameter(ge=1, le=LONGEST_DAYS, description="How far back to look.")]


class DryRunAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A standard, kept or not, to be tried on what there was."""

    standard: Standard


@get("/standards", tags=["Standards"], summary="All standards")
async def show_all(by: By, desk: GivenDesk) -> list[KeptStandard]:
    """List the standards; of several that fit, the most specific holds."""
    return await desk.store.read(kept.standards, by=by)


@post("/standards", tags=["Standards"], summary="Make a standard")
async def make(request: Asked, data: JSONBody[StandardDraft], by: By) -> Response[KeptStandard]:
    """Set a standard for a shop, channel, language or customers' tag."""
    return await once(request, keeping.make_standard, data, by=by)


@put("/standards/{standard_id:int}", tags=["Standards"], summary="Change a standard")
async def change(
    standard_id: PathId, data: JSONBody[StandardDraft], by: By, desk: GivenDesk
) -> KeptStandard:
    """Put a standard in the place of one; clocks that run keep what they began with."""
    return await desk.store.write(keeping.change_standard, standard_id, data, by=by)


@delete("/standards/{standard_id:int}", tags=["Standards"], summary="Remove a standard")
async def remove(standard_id: PathId, by: By, desk: GivenDesk) -> None:
    """Take a standard away: the next wider one holds from here on."""
    await desk.store.write(keeping.remove_standard, standard_id, by=by)


@get("/standards/history", tags=["Standards"], summary="Who changed what")
async def show_history(
    by: By, desk: GivenDesk, limit: Limit = 50, before: QueryNumber = None
) -> list[StandardStep]:
    """List the changes of standards, the newest first, each with what was before and after."""
    return await desk.store.read(kept.standard_history, by=by, limit=limit, before=before)


@post(
    "/standards/dry-run", tags=["Standards"], summary="Try a standard", status_code=200, anew=True
)
async def try_it(
    data: JSONBody[DryRunAsked], by: By, desk: GivenDesk, days: Days = 7
) -> DryRunResult:
    """Say how often a standard would have been met with the conversations of the last days."""
    return await desk.store.read(dry_run, data.standard, by=by, days=days)


@get("/conversations/{conversation_id:int}/clocks", tags=["Clocks"], summary="Its clocks")
async def show_clocks(conversation_id: PathId, by: By, desk: GivenDesk) -> list[KeptClock]:
    """List every clock a conversation has had, the newest first."""

    def query(view: View) -> list[KeptClock]:
        conversations.conversation(view, conversation_id, by=by)
        return kept.of_conversation(view, conversation_id, by=by)

    return await desk.store.read(query)


@get("/clocks/breaches", tags=["Clocks"], summary="What ran out")
async def show_breaches(
    by: By, desk: GivenDesk, limit: Limit = 50, cursor: FromQuery[str | None] = None
) -> BreachPage:
    """List the clocks that ran out, the latest first.

    Supervisors see those of their shops; agents their own, their teams', and nobody's.
    """
    return await desk.store.read(kept.breaches, by=by, limit=limit, cursor=cursor)


@get("/clocks/{clock_id:int}/explanation", tags=["Clocks"], summary="Why is it due then?")
async def explain(clock_id: PathId, by: By, desk: GivenDesk) -> Explanation:
    """Say in sentences of the reader's language how the hours of a clock were counted."""
    return await desk.store.read(kept.explained, clock_id, by=by)

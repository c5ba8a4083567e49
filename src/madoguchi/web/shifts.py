"""The plan: shifts and leave, a week copied, the usual hours."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_204_NO_CONTENT

from madoguchi.kernel.ids import Id
from madoguchi.kernel.transaction import View
from madoguchi.people import queries as people
from madoguchi.people.shifts import operations as shifts
from madoguchi.people.shifts import queries, wording
from madoguchi.people.shifts.contracts import (
    Minute,
    PlannedShift,
    Reading,
    ShiftChanges,
    ShiftDraft,
    ShiftKind,
    ShiftTemplate,
    ShiftTemplates,
    WeekCopied,
    WeekCopy,
)
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId, QueryNumber
from madoguchi.web.state import GivenDesk

Days = Annotated[int, QueryParameter(ge=1, le=62, description="How many days.")]


class ShiftIds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shifts, by their ids."""

    ids: list[Id]


class TemplateItems(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All the usual hours, in their order."""

    items: list[ShiftTemplate]


@get("/shifts", tags=["Shifts"], summary="The plan of some days")
async def show_all(
    by: By,
    desk: GivenDesk,
    first: FromQuery[date],
    days: Days = 7,
    zone: FromQuery[str | None] = None,
    person_id: QueryNumber = None,
) -> list[PlannedShift]:
    """List the shifts and leave that touch the days from `first`, on the clock of `zone`.

    Without a zone, on the caller's own.
    """
    return await desk.store.read(
        queries.planned_days, first, days, zone or by.zone, by=by, person_id=person_id
    )


@post("/shifts", tags=["Shifts"], summary="Plan a shift or leave")
async def plan(request: Asked, data: JSONBody[ShiftDraft], by: By) -> Response[PlannedShift]:
    """Plan a shift or leave; refused where the person has something else then."""
    return await once(request, shifts.plan_shift, data, by=by)


@patch("/shifts/{shift_id:int}", tags=["Shifts"], summary="Change a shift")
async def change(
    shift_id: PathId, data: JSONBody[ShiftChanges], by: By, desk: GivenDesk
) -> PlannedShift:
    """Move it, make it longer or shorter, give it to somebody else."""
    return await desk.store.write(shifts.change_shift, shift_id, data, by=by)


@delete("/shifts/{shift_id:int}", tags=["Shifts"], summary="Drop a shift")
async def drop(shift_id: PathId, by: By, desk: GivenDesk) -> None:
    """Take a shift or leave out of the plan."""
    await desk.store.write(shifts.drop_shifts, [shift_id], by=by)


@post(
    "/shifts/drop",
    tags=["Shifts"],
    summary="Drop several shifts",
    status_code=HTTP_204_NO_CONTENT,
    anew=True,
)
async def drop_several(data: JSONBody[ShiftIds], by: By, desk: GivenDesk) -> None:
    """Take several out of the plan, all or none: the way back from a copied week."""
    await desk.store.write(shifts.drop_shifts, data.ids, by=by)


@post("/shifts/copy-week", tags=["Shifts"], summary="Copy a week")
async def copy_week(request: Asked, data: JSONBody[WeekCopy], by: By) -> Response[WeekCopied]:
    """Plan a week's work again in another; what has no room there is left out and said."""
    return await once(request, shifts.copy_week, data, by=by)


@get("/shifts/reading", tags=["Shifts"], summary="What planned hours come to")
async def read(
    by: By,
    desk: GivenDesk,
    zone: FromQuery[str],
    day: FromQuery[date],
    starts: FromQuery[Minute],
    ends: FromQuery[Minute],
    kind: FromQuery[ShiftKind] = "work",
    person_id: QueryNumber = None,
) -> Reading:
    """Say what wall-clock times come to: over midnight, daylight saving, on the person's clock."""

    def run(view: View) -> Reading:
        whose = by.zone if person_id is None else people.person(view, person_id).zone
        return wording.reading(kind, zone, day, starts, ends, locale=by.locale, seen_from=whose)

    return await desk.store.read(run)


@get("/shifts/templates", tags=["Shifts"], summary="The usual hours")
async def show_templates(by: By, desk: GivenDesk) -> ShiftTemplates:
    """Return the house's shift templates, in their order."""
    return await desk.store.read(queries.templates, by)


@put("/shifts/templates", tags=["Shifts"], summary="Keep the usual hours")
async def keep_templates(data: JSONBody[TemplateItems], by: By, desk: GivenDesk) -> ShiftTemplates:
    """Make these the shift templates, in this order."""
    return await desk.store.write(shifts.keep_templates, data.items, by=by)

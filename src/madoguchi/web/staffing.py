"""What a week needs and has planned, and what that is worked out from."""

from __future__ import annotations

from datetime import date

from litestar import delete, get, put
from litestar.params import FromQuery, JSONBody

from madoguchi.desk.contracts import Channel
from madoguchi.insight.staffing import operations, queries
from madoguchi.insight.staffing.contracts import Assumptions, AssumptionsDraft, StaffingWeek
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId, QueryNumber
from madoguchi.web.state import GivenDesk


@get("/staffing", tags=["Staffing"], summary="What a week needs and has planned")
async def show_week(
    by: By,
    desk: GivenDesk,
    first: FromQuery[date],
    zone: FromQuery[str | None] = None,
    shop_id: QueryNumber = None,
    channel: FromQuery[Channel | None] = None,
) -> StaffingWeek:
    """Return the half hours of the seven days from `first`, on the clock of `zone`."""
    return await desk.store.read(
        queries.staffing_week, first, zone or by.zone, by=by, shop_id=shop_id, channel=channel
    )


@put("/staffing/assumptions", tags=["Staffing"], summary="Keep assumptions")
async def keep(data: JSONBody[AssumptionsDraft], by: By, desk: GivenDesk) -> Assumptions:
    """Keep what is assumed of a shop and channel, or of all."""
    return await desk.store.write(operations.keep_assumptions, data, by=by)


@delete(
    "/staffing/assumptions/{assumptions_id:int}", tags=["Staffing"], summary="Give assumptions up"
)
async def give_up(assumptions_id: PathId, by: By, desk: GivenDesk) -> None:
    """Let what is assumed of more than this shop and channel hold again."""
    await desk.store.write(operations.drop_assumptions, assumptions_id, by=by)

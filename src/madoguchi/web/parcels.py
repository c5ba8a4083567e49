"""Parcels: those that are silent, one with its movements, and what carriers say."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.connectors.connections.operations.waiting import parcel_came
from madoguchi.kernel.transaction import Tx
from madoguchi.orders import operations
from madoguchi.orders.contracts import KeptParcel, MovementDraft, ParcelDraft
from madoguchi.orders.queries import parcels as queries
from madoguchi.orders.queries.parcels import ParcelPage, ParcelView, WholeParcel
from madoguchi.shops import queries as shops
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId, QueryNumber
from madoguchi.web.orders import bringing
from madoguchi.web.state import GivenDesk


class Movements(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a carrier says of a parcel, in any order."""

    movements: Annotated[list[MovementDraft], msgspec.Meta(max_length=500)]


@get("/parcels", tags=["Parcels"], summary="One view of the parcels")
async def show_all(
    by: By,
    desk: GivenDesk,
    view: FromQuery[ParcelView] = "silent",
    shop_id: QueryNumber = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> ParcelPage:
    """List the silent parcels, the longest silent first; or all, the newest first."""
    return await desk.store.read(
        queries.parcels, view, by=by, shop_id=shop_id, limit=limit, cursor=cursor
    )


@get("/parcels/{parcel_id:int}", tags=["Parcels"], summary="One parcel")
async def show(parcel_id: PathId, by: By, desk: GivenDesk) -> WholeParcel:
    """Return a parcel with its movements, the latest first."""
    return await desk.store.read(queries.parcel, parcel_id, by=by)


@post("/parcels", tags=["Parcels"], summary="Bring a parcel", status_code=HTTP_200_OK)
async def keep(request: Asked, data: JSONBody[ParcelDraft], by: By) -> Response[KeptParcel]:
    """Keep a parcel: new, changed, or told before. Supervisors only."""
    source = bringing(by)

    def run(tx: Tx) -> KeptParcel:
        shops.visible(tx, data.shop_id, by=by)
        kept = operations.keep_parcel(tx, data, source=source)
        if kept.did == "made":
            parcel_came(tx, data.shop_id, kept.parcel.number)
        return kept

    return await once(request, run)


@post(
    "/parcels/{parcel_id:int}/movements",
    tags=["Parcels"],
    summary="Say how it moves",
    status_code=HTTP_200_OK,
)
async def move(
    request: Asked, parcel_id: PathId, data: JSONBody[Movements], by: By
) -> Response[KeptParcel]:
    """Take in what a carrier says, in whatever order and however often. Supervisors only."""
    source = bringing(by)

    def run(tx: Tx) -> KeptParcel:
        queries.parcel(tx, parcel_id, by=by)
        return operations.keep_tracking(tx, parcel_id, data.movements, source=source)

    return await once(request, run)

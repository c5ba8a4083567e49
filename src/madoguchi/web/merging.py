"""Two profiles made one, one made two again, and two that are to be left apart."""

from __future__ import annotations

import msgspec
from litestar import Response, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers import operations
from madoguchi.customers.contracts import Basis, Merge
from madoguchi.kernel.ids import Id
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


class MergeWith(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is the same person, and why we think so."""

    other_id: Id
    basis: Basis = "staff"


class Other(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is somebody else."""

    other_id: Id


@post("/customers/{customer_id:int}/merge", tags=["Customers"], summary="Make two profiles one")
async def merge(
    request: Asked, customer_id: PathId, data: JSONBody[MergeWith], by: By
) -> Response[Merge]:
    """Let two customers stand in one profile; it can be undone."""
    return await once(request, operations.merge, customer_id, data.other_id, data.basis, by=by)


@post(
    "/customer-merges/{merge_id:int}/undo",
    tags=["Customers"],
    summary="Make one profile two again",
    status_code=HTTP_200_OK,
)
async def split(request: Asked, merge_id: PathId, by: By) -> Response[Merge]:
    """Let everybody stand where they stood before a merge."""
    return await once(request, operations.split, merge_id, by=by)


@post(
    "/customers/{customer_id:int}/apart",
    tags=["Customers"],
    summary="They are two persons",
    anew=True,
)
async def keep_apart(customer_id: PathId, data: JSONBody[Other], by: By, desk: GivenDesk) -> None:
    """Note that two customers are two persons; they are no longer suggested."""
    await desk.store.write(operations.keep_apart, customer_id, data.other_id, by=by)

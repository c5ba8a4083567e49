"""The shops."""

from __future__ import annotations

import msgspec
from litestar import Response, get, patch, post
from litestar.params import JSONBody

from madoguchi.kernel.transaction import Tx
from madoguchi.shops import operations, queries
from madoguchi.shops.contracts import Shop, ShopChanges, ShopDraft
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


class Secret(msgspec.Struct, frozen=True):
    """What signs identity tokens on the shop's own server."""

    secret: str


@get("/shops", tags=["Shops"], summary="Shops in my sight")
async def show_all(by: By, desk: GivenDesk) -> list[Shop]:
    """List the shops one may see, archived ones too."""
    return await desk.store.read(queries.all_shops, by)


@post("/shops", tags=["Shops"], summary="Make a shop")
async def make(request: Asked, data: JSONBody[ShopDraft], by: By) -> Response[Shop]:
    """Make a shop with fresh keys."""
    return await once(request, operations.make_shop, data, by=by)


@get("/shops/{shop_id:int}", tags=["Shops"], summary="One shop")
async def show(shop_id: PathId, by: By, desk: GivenDesk) -> Shop:
    """Show one shop."""
    return await desk.store.read(queries.visible, shop_id, by=by)


@patch("/shops/{shop_id:int}", tags=["Shops"], summary="Change a shop")
async def change(shop_id: PathId, data: JSONBody[ShopChanges], by: By, desk: GivenDesk) -> Shop:
    """Change what is given; `archived` takes a shop out of use and back."""
    return await desk.store.write(operations.change_shop, shop_id, data, by=by)


@get("/shops/{shop_id:int}/secret", tags=["Shops"], summary="Show the secret")
async def show_secret(shop_id: PathId, by: By, desk: GivenDesk) -> Secret:
    """Show what the shop's own server signs identity tokens with."""
    return Secret(await desk.store.read(queries.show_secret, shop_id, by=by))


@post("/shops/{shop_id:int}/secret", tags=["Shops"], summary="Make a new secret")
async def rotate_secret(request: Asked, shop_id: PathId, by: By) -> Response[Secret]:
    """Make a new secret; tokens signed with the old one end at once."""

    def rotate(tx: Tx) -> Secret:
        return Secret(operations.rotate_secret(tx, shop_id, by=by))

    return await once(request, rotate)

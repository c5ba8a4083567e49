"""Connections to platforms and carriers: who they are, how they do, and what they have posted."""

from __future__ import annotations

from litestar import Response, delete, get, patch, post
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED
from msgspec.structs import replace

from madoguchi.connectors.connections.contracts import (
    BackfillDraft,
    Connection,
    ConnectionChanges,
    ConnectionDraft,
    Health,
    NoticePage,
    NoticeState,
    Trouble,
)
from madoguchi.connectors.connections.operations import backfill
from madoguchi.connectors.connections.operations import connections as operations
from madoguchi.connectors.connections.operations import notices as notice_operations
from madoguchi.connectors.connections.queries import connections as queries
from madoguchi.connectors.connections.queries import notices
from madoguchi.connectors.registry import Kind, adapter_of, kinds
from madoguchi.language.catalogue import text
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId
from madoguchi.web.state import GivenDesk


@get("/connection-kinds", tags=["Connections"], summary="What can be connected")
async def show_kinds(by: By) -> list[Kind]:
    """List the kinds of platforms and carriers, each with what it can do and must be told."""
    return kinds()


@get("/connections", tags=["Connections"], summary="All connections and their health")
async def show_all(by: By, desk: GivenDesk) -> list[Health]:
    """List the connections, each with what waits and what failed."""
    found = await desk.store.read(queries.health, by=by)
    return [replace(each, connection=_told(each.connection, by.locale)) for each in found]


@post("/connections", tags=["Connections"], summary="Connect a shop")
async def make(
    request: Asked, data: JSONBody[ConnectionDraft], by: By, desk: GivenDesk
) -> Response[Connection]:
    """Connect a shop to a platform or carrier; secret settings are never shown again."""
    adapter = adapter_of(data.kind)
    return await once(request, operations.make_connection, data, adapter, desk.keyring, by=by)


@get("/connections/{connection_id:int}", tags=["Connections"], summary="One connection")
async def show(connection_id: PathId, by: By, desk: GivenDesk) -> Connection:
    """Show one connection, without its secrets."""
    return _told(await desk.store.read(queries.connection, connection_id, by=by), by.locale)


@patch("/connections/{connection_id:int}", tags=["Connections"], summary="Change a connection")
async def change(
    connection_id: PathId, data: JSONBody[ConnectionChanges], by: By, desk: GivenDesk
) -> Connection:
    """Change what is given; a setting that is left out stays as it is."""
    found = await desk.store.read(queries.connection, connection_id, by=by)
    return await desk.store.write(
        operations.change_connection,
        connection_id,
        data,
        adapter_of(found.kind),
        desk.keyring,
        by=by,
    )


@delete("/connections/{connection_id:int}", tags=["Connections"], summary="Remove a connection")
async def remove(connection_id: PathId, by: By, desk: GivenDesk) -> None:
    """Remove a connection and what it has posted; the orders that came by it stay."""
    await desk.store.write(operations.remove_connection, connection_id, by=by)


@post(
    "/connections/{connection_id:int}/backfill",
    tags=["Connections"],
    summary="Fetch the past",
    status_code=HTTP_202_ACCEPTED,
    anew=True,
)
async def start_backfill(
    connection_id: PathId, data: JSONBody[BackfillDraft], by: By, desk: GivenDesk
) -> Connection:
    """Begin to fetch what has changed since; without `since` a stopped one goes on where it was."""
    found = await desk.store.read(queries.connection, connection_id, by=by)
    return await desk.store.write(
        backfill.start_backfill,
        connection_id,
        data,
        adapter_of(found.kind),
        desk.keyring,
        by=by,
    )


@delete(
    "/connections/{connection_id:int}/backfill",
    tags=["Connections"],
    summary="Stop fetching the past",
    status_code=HTTP_200_OK,
)
async def stop_backfill(connection_id: PathId, by: By, desk: GivenDesk) -> Connection:
    """Stop; what was fetched stays, and it can go on there."""
    return await desk.store.write(backfill.stop_backfill, connection_id, by=by)


@get("/connections/{connection_id:int}/notices", tags=["Connections"], summary="What was posted")
async def show_notices(
    connection_id: PathId,
    by: By,
    desk: GivenDesk,
    only: FromQuery[NoticeState | None] = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> NoticePage:
    """List what was posted, the newest first, and what became of it."""
    page = await desk.store.read(
        notices.notices, connection_id, by=by, state=only, limit=limit, cursor=cursor
    )
    items = [replace(each, reason=in_words(each.reason, by.locale)) for each in page.items]
    return replace(page, items=items)


@post(
    "/connections/{connection_id:int}/notices/{notice_id:int}/replay",
    tags=["Connections"],
    summary="Work a notice off again",
    status_code=HTTP_202_ACCEPTED,
    anew=True,
)
async def replay(connection_id: PathId, notice_id: PathId, by: By, desk: GivenDesk) -> None:
    """Have one notice worked off again; what it tells is kept once."""
    await desk.store.write(notice_operations.replay, connection_id, notice_id, by=by)


@post(
    "/connections/{connection_id:int}/notices/replay-failed",
    tags=["Connections"],
    summary="Work off again what failed",
    status_code=HTTP_202_ACCEPTED,
    anew=True,
)
async def replay_failed(connection_id: PathId, by: By, desk: GivenDesk) -> None:
    """Have all that failed worked off again."""
    await desk.store.write(notice_operations.replay_failed, connection_id, by=by)


def _told(connection: Connection, locale: str) -> Connection:
    """Put what is wrong with a connection into the reader's words."""
    return replace(connection, trouble=in_words(connection.trouble, locale))


def in_words(trouble: Trouble | None, locale: str) -> Trouble | None:
    """Put what is wrong into the reader's words; None where nothing is."""
    return trouble and replace(trouble, text=text(trouble.key, locale, **trouble.params))

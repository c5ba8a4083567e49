"""The door at which platforms and carriers post: signed, kept at once, worked off afterwards."""

from __future__ import annotations

import structlog
from litestar import post
from litestar.status_codes import HTTP_200_OK

from madoguchi.connectors.connections.adapter import Forged, Knocked
from madoguchi.connectors.connections.contracts import Posted
from madoguchi.connectors.connections.operations.notices import take_in
from madoguchi.connectors.connections.queries.connections import Door, door, edition
from madoguchi.connectors.registry import adapter_of
from madoguchi.kernel.errors import NotFound, TooLarge, Unauthenticated
from madoguchi.web.guards import address_of
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import Desk, GivenDesk

LARGEST = 1024 * 1024

log = structlog.get_logger("madoguchi.web")


@post("/hooks/{connection_id:int}", include_in_schema=False, status_code=HTTP_200_OK)
async def take(request: Asked, connection_id: PathId, desk: GivenDesk) -> None:
    """Keep what a platform posts, once; it has our word as soon as it is on the disk.

    401 for a signature that is not right, 404 for a connection that is not or rests, 413 past
    1 MB. What is known already is taken like what is new: the platform shall stop asking.
    """
    found = await _door(desk, connection_id)
    body = await _body(request)
    adapter = adapter_of(found.connection.kind)
    posted = Posted(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        at=desk.store.clock(),
    )
    try:
        adapter.verify(posted, found.secrets)
    except Knocked:
        return
    except Forged as error:
        # Whoever guesses is stopped sooner than a platform whose secret was changed.
        desk.limits.addresses.check(address_of(request), 10)
        log.warning("notice_forged", connection=connection_id)
        raise Unauthenticated("notice.forged") from error
    await desk.store.write(take_in, connection_id, adapter.name(posted), body)


async def _door(desk: Desk, connection_id: int) -> Door:
    """Return a connection as it stands; its secrets are opened once for each version of it."""
    version = await desk.store.glance(edition, connection_id)
    known = desk.doors.get(connection_id)
    if known is None or known.connection.version != version:
        known = await desk.store.read(door, connection_id, desk.keyring)
        if version is None or known is None:
            desk.doors.pop(connection_id, None)
            raise NotFound("connection.not_found")
        desk.doors[connection_id] = known
    return known


async def _body(request: Asked) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TooLarge("notice.too_large", limit=LARGEST)
    return bytes(body)

"""Telephone lines: a shop's numbers, and how their callers are received."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.params import JSONBody

from madoguchi.channels.phone.contracts.lines import Line, LineChanges, LineDraft
from madoguchi.channels.phone.operations import lines as operations
from madoguchi.channels.phone.queries import lines as queries
from madoguchi.channels.phone.rules.relays import Relay, relays
from madoguchi.kernel.errors import Forbidden
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk

Asked = Request[Any, Any, Any]


class Telephone(msgspec.Struct, frozen=True):
    """Whether calls can be taken now, and what a browser needs for it."""

    running: bool
    relays: list[Relay]


@get("/phone", tags=["Telephone"], summary="The telephone itself")
async def show_phone(by: By, desk: GivenDesk) -> Telephone:
    """Say whether the telephone's process is there, and by which relays it may be reached."""
    if by.person_id is None:
        raise Forbidden("people.for_people_only")
    found = relays(
        desk.settings.phone_relays,
        desk.settings.phone_relay_secret,
        desk.store.clock(),
        f"staff{by.person_id}",
        lasting=True,
    )
    board = desk.switchboard
    return Telephone(board is not None and board.connected, found)


@get("/phone-lines", tags=["Telephone"], summary="All telephone lines")
async def show_all(by: By, desk: GivenDesk) -> list[Line]:
    """List the telephone lines of the shops in sight."""
    return await desk.store.read(queries.lines, by=by)


@post("/phone-lines", tags=["Telephone"], summary="Add a telephone line")
async def make(request: Asked, data: JSONBody[LineDraft], by: By) -> Response[Line]:
    """Add a telephone line to a shop. Owners only."""
    return await once(request, operations.make_line, data, by=by)


@patch("/phone-lines/{line_id:int}", tags=["Telephone"], summary="Change a telephone line")
async def change(line_id: PathId, data: JSONBody[LineChanges], by: By, desk: GivenDesk) -> Line:
    """Change what is given; calls that go on stay as they are. Owners only."""
    return await desk.store.write(operations.change_line, line_id, data, by=by)

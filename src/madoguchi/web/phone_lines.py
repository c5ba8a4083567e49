"""Telephone lines: a shop's numbers, and how their callers are received."""

from __future__ import annotations

import msgspec
from litestar import Response, get, patch, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.phone.contracts.lines import Line, LineChanges, LineDraft
from madoguchi.channels.phone.operations import lines as operations
from madoguchi.channels.phone.queries import lines as queries
from madoguchi.channels.phone.rules.fields import check_number
from madoguchi.channels.phone.rules.relays import Relay, relays
from madoguchi.channels.phone.rules.trials import GOOD, status_of
from madoguchi.kernel.errors import Conflict
from madoguchi.language.catalogue import text
from madoguchi.people.rules.roles import owner_only, person_only
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


class Telephone(msgspec.Struct, frozen=True):
    """Whether calls can be taken now, and what a browser needs for it."""

    running: bool
    relays: list[Relay]


@get("/phone", tags=["Telephone"], summary="The telephone itself")
async def show_phone(by: By, desk: GivenDesk) -> Telephone:
    """Say whether the telephone's process is there, and by which relays it may be reached."""
    person_id = person_only(by)
    found = relays(
        desk.settings.phone_relays,
        desk.settings.phone_relay_secret,
        desk.store.clock(),
        f"staff{person_id}",
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


class TestCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to ring: a telephone in reach, best one's own."""

    number: str


class Verdict(msgspec.Struct, frozen=True):
    """What came of a test call, in the reader's words; `status` is SIP's, where it was refused."""

    ok: bool
    outcome: str
    text: str
    status: int | None


@post(
    "/phone-lines/{line_id:int}/test",
    tags=["Telephone"],
    summary="Make a test call",
    status_code=HTTP_200_OK,
    anew=True,
)
async def try_it(line_id: PathId, data: JSONBody[TestCall], by: By, desk: GivenDesk) -> Verdict:
    """Ring a number by way of the line's trunk, and say in words what is wrong. Owners only."""
    owner_only(by)
    person_id = person_only(by)
    line = await desk.store.read(queries.line, line_id, by=by)
    number = check_number(data.number)
    if not line.trunk:
        raise Conflict("phone.no_trunk")
    if desk.switchboard is None:
        raise Conflict("phone.none_here")
    desk.limits.links.check(f"test call {person_id}")
    told = await desk.switchboard.ask("try", person_id, line_id=line.id, number=number)
    outcome, _, why = told.answer.partition(" ")
    where = f"{line.trunk[0]}:{line.trunk_port}"
    words = text(f"phone.trial.{outcome}", by.locale, where=where, number=number)
    return Verdict(outcome in GOOD, outcome, words, status_of(why))


@patch("/phone-lines/{line_id:int}", tags=["Telephone"], summary="Change a telephone line")
async def change(line_id: PathId, data: JSONBody[LineChanges], by: By, desk: GivenDesk) -> Line:
    """Change what is given; calls that go on stay as they are. Owners only."""
    return await desk.store.write(operations.change_line, line_id, data, by=by)

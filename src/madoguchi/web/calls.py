"""Telephone calls: what there is, and what one of the staff does with one.

What is asked of the telephone's process goes over the link; the screens see what came of it in the
feed, like everything else.
"""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.phone.contracts.calls import Call, WrapUp
from madoguchi.channels.phone.operations import wrapping
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.queries.calls import Calls, CallView
from madoguchi.channels.phone.rules.fields import check_number
from madoguchi.channels.phone.rules.quiet import is_quiet
from madoguchi.customers import queries as customers
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.ids import Id
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.web.call_asking import (
    Connected,
    Offer,
    ask,
    ask_about,
    check_browser,
    check_recipient,
)
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once_for
from madoguchi.web.inputs import Asked, Limit, PathId, QueryNumber
from madoguchi.web.state import GivenDesk

MOST_KEYS = 32


class Dial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to call: the caller of an earlier call, or a customer's conversation and a number.

    `anyway`: also where it is night.
    """

    offer: str = ""
    leg: str = ""
    anyway: bool = False
    line_id: Id
    number: str
    conversation_id: Id | None = None
    callback_of: Id | None = None


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keys to be pressed for the other side: digits, * and #."""

    keys: str


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom a call goes: one person, or a team."""

    person_id: Id | None = None
    team_id: Id | None = None


@get("/calls", tags=["Telephone"], summary="Calls")
async def show_all(
    by: By,
    desk: GivenDesk,
    view: FromQuery[CallView] = "all",
    conversation: QueryNumber = None,
    limit: Limit = 50,
    cursor: QueryNumber = None,
) -> Calls:
    """List calls of the shops in sight, the newest first: `live`, `missed` or `all`."""
    return await desk.store.read(
        queries.calls, view, by=by, conversation_id=conversation, limit=limit, cursor=cursor
    )


@get("/calls/{call_id:int}", tags=["Telephone"], summary="One call")
async def show(call_id: PathId, by: By, desk: GivenDesk) -> Call:
    """Show one call."""
    return await desk.store.read(queries.call, call_id, by=by)


@post("/calls", tags=["Telephone"], summary="Call somebody", anew=True)
async def dial(data: JSONBody[Dial], by: By, desk: GivenDesk) -> Connected:
    """Call a number by way of one of our lines; the browser hears it ring.

    Whom nobody asked to be called back is called from 9 to 20 o'clock of their day: 409 where it is
    night, unless it shall be all the same.
    """
    check_browser(data.offer, data.leg)
    line = await desk.store.read(_line_for_dialling, data, by=by)
    told = await ask(
        desk,
        by,
        "dial",
        offer=data.offer,
        leg=data.leg,
        line_id=line,
        number=check_number(data.number),
        conversation_id=data.conversation_id,
        callback_of=data.callback_of,
    )
    return Connected(told.call_id, told.answer)


@post(
    "/calls/{call_id:int}/take",
    tags=["Telephone"],
    summary="Take a call",
    status_code=HTTP_200_OK,
    anew=True,
)
async def take(call_id: PathId, data: JSONBody[Offer], by: By, desk: GivenDesk) -> Connected:
    """Take a call that rings; the first who does has it, and for everybody else it is 409."""
    check_browser(data.offer, data.leg)
    told = await ask_about(desk, by, "take", call_id, offer=data.offer, leg=data.leg)
    return Connected(call_id, told.answer)


@post(
    "/calls/{call_id:int}/hold",
    tags=["Telephone"],
    summary="Let a caller wait",
    status_code=HTTP_200_OK,
    anew=True,
)
async def hold(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """Let the caller hear a tone instead of us."""
    await ask_about(desk, by, "hold", call_id)


@post(
    "/calls/{call_id:int}/resume",
    tags=["Telephone"],
    summary="Come back to a caller",
    status_code=HTTP_200_OK,
    anew=True,
)
async def resume(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """Speak with a held caller again."""
    await ask_about(desk, by, "resume", call_id)


@post(
    "/calls/{call_id:int}/hang-up",
    tags=["Telephone"],
    summary="Hang up",
    status_code=HTTP_200_OK,
    anew=True,
)
async def hang_up(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """End one's call."""
    await ask_about(desk, by, "hang_up", call_id)


@post(
    "/calls/{call_id:int}/press",
    tags=["Telephone"],
    summary="Press keys",
    status_code=HTTP_200_OK,
    anew=True,
)
async def press(call_id: PathId, data: JSONBody[Keys], by: By, desk: GivenDesk) -> None:
    """Press keys for the other side, as its own menu may want."""
    if not data.keys or len(data.keys) > MOST_KEYS or set(data.keys) - set("0123456789*#"):
        raise Invalid("phone.bad_keys", field="keys", limit=MOST_KEYS)
    await ask_about(desk, by, "press", call_id, keys=data.keys)


@post(
    "/calls/{call_id:int}/hand-over",
    tags=["Telephone"],
    summary="Hand a call over",
    status_code=HTTP_200_OK,
    anew=True,
)
async def hand_over(call_id: PathId, data: JSONBody[HandOver], by: By, desk: GivenDesk) -> None:
    """Let a call ring at a colleague's desk or a team's; after 20 seconds at every free one."""
    await check_recipient(desk, by, call_id, data.person_id, data.team_id)
    await ask_about(desk, by, "hand_over", call_id, to_person=data.person_id, to_team=data.team_id)


@post(
    "/calls/{call_id:int}/wrap-up",
    tags=["Telephone"],
    summary="Say what came of a call",
    status_code=HTTP_200_OK,
)
async def wrap_up(
    request: Asked, call_id: PathId, data: JSONBody[WrapUp], by: By
) -> Response[Call]:
    """Note the outcome, and what was promised; whoever does is free for the next call."""
    return await once_for(request, call_id, wrapping.wrap_up, call_id, data, by=by)


def _line_for_dialling(view: View, data: Dial, *, by: Actor) -> int:
    """Return the line, if all that is named is in sight and of one shop."""
    line, zone = lines.line(view, data.line_id, by=by), None
    if data.conversation_id is not None:
        found = conversations.conversation(view, data.conversation_id, by=by)
        if found.shop_id != line.shop_id:
            raise Invalid("phone.another_shop", field="conversation_id")
        customer = customers.find(view, found.customer_id)
        zone = None if customer is None else customer.zone
    if data.callback_of is not None:
        first = queries.call(view, data.callback_of, by=by)
        if first.shop_id != line.shop_id:
            raise Invalid("phone.another_shop", field="callback_of")
    elif not data.anyway and is_quiet(data.number, line.country, view.now, zone=zone):
        raise Conflict("phone.quiet_hours", field="number")
    if not line.trunk:
        raise Conflict("phone.no_trunk")
    return line.id

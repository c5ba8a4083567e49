"""Telephone calls: what there is, and what one of the staff does with one.

What is asked of the telephone's process goes over the link; the screens see what came of it in the
feed, like everything else.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromQuery, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.phone.contracts.calls import Call, WrapUp
from madoguchi.channels.phone.link.wire import Deed, Tell
from madoguchi.channels.phone.operations import recordings, wrapping
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.queries.calls import Calls, CallView
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid
from madoguchi.kernel.ids import Id
from madoguchi.kernel.transaction import View
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.web.files_out import SANDBOX
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once_for
from madoguchi.web.inputs import Limit, PathId, QueryNumber
from madoguchi.web.state import Desk, GivenDesk

Asked = Request[Any, Any, Any]
LONGEST_OFFER = 20_000
MOST_KEYS = 32


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A browser's description of its audio (SDP), all its addresses in it."""

    offer: str


class Dial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to call: the caller of an earlier call, or a customer's conversation and a number."""

    offer: str
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


class Connected(msgspec.Struct, frozen=True):
    """The call, and the telephone's description of its audio (SDP)."""

    call_id: int
    answer: str


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


@post("/calls", tags=["Telephone"], summary="Call somebody")
async def dial(data: JSONBody[Dial], by: By, desk: GivenDesk) -> Connected:
    """Call a number by way of one of our lines; the browser hears it ring."""
    _check_offer(data.offer)
    line = await desk.store.read(_line_for_dialling, data, by=by)
    told = await _ask(
        desk,
        by,
        "dial",
        offer=data.offer,
        line_id=line,
        number=data.number[:40],
        conversation_id=data.conversation_id,
        callback_of=data.callback_of,
    )
    return Connected(told.call_id, told.answer)


@post(
    "/calls/{call_id:int}/take",
    tags=["Telephone"],
    summary="Take a call",
    status_code=HTTP_200_OK,
)
async def take(call_id: PathId, data: JSONBody[Offer], by: By, desk: GivenDesk) -> Connected:
    """Take a call that rings; the first who does has it, and for everybody else it is 409."""
    _check_offer(data.offer)
    told = await _ask_about(desk, by, "take", call_id, offer=data.offer)
    return Connected(call_id, told.answer)


@post(
    "/calls/{call_id:int}/hold",
    tags=["Telephone"],
    summary="Let a caller wait",
    status_code=HTTP_200_OK,
)
async def hold(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """Let the caller hear a tone instead of us."""
    await _ask_about(desk, by, "hold", call_id)


@post(
    "/calls/{call_id:int}/resume",
    tags=["Telephone"],
    summary="Come back to a caller",
    status_code=HTTP_200_OK,
)
async def resume(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """Speak with a held caller again."""
    await _ask_about(desk, by, "resume", call_id)


@post(
    "/calls/{call_id:int}/hang-up",
    tags=["Telephone"],
    summary="Hang up",
    status_code=HTTP_200_OK,
)
async def hang_up(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """End one's call."""
    await _ask_about(desk, by, "hang_up", call_id)


@post(
    "/calls/{call_id:int}/press",
    tags=["Telephone"],
    summary="Press keys",
    status_code=HTTP_200_OK,
)
async def press(call_id: PathId, data: JSONBody[Keys], by: By, desk: GivenDesk) -> None:
    """Press keys for the other side, as its own menu may want."""
    if not data.keys or len(data.keys) > MOST_KEYS or set(data.keys) - set("0123456789*#"):
        raise Invalid("phone.bad_keys", field="keys", limit=MOST_KEYS)
    await _ask_about(desk, by, "press", call_id, keys=data.keys)


@post(
    "/calls/{call_id:int}/hand-over",
    tags=["Telephone"],
    summary="Hand a call over",
    status_code=HTTP_200_OK,
)
async def hand_over(call_id: PathId, data: JSONBody[HandOver], by: By, desk: GivenDesk) -> None:
    """Let a call ring at a colleague's desk or a team's; after 20 seconds at every free one."""
    if (data.person_id is None) == (data.team_id is None):
        raise Invalid("phone.hand_over_to_one", field="person_id")
    if data.person_id is not None:
        call = await desk.store.read(queries.call, call_id, by=by)
        to = await desk.store.read(people.actor_of, data.person_id)
        if not to.sees(call.shop_id):
            raise Invalid("conversation.assignee_cannot_see", field="person_id")
    if data.team_id is not None:
        await desk.store.read(people.team, data.team_id)
    await _ask_about(desk, by, "hand_over", call_id, to_person=data.person_id, to_team=data.team_id)


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


@get("/recordings/{recording_id:int}", tags=["Telephone"], summary="Hear a recording")
async def hear(recording_id: PathId, by: By, desk: GivenDesk) -> Stream:
    """Send a recording as WAV; who asked is in the audit log.

    Voicemail is for whoever sees the shop, talks are for supervisors and for whoever spoke.
    """
    sound = await desk.store.write(recordings.hear, recording_id, by=by)
    return Stream(
        await desk.blobs.read(sound.blob),
        media_type="audio/wav",
        headers={
            "Content-Length": str(sound.size),
            "Content-Disposition": f'inline; filename="call-{sound.call_id}.wav"',
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


async def _ask_about(desk: Desk, by: Actor, deed: Deed, call_id: int, **more: Any) -> Tell:  # noqa: ANN401
    """Ask the telephone about a call in the actor's sight."""
    await desk.store.read(queries.call, call_id, by=by)
    return await _ask(desk, by, deed, call_id=call_id, **more)


async def _ask(desk: Desk, by: Actor, deed: Deed, **more: Any) -> Tell:  # noqa: ANN401
    if by.person_id is None:
        raise Forbidden("people.for_people_only")
    if desk.switchboard is None:
        raise Conflict("phone.none_here")
    return await desk.switchboard.ask(deed, by.person_id, **more)


def _line_for_dialling(view: View, data: Dial, *, by: Actor) -> int:
    """Return the line, if all that is named is in sight and of one shop."""
    line = lines.line(view, data.line_id, by=by)
    if data.conversation_id is not None:
        found = conversations.conversation(view, data.conversation_id, by=by)
        if found.shop_id != line.shop_id:
            raise Invalid("phone.another_shop", field="conversation_id")
    if data.callback_of is not None:
        queries.call(view, data.callback_of, by=by)
    return line.id


def _check_offer(offer: str) -> None:
    if not offer.startswith("v=0") or len(offer) > LONGEST_OFFER:
        raise Invalid("phone.bad_offer", field="offer")

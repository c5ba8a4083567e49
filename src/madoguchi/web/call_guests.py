"""Several on a call: a colleague is asked in, comes, leaves, or has the call from then on; and the
browser that is connected while it rings.
"""

from __future__ import annotations

import msgspec
from litestar import post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.kernel.ids import Id
from madoguchi.web.call_asking import (
    Connected,
    Offer,
    ask,
    ask_about,
    check_browser,
    check_recipient,
)
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId, check_offer
from madoguchi.web.state import GivenDesk


class Leg(msgspec.Struct, frozen=True):
    """A browser that is connected ahead, and the telephone's description of its audio (SDP)."""

    leg: str
    answer: str


class Colleague(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is asked in: one person, or whoever of a team comes first.

    With `hold` the caller waits, and does not hear what is said.
    """

    person_id: Id | None = None
    team_id: Id | None = None
    hold: bool = False


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A colleague who is on the call, or asked in."""

    person_id: Id


@post(
    "/phone/legs",
    tags=["Telephone"],
    summary="Connect a browser ahead",
    status_code=HTTP_200_OK,
    anew=True,
)
async def warm(data: JSONBody[Offer], by: By, desk: GivenDesk) -> Leg:
    """Connect a browser before there is a call for it: whoever answers is heard at once."""
    check_offer(data.offer)
    told = await ask(desk, by, "warm", offer=data.offer)
    return Leg(told.leg, told.answer)


@post(
    "/calls/{call_id:int}/guests",
    tags=["Telephone"],
    summary="Ask a colleague into a call",
    status_code=HTTP_200_OK,
    anew=True,
)
async def ask_in(call_id: PathId, data: JSONBody[Colleague], by: By, desk: GivenDesk) -> None:
    """Let it ring at a colleague's desk, or at a team's where somebody is free, for 30 seconds."""
    await check_recipient(desk, by, call_id, data.person_id, data.team_id)
    await ask_about(
        desk, by, "ask_in", call_id,
        to_person=data.person_id, to_team=data.team_id, hold=data.hold,
    )  # fmt: skip


@post(
    "/calls/{call_id:int}/come-in",
    tags=["Telephone"],
    summary="Come into a call one is asked to",
    status_code=HTTP_200_OK,
    anew=True,
)
async def come_in(call_id: PathId, data: JSONBody[Offer], by: By, desk: GivenDesk) -> Connected:
    """Hear, and be heard, from now on."""
    check_browser(data.offer, data.leg)
    told = await ask_about(desk, by, "come_in", call_id, offer=data.offer, leg=data.leg)
    return Connected(call_id, told.answer)


@post(
    "/calls/{call_id:int}/leave",
    tags=["Telephone"],
    summary="Leave a colleague's call",
    status_code=HTTP_200_OK,
    anew=True,
)
async def leave(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """Leave the call to whoever has it, or say that one will not come."""
    await ask_about(desk, by, "leave", call_id)


@post(
    "/calls/{call_id:int}/send-away",
    tags=["Telephone"],
    summary="Let a colleague go",
    status_code=HTTP_200_OK,
    anew=True,
)
async def send_away(call_id: PathId, data: JSONBody[Person], by: By, desk: GivenDesk) -> None:
    """Let a colleague go who is on the call, or ask them no longer."""
    await ask_about(desk, by, "send_away", call_id, to_person=data.person_id)


@post(
    "/calls/{call_id:int}/pass-on",
    tags=["Telephone"],
    summary="Leave a call to a colleague who is on it",
    status_code=HTTP_200_OK,
    anew=True,
)
async def pass_on(call_id: PathId, data: JSONBody[Person], by: By, desk: GivenDesk) -> None:
    """Let a colleague have the call, who has been told of it; the caller is not asked to wait."""
    await ask_about(desk, by, "pass_on", call_id, to_person=data.person_id)

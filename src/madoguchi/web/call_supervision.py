"""Supervisors on a colleague's call: they listen, whisper or join in, and go again."""

from __future__ import annotations

import msgspec
from litestar import delete, patch, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.phone.contracts.calls import Supervision
from madoguchi.kernel.errors import Forbidden
from madoguchi.people.contracts import Actor
from madoguchi.web.call_asking import Connected, ask_about, check_browser
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk


class Supervised(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a supervisor wants to be on a call, and by which browser: see `Offer`."""

    how: Supervision
    offer: str = ""
    leg: str = ""


class Manner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a supervisor who is on a call wants to be on it from now on."""

    how: Supervision


@post(
    "/calls/{call_id:int}/supervision",
    tags=["Telephone"],
    summary="Listen, whisper or join in",
    status_code=HTTP_200_OK,
    anew=True,
)
async def supervise(
    call_id: PathId, data: JSONBody[Supervised], by: By, desk: GivenDesk
) -> Connected:
    """Be on a colleague's call: hear both, be heard by them alone, or by both. Supervisors only.

    The colleague sees it. Where the caller was not told of a recording, nobody listens in silence:
    409.
    """
    _check(by)
    check_browser(data.offer, data.leg)
    told = await ask_about(
        desk, by, "supervise", call_id, how=data.how, offer=data.offer, leg=data.leg
    )
    return Connected(call_id, told.answer)


@patch(
    "/calls/{call_id:int}/supervision",
    tags=["Telephone"],
    summary="Listen, whisper or join in from now on",
)
async def change_manner(call_id: PathId, data: JSONBody[Manner], by: By, desk: GivenDesk) -> None:
    """Be on it in another way."""
    _check(by)
    await ask_about(desk, by, "supervise_as", call_id, how=data.how)


@delete(
    "/calls/{call_id:int}/supervision",
    tags=["Telephone"],
    summary="Leave a colleague's call",
)
async def leave(call_id: PathId, by: By, desk: GivenDesk) -> None:
    """Be on it no more."""
    _check(by)
    await ask_about(desk, by, "leave", call_id)


def _check(by: Actor) -> None:
    if not by.at_least("supervisor"):
        raise Forbidden("phone.supervisors_only")

"""What handlers of calls share: a browser's audio, and asking the telephone in a person's name."""

from __future__ import annotations

from typing import Any

import msgspec

from madoguchi.channels.phone.link.wire import Deed, Tell
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import person_only
from madoguchi.web.inputs import check_offer
from madoguchi.web.state import Desk


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A browser's description of its audio (SDP), all its addresses in it; or the name of the leg
    that was connected ahead, by which it is heard at once.
    """

    offer: str = ""
    leg: str = ""


class Connected(msgspec.Struct, frozen=True):
    """The call, and the telephone's description of its audio (SDP)."""

    call_id: int
    answer: str


def check_browser(offer: str, leg: str) -> None:
    """Refuse what names no browser: neither one to be connected nor one that is."""
    if offer or not leg:
        check_offer(offer)


async def ask_about(desk: Desk, by: Actor, deed: Deed, call_id: int, **more: Any) -> Tell:  # noqa: ANN401
    """Ask the telephone about a call in the actor's sight."""
    await desk.store.read(queries.call, call_id, by=by)
    return await ask(desk, by, deed, call_id=call_id, **more)


async def check_recipient(
    desk: Desk, by: Actor, call_id: int, person_id: int | None, team_id: int | None
) -> None:
    """Refuse what is not one person who may see a call's shop, or one team."""
    if (person_id is None) == (team_id is None):
        raise Invalid("phone.hand_over_to_one", field="person_id")
    if person_id is not None:
        call = await desk.store.read(queries.call, call_id, by=by)
        to = await desk.store.read(people.actor_of, person_id)
        if not to.sees(call.shop_id):
            raise Invalid("conversation.assignee_cannot_see", field="person_id")
    if team_id is not None:
        await desk.store.read(people.team, team_id)


async def ask(desk: Desk, by: Actor, deed: Deed, **more: Any) -> Tell:  # noqa: ANN401
    """Ask the telephone for something in a person's name."""
    person_id = person_only(by)
    if desk.switchboard is None:
        raise Conflict("phone.none_here")
    return await desk.switchboard.ask(deed, person_id, **more)

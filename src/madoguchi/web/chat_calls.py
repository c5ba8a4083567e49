"""The customers' telephone: calls from the chat, and callbacks for when nobody can answer."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.operations.callbacks import Wish, ask_back
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.rules.callbacks import offered_times
from madoguchi.channels.phone.rules.relays import Relay, relays
from madoguchi.channels.webchat.visitors import introduce
from madoguchi.clocks.contracts import Calendar
from madoguchi.customers.contracts import Introduction
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from madoguchi.kernel.ids import Id
from madoguchi.kernel.transaction import View
from madoguchi.shops import queries as shops
from madoguchi.shops.rules import opening
from madoguchi.shops.rules.fields import check_locale
from madoguchi.web.guards import address_of
from madoguchi.web.inputs import Asked, Instant, check_offer
from madoguchi.web.state import Desk, GivenDesk
from madoguchi.web.visitors import Caller, caller

MOST_AGREED = 2_000


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one can call now, and if not, when one can be called back.

    `record`: a call is recorded, and kept for `keep_days`; `country` is the line's.
    """

    open: bool
    record: bool
    keep_days: int
    country: str
    times: list[datetime]
    relays: list[Relay]


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A browser's description of its audio (SDP), and the language the customer reads.

    `agreed` is what the page showed of the recording before they called, word for word.
    """

    offer: str
    locale: str | None = None
    agreed: str = ""


class Answer(msgspec.Struct, frozen=True):
    """The telephone's description of its audio (SDP); how the call stands comes by that way."""

    answer: str


class CallbackWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to call, in which country, and when; `instead_of` is the call they are on."""

    number: str
    country: str
    wanted_at: Instant | None = None
    instead_of: Id | None = None
    locale: str | None = None


class Callback(msgspec.Struct, frozen=True):
    """What was understood: the number, and when it will be called, none for as soon as may be."""

    number: str
    wanted_at: datetime | None


@get("/calls", tags=["Chat"], summary="Whether one can call")
async def show_counter(request: Asked, desk: GivenDesk) -> Counter:
    """Say whether the shop answers calls now, and at which times it calls back."""
    asking = await caller(request, desk)
    line, calendar = await desk.store.read(_line_of, asking.shop.id)
    now = desk.store.clock()
    board = desk.switchboard
    return Counter(
        open=board is not None and board.connected and opening.is_open(calendar, now),
        record=line.record,
        keep_days=line.keep_days,
        country=line.country,
        times=offered_times(now, lambda at: opening.is_open(calendar, at))
        if line.callbacks
        else [],
        relays=relays(
            desk.settings.phone_relays,
            desk.settings.phone_relay_secret,
            now,
            asking.visitor.name,
            lasting=False,
        ),
    )


@post("/calls", tags=["Chat"], summary="Call the shop", status_code=HTTP_200_OK, anew=True)
async def call(request: Asked, data: JSONBody[Offer], desk: GivenDesk) -> Answer:
    """Call from the page; it rings once the browser is heard. 409 while the shop is closed."""
    asking = await _limited(request, desk)
    check_offer(data.offer)
    if len(data.agreed) > MOST_AGREED:
        raise Invalid("customer.too_long", field="agreed", limit=MOST_AGREED)
    line, calendar = await desk.store.read(_line_of, asking.shop.id)
    if not opening.is_open(calendar, desk.store.clock()):
        raise Conflict("phone.closed_now")
    if desk.switchboard is None:
        raise Conflict("phone.none_here")
    told = await desk.switchboard.ask(
        "visit",
        0,
        offer=data.offer,
        line_id=line.id,
        visitor=_introduced(asking, data.locale),
        language=_locale(data.locale),
        agreed=data.agreed if line.record else "",
    )
    return Answer(told.answer)


@post(
    "/callbacks", tags=["Chat"], summary="Ask to be called back", status_code=HTTP_200_OK, anew=True
)
async def want_callback(request: Asked, data: JSONBody[CallbackWish], desk: GivenDesk) -> Callback:
    """Ask to be called back, at one of the times or in one's turn; asking again changes it."""
    asking = await _limited(request, desk)
    line, _ = await desk.store.read(_line_of, asking.shop.id)
    if not line.callbacks:
        raise Conflict("phone.no_callbacks")
    wish = Wish(
        number=data.number[:40],
        country=data.country[:2].upper(),
        wanted_at=data.wanted_at,
        instead_of=data.instead_of,
        locale=_locale(data.locale),
    )
    asked = await desk.store.write(ask_back, line, _introduced(asking, data.locale), wish)
    return Callback(asked.number, asked.wanted_at)


async def _limited(request: Asked, desk: Desk) -> Caller:
    """Return who asks, unless they, or others at their address, ask too often, or are blocked."""
    asking = await caller(request, desk)
    if asking.customer is not None and asking.customer.blocked_at is not None:
        raise Forbidden("customer.blocked")
    desk.limits.calls.check(asking.visitor.name)
    desk.limits.call_addresses.check(address_of(request))
    return asking


def _introduced(asking: Caller, locale: str | None) -> Introduction:
    """Return who calls as the chat knows them: by the same names, the strongest first."""
    known = None if asking.customer is None else asking.customer.locale
    return introduce(
        asking.visitor, asking.vouched, locale=known or _locale(locale), zone=None, page=None
    )


def _locale(given: str | None) -> str | None:
    return None if given is None else check_locale(given, "locale")


def _line_of(view: View, shop_id: int) -> tuple[Line, Calendar | None]:
    found = lines.in_chat(view, shop_id)
    if found is None:
        raise NotFound("phone.line_not_found")
    return found, shops.calendar_of(view, shop_id)

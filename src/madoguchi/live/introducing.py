"""Who is at a chat's socket, and what they are greeted with: what a hello says, checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from madoguchi.channels.webchat.visitors import Visitor
from madoguchi.customers.contracts import Page
from madoguchi.desk import rules as desk_rules
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.live.chat_frames import ChatShop, ChatState, Greeting, Hello, Moved, SeenPage
from madoguchi.live.house import Counter, LiveHouse
from madoguchi.people.rules.fields import check_zone
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Identity, Shop
from madoguchi.shops.rules.embedding import origin_allowed, same_origin
from madoguchi.shops.rules.fields import check_locale
from madoguchi.shops.rules.identity import verify_identity


def check_page(shop: Shop, url: str, *, origin: str | None, host: str | None) -> None:
    """Refuse a page that the shop does not allow, and a shop out of use; `url` is our own."""
    allowed = origin_allowed(shop, origin, url)
    if shop.archived_at is not None or not (allowed or same_origin(origin, url, host)):
        raise NotFound("shops.unknown_key")


def visitor_of(house: LiveHouse, shop: Shop, token: str | None) -> Visitor:
    """Return whose token it is; a forged one, or none, is that of a new visitor."""
    known = house.visitors.read(token, shop.id) if token else None
    return known or house.visitors.make(shop.id)[1]


async def vouched_for(house: LiveHouse, shop: Shop, signed: str | None) -> Identity | None:
    """Return whom the shop's own signature names. Raises `Unauthenticated` for a false one."""
    if not signed:
        return None
    secret = await house.store.read(shops.secret_of, shop.id)
    return verify_identity(secret, signed, house.store.clock())


def locale_of(hello: Hello, shop: Shop) -> str:
    """Return the language of a hello; the shop's where it names none that there is."""
    return _or_none(check_locale, hello.locale) or shop.locale


def zone_of(hello: Hello) -> str | None:
    """Return the time zone of a hello, None where it names none that there is."""
    return _or_none(check_zone, hello.zone)


def seen_page(page: SeenPage | Moved | None, now: datetime) -> Page | None:
    """Return the shop's page somebody is on; what is no page of the web is none."""
    if page is None or not page.url.startswith(("http://", "https://")):
        return None
    return Page(clean(page.url[:500]), clean_name(page.title[:200]), now)


def greeting_of(shop: Shop, token: str, state: ChatState, counter: Counter) -> Greeting:
    """Return the first frame that a customer gets."""
    conversation = state.conversation
    return Greeting(
        visitor=token,
        position=str(state.position),
        resumes=state.resumes,
        conversation=None if conversation is None else desk_rules.chat_view(conversation),
        messages=state.messages,
        more=state.more,
        shop=ChatShop(shop.name, shop.color, shop.locale, shop.zone, shop.widget, shop.hours),
        opens_at=counter.opens_at,
        estimated_wait_s=counter.estimated_wait_s,
        agents_online=counter.agents_online,
    )


def _or_none(check: Callable[[str, str], str], told: str | None) -> str | None:
    """Return what a browser told of itself, None where it makes no sense."""
    try:
        return check(told, "hello") if told else None
    except Invalid:
        return None

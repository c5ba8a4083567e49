"""Who asks on the customers' side: a visitor with our token, on a page that the shop allows."""

from __future__ import annotations

import msgspec

from madoguchi.channels.webchat.visitors import VISITOR_KEY, Visitor, VisitorTokens, introduce
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer, Introduction
from madoguchi.kernel.errors import Forbidden, NotFound, Unauthenticated
from madoguchi.kernel.transaction import View
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Identity, Shop
from madoguchi.shops.rules.embedding import origin_allowed, same_origin
from madoguchi.shops.rules.identity import verify_identity
from madoguchi.web.cross_origin import IDENTITY_HEADER
from madoguchi.web.inputs import Asked
from madoguchi.web.state import Desk


class Caller(msgspec.Struct, frozen=True):
    """A visitor, the shop they visit, and who that shop knows them as, if it does."""

    shop: Shop
    visitor: Visitor
    customer: Customer | None
    vouched: Identity | None = None
    """The shop's own word on who it is."""

    @property
    def sender(self) -> str:
        """The sender under which `desk` counts this visitor's messages and uploads."""
        return f"webchat:{self.visitor.name}"


async def caller(request: Asked, desk: Desk) -> Caller:
    """Return who asks. Raises `Unauthenticated` without a token of ours, `Forbidden` elsewhere.

    The optional header `Madoguchi-Identity` carries the shop's own word on who it is; a forged or
    expired one is refused, for what follows would be somebody else's.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    visitor = None
    if scheme.lower() == "visitor":
        visitor = VisitorTokens(desk.keyring.key(VISITOR_KEY)).open(token.strip())
    if visitor is None:
        raise Unauthenticated("web.no_visitor")
    desk.limits.visitor_reads.check(visitor.name)
    given = request.headers.get(IDENTITY_HEADER)

    def read(view: View) -> Caller:
        shop = shops.by_id(view, visitor.shop_id)
        check_page(request, shop, desk)
        vouched = None
        if given:
            vouched = verify_identity(shops.secret_of(view, shop.id), given, view.now)
        introduction = introduce(visitor, vouched, locale=None, zone=None, page=None)
        return Caller(shop, visitor, _customer(view, introduction), vouched)

    return await desk.store.read(read)


def _customer(view: View, introduction: Introduction) -> Customer | None:
    """As on the socket: the strongest name decides, the browser's own only where it is alone."""
    return customers.find_by_identity(view, introduction.shop_id, introduction.identities[0])


def check_page(request: Asked, shop: Shop, desk: Desk) -> None:
    """Refuse a page that the shop does not allow; a shop out of use is not there.

    Browsers name no origin where page and desk share one; programs never do.
    """
    if shop.archived_at is not None:
        raise NotFound("shops.unknown_key")
    origin = request.headers.get("origin")
    if origin is None and request.headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        return
    own = desk.settings.url
    if not origin_allowed(shop, origin, own) and not same_origin(
        origin, own, request.headers.get("host")
    ):
        raise Forbidden("web.foreign_page", origin=(origin or "?")[:120])

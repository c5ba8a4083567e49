"""The page by which a customer follows an order: no sign-in, a link that ends and can be ended."""

from __future__ import annotations

from litestar import MediaType, Response, get
from litestar.params import FromPath

from madoguchi.kernel.errors import Refusal, TooMany
from madoguchi.language.catalogue import CUSTOMER_LOCALES, best_locale
from madoguchi.orders.queries import links
from madoguchi.web import order_markup as markup
from madoguchi.web.guards import address_of
from madoguchi.web.inputs import Asked
from madoguchi.web.state import GivenDesk

HEADERS = {
    "Cache-Control": "no-store",
    # The link's secret stands in the address: no other page shall learn it.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@get("/o/{token:str}", include_in_schema=False)
async def show(request: Asked, token: FromPath[str], desk: GivenDesk) -> Response[str]:
    """Show where the order and its parcels are; or kindly that the link is over."""
    wished = str(request.query_params.get("lang", ""))
    asked = wished or request.headers.get("accept-language", "")
    try:
        desk.limits.links.check(address_of(request))
        followed = await desk.store.read(links.follow, token, desk.keyring)
    except Refusal as refusal:
        # Whoever was given the link may ask its shop for another.
        shop = await desk.store.read(links.shop_behind, token, desk.keyring)
        locale = best_locale(asked or (shop.locale if shop else ""), CUSTOMER_LOCALES)
        answer = _send(markup.refusal_page(refusal, locale, shop), refusal.status)
        if isinstance(refusal, TooMany):
            answer.headers["Retry-After"] = str(refusal.params["retry_after"])
        return answer
    locale = best_locale(asked or followed.locale, CUSTOMER_LOCALES)
    return _send(markup.page(followed, locale, desk.store.clock()), 200)


def _send(page: str, status: int) -> Response[str]:
    return Response(page, status_code=status, media_type=MediaType.HTML, headers=HEADERS)

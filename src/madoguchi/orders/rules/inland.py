"""Whether what is ordered stays in its shop's country; then none of it goes abroad. Pure.

Platforms say only that something was sent. To call that "on its way abroad" would mislead whoever
lives around the corner, and make them wait for customs.
"""

from __future__ import annotations

from babel.core import get_global
from msgspec.structs import replace

from madoguchi.orders.contracts import Address, Direction, OrderDraft
from madoguchi.orders.rules.tracking import recognise


def is_inland(address: Address | None, zone: str) -> bool:
    """Say whether an address lies in the country of a shop, whose time zone tells where it is."""
    country = get_global("zone_territories").get(zone, "")
    return address is not None and address.country != "" and address.country.upper() == country


def as_it_goes(draft: OrderDraft, zone: str) -> OrderDraft:
    """Return an order of which its platform says that it was sent, as inland where it is."""
    warehouse = draft.journey == "auction" if draft.via_warehouse is None else draft.via_warehouse
    if draft.state != "export" or warehouse or not is_inland(draft.address, zone):
        return draft
    return replace(draft, state="domestic_shipping")


def way_of(number: str, *, inland: bool) -> Direction:
    """Return which way a parcel goes; numbers of the Universal Postal Union are of foreign post."""
    abroad = any(fit.courier == "s10" for fit in recognise(number).couriers)
    return "domestic" if inland and not abroad else "international"

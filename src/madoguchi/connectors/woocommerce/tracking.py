"""Parcels' numbers: WooCommerce knows none, its plugins write them into an order's meta data.

`_wc_shipment_tracking_items` is of Shipment Tracking and of Advanced Shipment Tracking,
`_aftership_tracking_…` of AfterShip, `ywot_tracking_code` of YITH Order & Shipment Tracking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from madoguchi.connectors.woocommerce.payloads import Meta
from madoguchi.orders.rules.tracking import courier_named

_LISTS = {"_wc_shipment_tracking_items", "_aftership_tracking_items"}
_NUMBERS = {"_aftership_tracking_number", "ywot_tracking_code", "_ywot_tracking_code"}


class _Item(msgspec.Struct, frozen=True):
    tracking_number: str | int | None = None
    tracking_provider: str | None = None
    slug: str | None = None


def numbers(meta_data: Iterable[Meta]) -> dict[str, str]:
    """Return every tracking number that a known plugin has written, with its courier if told."""
    found: dict[str, str] = {}
    for number, courier in (each for meta in meta_data for each in _of(meta)):
        if number:
            found[number] = courier or found.get(number, "")
    return found


def _of(meta: Meta) -> Iterator[tuple[str, str]]:
    try:
        if meta.key in _LISTS:
            for item in msgspec.json.decode(meta.value, type=list[_Item]):
                courier = courier_named(item.tracking_provider or item.slug or "")
                yield str(item.tracking_number or "").strip(), courier
        elif meta.key in _NUMBERS:
            yield str(msgspec.json.decode(meta.value, type=str | int)).strip(), ""
    except msgspec.MsgspecError:
        # Another version of the plugin; the order is none the worse.
        return

"""Parcels' numbers: WooCommerce knows none, its plugins write them into an order's meta data.

`_wc_shipment_tracking_items` is of Shipment Tracking and of Advanced Shipment Tracking,
`_aftership_tracking_…` of AfterShip, `ywot_tracking_code` of YITH Order & Shipment Tracking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from madoguchi.connectors.woocommerce.payloads import Meta

_LISTS = {"_wc_shipment_tracking_items", "_aftership_tracking_items"}
_NUMBERS = {"_aftership_tracking_number", "ywot_tracking_code", "_ywot_tracking_code"}


class _Item(msgspec.Struct, frozen=True):
    tracking_number: str | int | None = None


def numbers(meta_data: Iterable[Meta]) -> list[str]:
    """Return every tracking number that a known plugin has written, each once."""
    return [*dict.fromkeys(number for each in meta_data for number in _of(each) if number)]


def _of(meta: Meta) -> Iterator[str]:
    try:
        if meta.key in _LISTS:
            for item in msgspec.json.decode(meta.value, type=list[_Item]):
                yield str(item.tracking_number or "").strip()
        elif meta.key in _NUMBERS:
            yield str(msgspec.json.decode(meta.value, type=str | int)).strip()
    except msgspec.MsgspecError:
        # Another version of the plugin; the order is none the worse.
        return

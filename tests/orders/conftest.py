"""Orders and parcels of the small named world: what sources bring, ready to be kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from madoguchi.orders.contracts import MovementDraft, OrderDraft, OrderLine, ParcelDraft, Source

PLACED = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
SHOPIFY = Source(name="shopify")
CARRIER = Source(name="17track")


def order_draft(shop_id: int, external_id: str = "1001", **more: Any) -> OrderDraft:
    """Return an order of a tea caddy, as a platform tells it."""
    given: dict[str, Any] = {
        "shop_id": shop_id,
        "platform": "shopify",
        "external_id": external_id,
        "number": f"#{external_id}",
        "version": 1,
        "placed_at": PLACED,
        "currency": "JPY",
        "total": 1980,
        "lines": [OrderLine(title="開化堂 茶筒", price=1980, sku="KKD-1")],
    }
    return OrderDraft(**{**given, **more})


def parcel_draft(shop_id: int, number: str = "RR473124829JP", **more: Any) -> ParcelDraft:
    """Return a parcel that goes abroad with the post."""
    return ParcelDraft(**{"shop_id": shop_id, "number": number, **more})


def movement(
    at: datetime, status: str = "InTransit", detail: str = "", **more: Any
) -> MovementDraft:
    """Return something that a carrier says."""
    return MovementDraft(at=at, status=status, detail=detail, **more)  # type: ignore[arg-type]

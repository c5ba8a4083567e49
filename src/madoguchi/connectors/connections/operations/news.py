"""Keeping what an adapter has read: orders, money, parcels, movements, each once."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.connectors.connections.contracts import (
    Context,
    CustomerNews,
    ErasureNews,
    News,
    OrderNews,
    ParcelNews,
    RefundNews,
    TrackingNews,
)
from madoguchi.connectors.connections.operations import accounts, waiting
from madoguchi.connectors.refunds.operations import note_told
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import RefundDraft, Source
from madoguchi.orders.operations.keeping import keep_order, keep_orders
from madoguchi.orders.operations.money import keep_payment, keep_refund
from madoguchi.orders.operations.parcels import keep_parcel, keep_tracking, track
from madoguchi.orders.rules.inland import as_it_goes, is_inland, way_of
from madoguchi.orders.tables import order_table
from madoguchi.shops import queries as shops

_O = order_table.c


def keep_news(tx: Tx, news: Sequence[News], context: Context, kind: str) -> bool:
    """Keep what was read; returns whether any of it concerns an order or parcel of ours.

    Raises `Invalid` with a sentence for what cannot be kept, and `OrderNotHere` for a refund that
    has overtaken its order. What waited for an order or a parcel is woken when it is made.
    """
    source = Source(name=kind)
    concerned = False
    for each in news:
        match each:
            case OrderNews():
                _keep_order(tx, each, context, source)
                concerned = True
            case ParcelNews():
                named = _numbered(tx, context, each.numbers)
                if named or not each.numbers:
                    _keep_parcel(tx, each, context, source, named)
                    concerned = True
            case RefundNews():
                ids = _order_ids(tx, context, kind, [each.order])
                if not ids:
                    raise waiting.OrderNotHere(each.order)
                _keep_refunds(tx, ids[0], each.refunds, source)
                concerned = True
            case TrackingNews():
                moved = track(
                    tx,
                    each.number,
                    each.movements,
                    source=source,
                    carrier=each.carrier,
                    shop_id=context.shop_id,
                )
                concerned = concerned or bool(moved)
            case CustomerNews():
                accounts.keep_customer(tx, each, context, kind)
                concerned = True
            case ErasureNews():
                concerned = accounts.concerns(tx, each, context, kind) or concerned
    return concerned


def keep_page(tx: Tx, news: Sequence[News], context: Context, kind: str) -> None:
    """Keep a page of the past: its orders with few statements, then the rest as `keep_news` does.

    All or none; raises what `keep_news` does.
    """
    source = Source(name=kind)
    whole = [each for each in news if isinstance(each, OrderNews)]
    zone = shops.by_id(tx, context.shop_id).zone
    drafts = [as_it_goes(replace(each.order, shop_id=context.shop_id), zone) for each in whole]
    kept = keep_orders(tx, drafts, source=source)
    for news_of, each in zip(whole, kept, strict=True):
        _keep_what_belongs(tx, each.order.id, news_of, context, source)
    made = {each.order.external_id for each in kept if each.did == "made"}
    waiting.order_came(tx, context.connection_id, made)
    keep_news(tx, [each for each in news if not isinstance(each, OrderNews)], context, kind)


def _keep_order(tx: Tx, news: OrderNews, context: Context, source: Source) -> None:
    draft = replace(news.order, shop_id=context.shop_id)
    if draft.state == "export":
        draft = as_it_goes(draft, shops.by_id(tx, context.shop_id).zone)
    kept = keep_order(tx, draft, source=source)
    _keep_what_belongs(tx, kept.order.id, news, context, source)
    if kept.did == "made":
        waiting.order_came(tx, context.connection_id, [kept.order.external_id])


def _keep_what_belongs(
    tx: Tx, order_id: int, news: OrderNews, context: Context, source: Source
) -> None:
    for payment in news.payments:
        keep_payment(tx, order_id, payment, source=source)
    _keep_refunds(tx, order_id, news.refunds, source)
    for parcel in news.parcels:
        _keep_parcel(tx, parcel, context, source, [order_id])


def _keep_refunds(tx: Tx, order_id: int, refunds: Sequence[RefundDraft], source: Source) -> None:
    for refund in refunds:
        keep_refund(tx, order_id, refund, source=source)
    if refunds:
        note_told(tx, order_id)


def _keep_parcel(
    tx: Tx, news: ParcelNews, context: Context, source: Source, known: Sequence[int]
) -> None:
    ids = [*known, *_order_ids(tx, context, source.name, news.orders)]
    draft = replace(news.parcel, shop_id=context.shop_id, order_ids=sorted({*ids}))
    if draft.direction == "international" and _all_inland(tx, context, ids):
        draft = replace(draft, direction=way_of(draft.number, inland=True))
    kept = keep_parcel(tx, draft, source=source)
    if kept.did == "made":
        waiting.parcel_came(tx, context.shop_id, kept.parcel.number)
    if news.movements:
        keep_tracking(tx, kept.parcel.id, news.movements, source=source)


def _all_inland(tx: Tx, context: Context, order_ids: Sequence[int]) -> bool:
    if not order_ids:
        return False
    zone = shops.by_id(tx, context.shop_id).zone
    rows = tx.execute(sa.select(_O.address).where(_O.id.in_(sorted({*order_ids}))))
    return all(is_inland(address, zone) for address in rows.scalars())


def _numbered(tx: Tx, context: Context, numbers: Sequence[str]) -> list[int]:
    """Return the shop's orders that bear these numbers; where two bear one, neither."""
    ids: list[int] = []
    for number in numbers:
        bearing = sa.select(_O.id).where(_O.shop_id == context.shop_id, _O.number == number)
        found = [*tx.execute(bearing.limit(2)).scalars()]
        if len(found) == 1:
            ids += found
    return ids


def _order_ids(tx: Tx, context: Context, platform: str, names: Sequence[str]) -> list[int]:
    if not names:
        return []
    found = sa.select(_O.id).where(
        _O.shop_id == context.shop_id, _O.platform == platform, _O.external_id.in_(names)
    )
    return [*tx.execute(found).scalars()]

"""Keeping orders as their platforms tell them: once each, newest version last, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers import queries as customers
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import Kept, Order, OrderBatch, OrderDraft, Source
from madoguchi.orders.operations import storing
from madoguchi.orders.queries.owners import owners
from madoguchi.orders.rows import to_order
from madoguchi.orders.rules import drafts as rules
from madoguchi.orders.tables import order_table

_O = order_table.c
_Key = tuple[int, str, str]


def keep_order(tx: Tx, draft: OrderDraft, *, source: Source) -> Kept:
    """Make an order or bring it up to date; raises `Invalid` with a sentence, and nothing is kept.

    Telling the same again changes nothing, and what is older than what we know is ignored.
    """
    kept = _keep(tx, [rules.check(draft)], source)[0]
    if kept.did in {"made", "changed"}:
        kind = "order_made" if kept.did == "made" else "order_changed"
        tx.record(NewEvent(kind, source.by.doer, [kept.change], shop_id=kept.order.shop_id))
    return kept


def keep_orders(tx: Tx, drafts: Sequence[OrderDraft], *, source: Source) -> list[Kept]:
    """Keep many orders with few statements, as an import does; the answers stand as the drafts do.

    All or none: whoever wants to go on past a bad one tries each with `rules.drafts.check` first.
    A page of a few hundred holds the writer for some tens of milliseconds. Its event names the
    orders without holding them: an import must not send every open desk all it brings.
    """
    kept = _keep(tx, [rules.check(draft) for draft in drafts], source)
    by_shop: dict[int, list[Kept]] = {}
    for each in kept:
        if each.did in {"made", "changed"}:
            by_shop.setdefault(each.order.shop_id, []).append(each)
    for shop_id, changed in by_shop.items():
        batch = batch_of([(each.before, each.order) for each in changed])
        tx.record(NewEvent("orders_imported", source.by.doer, [batch], shop_id=shop_id))
    return kept


def batch_of(changed: Sequence[tuple[Order | None, Order]]) -> Change:
    """Say which orders of one shop changed together, each as it was and as it is, by ids alone."""
    after = {order.id: order for _, order in changed}
    owners = {each.customer_id for pair in changed for each in pair if each is not None}
    batch = OrderBatch(
        id=min(after),
        shop_id=changed[0][1].shop_id,
        order_ids=sorted(after),
        customer_ids=sorted(owner for owner in owners if owner is not None),
    )
    return Change("order_batch", batch.id, batch.version, batch)


def _keep(tx: Tx, drafts: Sequence[OrderDraft], source: Source) -> list[Kept]:
    held = _locked(tx, drafts)
    drafts = _discreetly(tx, drafts, held)
    fresh: dict[_Key, Order] = {}
    for draft in drafts:
        if (key := _key(draft)) not in held and key not in fresh:
            fresh[key] = rules.new_order(draft, tx.now, simulated=source.simulated)
    made = storing.insert(tx, _owned(tx, list(fresh.values())))
    late = [draft for draft in drafts if _key(draft) in fresh and _key(draft) not in made]
    if late:
        # Another process was first between the look and the insert.
        held |= _locked(tx, late)
    now = held | made
    kept: list[Kept] = []
    begun: set[_Key] = set()
    for draft in drafts:
        key = _key(draft)
        order = now[key]
        if key in made and key not in begun:
            begun.add(key)
            # The first of a batch's drafts of one order is what it was made from.
            kept.append(Kept(order, "made"))
            continue
        if 0 < draft.version < order.source_version:
            kept.append(Kept(order, "older", order))
            continue
        after = rules.changed(order, draft, tx.now)
        now[key] = after
        kept.append(Kept(after, "same" if after is order else "changed", order))
    changed = [order for key, order in now.items() if order is not (held | made)[key]]
    if not changed:
        return kept
    owned = {order.id: order for order in _owned(tx, changed)}
    storing.save(tx, [((held | made)[_key_of(order)], order) for order in owned.values()])
    return [
        replace(each, order=owned[each.order.id])
        if each.did in {"made", "changed"} and each.order.id in owned
        else each
        for each in kept
    ]


def _discreetly(
    tx: Tx, drafts: Sequence[OrderDraft], held: dict[_Key, Order]
) -> Sequence[OrderDraft]:
    """Leave out what platforms go on telling of buyers who were erased."""
    buyers = {each.customer_id for each in held.values() if each.customer_id is not None}
    gone = customers.erased(tx, buyers)
    if not gone:
        return drafts
    return [
        rules.without_buyer(draft, order)
        if (order := held.get(_key(draft))) is not None and order.customer_id in gone
        else draft
        for draft in drafts
    ]


def _owned(tx: Tx, orders: list[Order]) -> list[Order]:
    """Give orders that are nobody's yet to whom their buyers' names are."""
    unmatched = [order for order in orders if order.customer_id is None and not order.given_by_hand]
    found = dict(zip((id(order) for order in unmatched), owners(tx, unmatched), strict=True))
    return [
        replace(order, customer_id=owner) if (owner := found.get(id(order))) else order
        for order in orders
    ]


def _locked(tx: Tx, drafts: Sequence[OrderDraft]) -> dict[_Key, Order]:
    by_platform: dict[tuple[int, str], set[str]] = {}
    for draft in drafts:
        by_platform.setdefault((draft.shop_id, draft.platform), set()).add(draft.external_id)
    held: dict[_Key, Order] = {}
    for (shop_id, platform), names in sorted(by_platform.items()):
        rows = tx.execute(
            sa.select(order_table)
            .where(
                _O.shop_id == shop_id,
                _O.platform == platform,
                _O.external_id.in_(sorted(names)),
            )
            .order_by(_O.id)
            .with_for_update()
        )
        held |= {_key_of(order): order for order in map(to_order, rows)}
    return held


def _key(draft: OrderDraft) -> _Key:
    return draft.shop_id, draft.platform, draft.external_id


def _key_of(order: Order) -> _Key:
    return order.shop_id, order.platform, order.external_id

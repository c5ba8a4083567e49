"""Asking the platform: what is begun before each attempt, and noted of its answer."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Context, GivenBack, GivingBack, Trouble
from madoguchi.connectors.connections.operations.connections import opened
from madoguchi.connectors.connections.queries.connections import to_connection
from madoguchi.connectors.connections.tables import connection_table
from madoguchi.connectors.refunds import rules
from madoguchi.connectors.refunds.contracts import Attempt, RefundRequest
from madoguchi.connectors.refunds.operations import noting
from madoguchi.connectors.refunds.operations.asking import note_told
from madoguchi.connectors.refunds.queries import requests_of
from madoguchi.connectors.refunds.tables import refund_request_table
from madoguchi.kernel import deliveries
from madoguchi.kernel.deliveries import Outcome
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.transaction import Tx
from madoguchi.orders import operations as orders
from madoguchi.orders.contracts import Order, Source

_R = refund_request_table.c


def take(tx: Tx, delivery: Delivery, keyring: Keyring) -> Attempt | None:
    """Return what is to be asked now, noted as begun; None where there is nothing to do any more.

    What the order's other refunds no longer leave room for is refused here, before any money moves.
    """
    found = _of(tx, delivery)
    if found is None or not found[1].is_open:
        deliveries.settle(tx, delivery, _done("nothing to do any more"))
        return None
    order, request = found
    row = tx.execute(
        sa.select(connection_table).where(connection_table.c.id == request.connection_id)
    ).first()
    if row is None or not row.active:
        _hindered(tx, delivery, request, "refund.not_connected", platform=order.platform)
        return None
    try:
        known = opened(row, keyring)
    except DamagedKey:
        _hindered(tx, delivery, request, "connection.secrets_sealed")
        return None
    if request.state == "asked" and request.attempts > len(rules.PAUSES):
        # Each attempt died with its process: the outbox alone would go on for ever.
        trouble = Trouble("refund.unknown", {"what": ""})
        _fail(tx, delivery, request, trouble, uncertain=request.uncertain)
        return None
    others = [each for each in requests_of(tx, order.id) if each.id != request.id]
    if request.state == "asked" and request.amount > rules.refundable(order, others):
        _fail(tx, delivery, request, Trouble("refund.too_much"))
        return None
    begun = noting.change(
        tx, "refund_tried", request, SYSTEM, trying_until=tx.now + deliveries.HOLD,
        attempts=request.attempts + 1, uncertain=True,
    )  # fmt: skip
    connection = to_connection(row)
    return Attempt(
        request=begun,
        kind=connection.kind,
        context=Context(
            connection_id=connection.id,
            shop_id=connection.shop_id,
            settings=connection.settings,
        ),
        secrets=known,
        wanted=GivingBack(
            order=order.external_id,
            amount=request.amount,
            currency=request.currency,
            reason=request.reason,
            mark=request.mark,
        ),
        was_uncertain=request.uncertain,
    )


def answer(tx: Tx, delivery: Delivery, attempt: Attempt, given: GivenBack | None) -> None:
    """Note what the platform has said: what arrived is money back, the rest is looked for again."""
    found = _of(tx, delivery)
    if found is None:
        deliveries.settle(tx, delivery, _done("nothing to do any more"))
        return
    order, request = found
    for refund in given.refunds if given is not None else ():
        orders.keep_refund(tx, order.id, refund, source=Source(name=order.platform))
    if not request.is_open:
        # The platform's own notice was quicker, or somebody was who took it back.
        deliveries.settle(tx, delivery, _done("told already"))
        note_told(tx, order.id)
    elif given is None:
        _fail(tx, delivery, request, Trouble("refund.gone"))
    elif given.state == "failed":
        _fail(tx, delivery, request, Trouble("refund.refused", {"what": given.what[:300]}))
    elif given.state == "refunded":
        deliveries.settle(tx, delivery, _done("refunded"))
        noting.end(tx, request)
    else:
        _watch(tx, delivery, request)


def refuse(tx: Tx, delivery: Delivery, attempt: Attempt, what: str) -> None:
    """Note that the platform will not do it, in its own words.

    That it will not tell of what it had confirmed, or of what an earlier attempt may have done, is
    no word about the money.
    """
    found = _of(tx, delivery)
    if found is None or not found[1].is_open:
        deliveries.settle(tx, delivery, _done("told already"))
    elif found[1].state == "accepted":
        _look_later(tx, delivery, found[1])
    else:
        unsure = attempt.was_uncertain
        trouble = Trouble("refund.unknown" if unsure else "refund.refused", {"what": what[:300]})
        _fail(tx, delivery, found[1], trouble, uncertain=unsure)


def wait(tx: Tx, delivery: Delivery, attempt: Attempt, seconds: float) -> None:
    """Leave the platform alone for so long, as it has asked; that is no attempt."""
    until = tx.now + timedelta(seconds=seconds)
    deliveries.give_back(tx, delivery, until)
    request = noting.locked(tx, attempt.request.id)
    if request is not None and request.is_open:
        noting.change(
            tx, "refund_waits", request, SYSTEM, attempts=attempt.request.attempts - 1,
            trying_until=None, uncertain=attempt.was_uncertain,
        )  # fmt: skip


def miss(tx: Tx, delivery: Delivery, attempt: Attempt, what: str, *, reached: bool) -> None:
    """Note an attempt without an answer: tried again later, and given up in the end.

    Where the platform was not even `reached`, nothing can have happened there.
    """
    found = _of(tx, delivery)
    if found is None or not found[1].is_open:
        deliveries.settle(tx, delivery, _done("told already"))
        return
    _, request = found
    uncertain = reached or attempt.was_uncertain
    key = "refund.unknown" if uncertain else "refund.unreached"
    trouble = Trouble(key, {"what": what[:300]})
    if request.state == "accepted":
        _look_later(tx, delivery, request)
        return
    pause = rules.pause(request.attempts)
    if pause is None:
        _fail(tx, delivery, request, trouble, uncertain=uncertain)
        return
    deliveries.give_back(tx, delivery, tx.now + pause)
    noting.change(
        tx, "refund_waits", request, SYSTEM, trouble=trouble, trying_until=None,
        uncertain=uncertain,
    )  # fmt: skip


def _of(tx: Tx, delivery: Delivery) -> tuple[Order, RefundRequest] | None:
    """Return the order and the request of a delivery, locked; None where there is none."""
    order_id = tx.execute(
        sa.select(_R.order_id).where(_R.id == int(delivery.payload))
    ).scalar_one_or_none()
    if order_id is None:
        return None
    order = orders.hold(tx, order_id)
    request = noting.locked(tx, int(delivery.payload))
    return None if request is None else (order, request)


def _hindered(tx: Tx, delivery: Delivery, request: RefundRequest, key: str, **params: str) -> None:
    """Give a request up that cannot be asked for; what is on its way is none the worse for it."""
    if request.state == "accepted":
        _look_later(tx, delivery, request)
    else:
        _fail(tx, delivery, request, Trouble(key, {**params}), uncertain=request.uncertain)


def _look_later(tx: Tx, delivery: Delivery, request: RefundRequest) -> None:
    """Look again at what is on its way, less and less often; after two months no more."""
    since = request.accepted_at or tx.now
    if tx.now - since > rules.WATCHED:
        deliveries.settle(tx, delivery, _done("not watched any more"))
    else:
        deliveries.give_back(tx, delivery, tx.now + rules.next_look(request.attempts))
    noting.change(
        tx, "refund_watched", request, SYSTEM, trying_until=None, uncertain=False, trouble=None
    )


def _watch(tx: Tx, delivery: Delivery, request: RefundRequest) -> None:
    """Note that the platform has confirmed it, and look after what is on its way."""
    if request.state == "asked":
        request = noting.change(
            tx, "refund_accepted", request, SYSTEM, state="accepted", accepted_at=tx.now,
            attempts=1,
        )  # fmt: skip
    _look_later(tx, delivery, request)


def _fail(
    tx: Tx, delivery: Delivery, request: RefundRequest, trouble: Trouble, *, uncertain: bool = False
) -> None:
    deliveries.settle(tx, delivery, Outcome(False, None, trouble.key, 0, final=True))
    noting.change(
        tx, "refund_failed", request, SYSTEM, state="failed", trouble=trouble, ended_at=tx.now,
        trying_until=None, uncertain=uncertain,
    )  # fmt: skip


def _done(what: str) -> Outcome:
    return Outcome(True, None, what, 0)

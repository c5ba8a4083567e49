"""A refund as Shopify's Admin API wants it, and what has become of one. Pure.

Money goes back by the transactions that brought it in: sales and captures, each as far as it holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from madoguchi.connectors.connections.adapter import Refused
from madoguchi.connectors.connections.contracts import GivenBack, GivingBack
from madoguchi.connectors.connections.rules.reading import decimal, minor
from madoguchi.connectors.shopify import payloads, reading

_IN = {"sale", "capture"}


class _Said(msgspec.Struct, frozen=True):
    errors: msgspec.Raw = msgspec.Raw(b'""')


def refund(moved: Sequence[payloads.Transaction], wanted: GivingBack) -> dict[str, object]:
    """Return the body of a refund. Raises `Refused` where the transactions do not hold so much."""
    parts: list[dict[str, object]] = []
    left = wanted.amount
    for each in moved:
        if each.kind not in _IN or each.status != "success":
            continue
        currency = each.currency or wanted.currency
        if currency != wanted.currency:
            # The customer paid in another currency: how much of that this amount is, Shopify says.
            raise Refused(f"the customer paid in {currency}: please refund this in Shopify")
        gone = sum(
            minor(back.amount, currency)
            for back in moved
            if back.kind == "refund"
            and str(back.parent_id) == str(each.id)
            and back.status in {"success", "pending"}
        )
        part = min(left, minor(each.amount, currency) - gone)
        if part <= 0:
            continue
        left -= part
        parts.append(
            {
                "kind": "refund",
                "parent_id": each.id,
                "gateway": each.gateway,
                "amount": decimal(part, currency),
            }
        )
    if left > 0:
        raise Refused("the order’s payments do not hold so much any more")
    return {
        "currency": wanted.currency,
        "note": wanted.note,
        "notify": False,
        "transactions": parts,
    }


def given_back(read: payloads.Refund, wanted: GivingBack) -> GivenBack:
    """Say what has become of a refund that bears our mark."""
    arrived = reading.refunds([read], wanted.currency)
    if sum(each.amount for each in arrived) >= wanted.amount:
        return GivenBack(state="refunded", refunds=arrived)
    failed = [each for each in read.transactions if each.status in {"failure", "error"}]
    if failed:
        what = next((each.message for each in failed if each.message), "the gateway failed")
        return GivenBack(state="failed", refunds=arrived, what=what)
    return GivenBack(state="accepted", refunds=arrived)


def refusal_text(body: bytes) -> str:
    """Return Shopify's own sentence from an answer that refuses, as far as it has one."""
    try:
        errors = bytes(msgspec.json.decode(body, type=_Said).errors)
        told = msgspec.json.decode(errors)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "no reason given"
    return _flat(told)[:300] or "no reason given"


def _flat(told: object) -> str:
    match told:
        case str():
            return told
        case list():
            return "; ".join(filter(None, map(_flat, told)))
        case dict():
            return "; ".join(f"{name}: {_flat(each)}" for name, each in told.items())
    return ""

"""Which currencies there are."""

from __future__ import annotations

from functools import cache

from babel.core import get_global
from babel.numbers import get_currency_precision

from madoguchi.kernel.errors import Invalid

LARGEST_AMOUNT = 10**15
"""Minor units. Every browser counts exactly so far, and no order costs more."""


@cache
def currencies() -> frozenset[str]:
    """Return the codes of all money that is legal tender somewhere today (Unicode CLDR)."""
    by_territory = get_global("territory_currencies")
    return frozenset(
        code
        for rows in by_territory.values()
        for code, _, until, tender in rows
        if tender and until is None
    )


def check_currency(code: str) -> str:
    """Return an ISO 4217 code in capitals; refuses what is no money of today."""
    wanted = code.strip().upper()
    if wanted not in currencies():
        raise Invalid("order.unknown_currency", field="currency", currency=code.strip()[:20])
    return wanted


def check_amount(amount: int, field: str) -> int:
    """Return an amount in minor units; refuses what is below nothing or beyond counting."""
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise Invalid("order.bad_amount", field=field)
    return amount


def minor_digits(currency: str) -> int:
    """Return how many digits stand behind the point: 0 for JPY and KRW, 2 for USD."""
    return get_currency_precision(currency)

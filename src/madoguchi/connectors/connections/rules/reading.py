"""Reading what platforms write in their own ways: money as decimals, times with a zone or not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.kernel.time import to_microseconds
from madoguchi.orders.rules.money import check_currency, minor_digits

_FAMILY_FIRST = {"JP", "CN", "TW", "HK", "KR"}
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")


def minor(amount: str | float | Decimal | None, currency: str) -> int:
    """Return an amount as whole minor units: "19.80" USD is 1980, "1980" JPY is 1980.

    None is nothing. Raises `Unreadable` for what is no amount, or has more digits than its
    currency has; `Invalid` for a currency that is none.
    """
    digits = minor_digits(check_currency(currency))
    try:
        exact = Decimal(str(amount if amount not in (None, "") else 0)).scaleb(digits)
    except ArithmeticError:
        raise Unreadable(f"no amount: {str(amount)[:40]}") from None
    if not exact.is_finite() or abs(exact) >= Decimal(10) ** 18:
        raise Unreadable(f"no amount: {str(amount)[:40]}")
    if exact != exact.to_integral_value():
        raise Unreadable(f"{str(amount)[:40]} {currency} has more digits than {currency} has")
    return int(exact)


def decimal(amount: int, currency: str) -> str:
    """Return minor units as platforms write them: 1980 USD is "19.80", 1980 JPY is "1980"."""
    digits = minor_digits(check_currency(currency))
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"


def moment(text: str, zone: tzinfo | None = None) -> datetime:
    """Return an ISO 8601 instant in UTC; one that names no zone is of `zone`.

    Raises `Unreadable` for what is none, or names no zone where none is known.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"no time: {text[:40]}") from None
    if read.tzinfo is None:
        if zone is None:
            raise Unreadable(f"a time without zone: {text[:40]}")
        read = read.replace(tzinfo=zone)
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise Unreadable(f"no time: {text[:40]}") from None


def full_name(given: str | None, family: str | None, country: str | None = None) -> str:
    """Return a whole name, as it is written: in East Asia the family comes first."""
    names = (given, family)
    if country in _FAMILY_FIRST or _EAST_ASIAN.search("".join(filter(None, names))):
        names = names[::-1]
    return " ".join(filter(None, names))


def edition(at: datetime) -> int:
    """Return the version that an order has by the time of its last change."""
    return to_microseconds(at)

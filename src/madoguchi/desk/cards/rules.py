"""What a card says, and when it may be sent. Pure.

A card is text with the order's page as its last line: screens draw that as a card, mail and other
channels carry it as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.numbers import format_currency

from madoguchi.desk.cards.contracts import CardKind, CardRules
from madoguchi.kernel.errors import Conflict
from madoguchi.language.catalogue import text
from madoguchi.orders.contracts import Address, Order, Parcel
from madoguchi.orders.rules.carriers import carrier_name
from madoguchi.orders.rules.journeys import ENDED_BADLY, OWING
from madoguchi.orders.rules.money import minor_digits
from madoguchi.orders.rules.wording import state_words

ASKING: frozenset[CardKind] = frozenset({"address", "payment"})
"""Cards that ask the customer for something: capped, and never at night."""

_BABEL = {"zh-CN": "zh_Hans_CN", "zh-TW": "zh_Hant_TW"}


def check_asking(
    kind: CardKind, order: Order, sent: int, rules: CardRules, now: datetime, zone: ZoneInfo
) -> None:
    """Refuse a card that asks for what is done, too often, or at night; the refusal says which."""
    if kind == "payment" and order.paid >= order.total:
        raise Conflict("card.paid_already")
    if kind == "payment" and order.state not in OWING:
        raise Conflict("card.nothing_due")
    if kind == "address" and order.address is None:
        raise Conflict("card.no_address")
    if order.state in ENDED_BADLY:
        raise Conflict("card.order_over")
    if sent >= rules.most:
        raise Conflict("card.too_many", most=rules.most)
    until = quiet_until(rules, now, zone)
    if until is not None:
        raise Conflict("card.quiet_hours", until=f"{until:%H:%M}", zone=zone.key)


def quiet_until(rules: CardRules, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the recipient's quiet hours end, in their zone; None while there are none."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    begin, end = rules.quiet_from, rules.quiet_until
    quiet = begin <= minute < end if begin <= end else minute >= begin or minute < end
    if not quiet:
        return None
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = midnight.replace(hour=end // 60, minute=end % 60)
    return ends if ends > local else ends + timedelta(days=1)


def say(
    kind: CardKind, order: Order, parcels: Sequence[Parcel], url: str, locale: str
) -> tuple[str, list[str]]:
    """Return a card's text and the answers it offers, in a customer's language."""
    if kind == "address":
        assert order.address is not None  # it was checked
        asked = text("card.address", locale, number=order.number)
        choices = [text("card.address_right", locale), text("card.address_wrong", locale)]
        return "\n".join((asked, *_address(order.address))), choices
    words = state_words(order.state, locale, via_warehouse=order.via_warehouse)
    number = text("card.number", locale, number=order.number)
    what = _what(order, locale)
    if kind == "payment":
        asked = text("card.payment", locale, amount=money(order, order.total - order.paid, locale))
        return "\n".join((asked, what, number, words.asks or words.means, url)), []
    if kind == "parcel" and parcels:
        lines = [_parcel(parcel, locale) for parcel in parcels]
        return "\n".join((what, *lines, words.means, url)), []
    lines = [f"{number} · {money(order, order.total, locale)}", f"{words.name}: {words.means}"]
    return "\n".join((what, *lines, url)), []


def money(order: Order, amount: int, locale: str) -> str:
    """Return an amount of an order as people write it."""
    whole = amount / 10 ** minor_digits(order.currency)
    return str(format_currency(whole, order.currency, locale=_BABEL.get(locale, locale)))


def _what(order: Order, locale: str) -> str:
    if not order.lines:
        return order.number
    more = len(order.lines) - 1
    title = order.lines[0].title or order.number
    return text("card.and_more", locale, title=title, count=more) if more else title


def _parcel(parcel: Parcel, locale: str) -> str:
    status = text(f"tracking.{parcel.detail or parcel.status}", locale)
    carrier = carrier_name(parcel.carrier, locale)
    return f"{carrier} {parcel.number} · {' · '.join(filter(None, (status, parcel.place)))}"


def _address(address: Address) -> list[str]:
    lines = [address.name, *address.lines, address.city, address.region]
    place = " ".join(filter(None, (address.postcode, address.country)))
    return [line for line in (*lines, place, address.phone) if line]

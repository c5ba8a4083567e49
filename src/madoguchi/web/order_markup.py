"""The words and HTML of a customer's order page, in their language and zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_timedelta, get_timezone_name
from babel.numbers import format_currency

from madoguchi.desk.promises.rules import known_zone
from madoguchi.kernel.errors import Refusal
from madoguchi.language.catalogue import CUSTOMER_LOCALES, text
from madoguchi.orders.contracts import Movement, Parcel, Storage
from madoguchi.orders.queries.links import Followed
from madoguchi.orders.rules.carriers import carrier_name
from madoguchi.orders.rules.journeys import station
from madoguchi.orders.rules.line import Stop, line
from madoguchi.orders.rules.money import minor_digits
from madoguchi.orders.rules.storage import standing
from madoguchi.orders.rules.wording import state_words
from madoguchi.shops.contracts import Shop

_NAMES = {
    "zh-CN": "简体中文", "zh-TW": "繁體中文", "ja": "日本語", "ko": "한국어",
    "fr": "Français", "es": "Español", "en": "English",
}  # fmt: skip
_SKELETON = "MMMd"
_MOVEMENTS = 20


def page(followed: Followed, locale: str, now: datetime) -> str:
    """Return the page of an order: what it means, its stations, its parcels, and whom to ask."""
    order, shop = followed.order, followed.shop
    words = state_words(order.state, locale, via_warehouse=order.via_warehouse)
    zone = known_zone(followed.zone)

    def day(at: datetime | None) -> str:
        return "" if at is None else _time(at, "d", locale, zone)

    asks = f'<p class="asks">{escape(words.asks)}</p>' if words.asks else ""
    ends = ""
    if order.state in {"bid", "outbid"} and order.ends_at is not None and order.ends_at > now:
        at = _time(order.ends_at, "t", locale, zone)
        ends = f'<p class="ends">{_say("ends", locale, time=at)}</p>'
    following = f'<p class="quiet">{escape(words.next)}</p>' if words.next else ""
    things = "".join(
        f"<li><bdi>{escape(each.title)}</bdi> <span>× {each.quantity}</span></li>"
        for each in order.lines
    )
    stops = "".join(
        _stop(stop, words.name, locale, day(stop.at)) for stop in line(order, followed.parcels)
    )
    # What a parcel may still lie there for concerns nobody once it has left.
    in_warehouse = station(order.state, via_warehouse=order.via_warehouse) == "warehouse"
    parcels = "".join(
        _parcel(
            parcel,
            [each for each in followed.movements if each.parcel_id == parcel.id][:_MOVEMENTS],
            _storage(parcel.storage, now, locale, zone)
            if parcel.storage is not None and in_warehouse
            else "",
            locale,
            zone,
            to_warehouse=order.via_warehouse and parcel.direction == "domestic",
        )
        for parcel in followed.parcels
    )
    total = _money(order.total, order.currency, locale)
    title = text("order_page.title", locale, number=order.number, shop=shop.name)
    body = (
        f'<p class="shop"><bdi>{escape(shop.name)}</bdi></p>'
        f"<h1>{escape(words.name)}</h1><p>{escape(words.means)}</p>{ends}{asks}{following}"
        f'<ol class="stops">{stops}</ol>'
        f"<section><h2>{_say('order', locale)}</h2><ul class='things'>{things}</ul>"
        f'<p class="quiet">{_say("number", locale)} <b>{escape(order.number)}</b> · '
        f"{escape(total)}</p></section>"
        f"{parcels}"
        f"{_talk(locale)}"
        f'<p class="quiet">{_say("as_of", locale, **_now(now, locale, zone))}</p>'
    )
    return _whole(title, body, locale, _widget(shop, locale))


def refusal_page(refusal: Refusal, locale: str, shop: Shop | None) -> str:
    """Return the page of a link that opens nothing (any more), saying why, and whom to ask.

    `shop` is None where the link is nobody's.
    """
    why = escape(text(refusal.key, locale, **refusal.params))
    heading = text("order_page.over", locale)
    body = f"<h1>{escape(heading)}</h1><p>{why}</p>"
    if shop is None:
        return _whole(heading, body, locale, "")
    named = f'<p class="shop"><bdi>{escape(shop.name)}</bdi></p>'
    return _whole(heading, f"{named}{body}{_talk(locale)}", locale, _widget(shop, locale))


def _talk(locale: str) -> str:
    return f'<button type="button" id="talk">{_say("talk", locale)}</button>'


def _widget(shop: Shop, locale: str) -> str:
    return (
        f'<script src="/widget.js" data-shop="{escape(shop.public_key)}"'
        f' data-locale="{locale}" async></script><script src="/static/order.js" defer></script>'
    )


def _stop(stop: Stop, state: str, locale: str, day: str) -> str:
    name = state if stop.station is None else text(f"station.{stop.station}", locale)
    current = ' aria-current="step"' if stop.standing == "now" else ""
    done = text(f"order_page.{stop.standing}", locale)
    return (
        f'<li class="is-{stop.standing}"{current}><i aria-hidden="true"></i>'
        f'<span>{escape(name)}<small class="unseen"> {escape(done)}</small></span>'
        f"<time>{escape(day)}</time></li>"
    )


def _storage(storage: Storage, now: datetime, locale: str, zone: ZoneInfo) -> str:
    """Say how long a parcel may lie where it is, and what that costs."""
    stands = standing(storage, now)
    fee = _money(storage.fee, storage.currency, locale) if storage.fee else ""
    said = []
    if storage.free_until is not None:
        day = _time(storage.free_until, "d", locale, zone)
        if stands.free_days:
            left = _days(stands.free_days, locale)
            said.append(_say("storage_free", locale, day=day, left=left))
            said += [_say("storage_then", locale, fee=fee)] if fee else []
        elif fee:
            owed = _money(stands.owed, storage.currency, locale)
            said.append(_say("storage_charged", locale, day=day, fee=fee, owed=owed))
    if storage.ends_at is not None:
        day = _time(storage.ends_at, "d", locale, zone)
        left = _days(stands.days_left or 0, locale)
        key = "storage_ends" if stands.days_left else "storage_over"
        said.append(_say(key, locale, day=day, left=left))
    return f'<p class="storage">{" ".join(said)}</p>' if said else ""


def _parcel(
    parcel: Parcel,
    movements: list[Movement],
    storage: str,
    locale: str,
    zone: ZoneInfo,
    *,
    to_warehouse: bool,
) -> str:
    def status(each: Movement) -> str:
        # The carrier has delivered it, but not to whom reads this.
        if to_warehouse and each.status == "Delivered":
            return escape(text("journey.intake.name", locale))
        return _status(each.status, each.detail, locale)

    rows = "".join(
        f'<li><time datetime="{each.at.isoformat()}">{escape(_time(each.at, "t", locale, zone))}'
        f"</time><span><b>{status(each)}</b> "
        f"<bdi>{escape(' · '.join(filter(None, (each.text, each.place))))}</bdi></span></li>"
        for each in movements
    )
    expected = ""
    if parcel.expected_at is not None and parcel.status != "Delivered":
        day = _time(parcel.expected_at, "d", locale, zone)
        expected = f"<p>{_say('expected', locale, day=day)}</p>"
    silent = ""
    if parcel.silent_since is not None:
        silent = f'<p class="notice">{_say("silent", locale)}</p>'
    nothing = f'<p class="quiet">{_status("NotFound", "", locale)}</p>' if not rows else ""
    carrier = escape(carrier_name(parcel.carrier, locale))
    return (
        f"<section><h2>{_say('parcel', locale)}</h2>"
        f'<p class="number">{carrier} <b>{escape(parcel.number)}</b></p>'
        f'{expected}{storage}{silent}{nothing}<ol class="moves">{rows}</ol></section>'
    )


def _status(status: str, detail: str, locale: str) -> str:
    return escape(text(f"tracking.{detail or status}", locale))


def _time(at: datetime, kind: str, locale: str, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    pattern = Locale.parse(_babel(locale)).datetime_skeletons[_SKELETON]
    day = str(pattern.apply(local, _babel(locale)))
    return day if kind == "d" else f"{day} {local:%H:%M}"


def _now(now: datetime, locale: str, zone: ZoneInfo) -> dict[str, str]:
    """Return the moment the page tells of, and the name of the zone that all its times are in."""
    name = get_timezone_name(now.astimezone(zone), width="long", locale=_babel(locale))
    return {"time": _time(now, "t", locale, zone), "zone": name}


def _money(amount: int, currency: str, locale: str) -> str:
    whole = amount / 10 ** minor_digits(currency)
    return str(format_currency(whole, currency, locale=_babel(locale)))


def _days(count: int, locale: str) -> str:
    # Days however many: nobody counts what is left of them in months.
    span = timedelta(days=count)
    return format_timedelta(span, granularity="day", threshold=10**6, locale=_babel(locale))


def _babel(locale: str) -> str:
    return {"zh-CN": "zh_Hans_CN", "zh-TW": "zh_Hant_TW"}.get(locale, locale)


def _say(key: str, locale: str, **params: str) -> str:
    return escape(text(f"order_page.{key}", locale, **params))


def _whole(title: str, body: str, locale: str, more: str) -> str:
    here = ' aria-current="true"'
    languages = "".join(
        f'<a href="?lang={each}" lang="{each}" hreflang="{each}"{here if each == locale else ""}>'
        f"{_NAMES[each]}</a>"
        for each in CUSTOMER_LOCALES
    )
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/document.css">'
        f'<link rel="stylesheet" href="/static/order.css">{more}</head>'
        f"<body><main>{body}</main><nav>{languages}</nav></body></html>"
    )

"""What a customer is told of an order's state: what it means, what is asked, what follows."""

from __future__ import annotations

from typing import get_args

import msgspec

from madoguchi.language.catalogue import text, texts
from madoguchi.orders.contracts import Flag, OrderState, TrackingDetail, TrackingStatus
from madoguchi.orders.rules.carriers import carrier_names
from madoguchi.orders.rules.flags import flag_codes
from madoguchi.orders.rules.journeys import PLACES, Station, follows, station


class StateWords(msgspec.Struct, frozen=True, kw_only=True):
    """A state in a reader's language; `asks` and `next` empty where there is nothing to say."""

    station: Station
    name: str
    means: str
    asks: str = ""
    next: str = ""
    may_follow: list[OrderState] = []


class JourneyWords(msgspec.Struct, frozen=True, kw_only=True):
    """All that screens say of journeys: by state, without and with a warehouse on the way.

    `carriers` are those that have a name of their own, by the code that parcels bear;
    `flags` the colours of platforms that number them, with those numbers.
    """

    direct: dict[str, StateWords]
    via_warehouse: dict[str, StateWords]
    stations: dict[str, str]
    tracking: dict[str, str]
    carriers: dict[str, str]
    flags: dict[str, dict[Flag, int]]


def state_words(state: OrderState, locale: str, *, via_warehouse: bool) -> StateWords:
    """Return what a state means, in the tone of the language's service."""
    key = _key(state, via_warehouse=via_warehouse)
    asks = f"journey.{state}.asks"
    return StateWords(
        station=station(state, via_warehouse=via_warehouse),
        name=text(f"journey.{key}.name", locale),
        means=text(f"journey.{key}.means", locale),
        asks=text(asks, locale) if asks in texts("en") else "",
        next=_next(state, locale, via_warehouse=via_warehouse),
        may_follow=list(PLACES[state].follows),
    )


def journey_words(locale: str) -> JourneyWords:
    """Return every state, station and status in a language."""

    def states(*, via_warehouse: bool) -> dict[str, StateWords]:
        return {state: state_words(state, locale, via_warehouse=via_warehouse) for state in PLACES}

    statuses = (*get_args(TrackingStatus), *filter(None, get_args(TrackingDetail)))
    return JourneyWords(
        direct=states(via_warehouse=False),
        via_warehouse=states(via_warehouse=True),
        stations={name: text(f"station.{name}", locale) for name in get_args(Station)},
        tracking={name: text(f"tracking.{name}", locale) for name in statuses},
        carriers=carrier_names(locale),
        flags=flag_codes(),
    )


def _next(state: OrderState, locale: str, *, via_warehouse: bool) -> str:
    days = PLACES[state].days
    after = follows(state, via_warehouse=via_warehouse)
    if days is None or after is None:
        return ""
    name = text(f"journey.{_key(after, via_warehouse=via_warehouse)}.name", locale)
    if days[1] <= 1:
        return text("journey.next_today", locale, name=name)
    return text("journey.next", locale, low=max(days[0], 1), high=days[1], name=name)


def _key(state: OrderState, *, via_warehouse: bool) -> str:
    direct = state == "domestic_shipping" and not via_warehouse
    return "domestic_shipping_direct" if direct else state

"""What leaves this room: a shop as the protocol draws it, and who a token says a customer is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

import msgspec

Platform = Literal["tmall", "taobao", "jd", "rakuten", "amazon", "shopify", "proxy", "other"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
WIDGET_LANGUAGES = ("zh-CN", "zh-TW", "ja", "ko", "en", "fr", "es")
Texts = dict[str, str]
"""One text in several languages, by locale."""


class ClosedDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A date on which the shop does not open."""

    date: date
    reason: str = ""


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the shop answers: stretches `[opens, closes]` (`HH:MM`, 24:00 allowed) a weekday.

    A weekday that is left out is closed. A stretch that closes before it opens runs past midnight.
    """

    zone: str
    weekly: dict[Weekday, list[tuple[str, str]]] = {}
    closures: list[ClosedDay] = []


class Widget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the chat widget says and looks like on this shop's pages."""

    greeting: Texts = {}
    questions: list[Texts] = []
    texts: dict[str, Texts] = {}
    position: Literal["left", "right"] = "right"
    languages: list[str] = msgspec.field(default_factory=lambda: list(WIDGET_LANGUAGES))


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop whose customers this desk receives."""

    id: int
    version: int
    name: str
    platform: Platform
    locale: str
    zone: str
    color: str
    hours: Hours
    widget: Widget
    allowed_origins: list[str]
    public_key: str
    archived_at: datetime | None


class ShopDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is needed to make a shop."""

    name: str
    platform: Platform = "other"
    locale: str = "en"
    zone: str = "UTC"
    color: str = "#1f6f8b"
    hours: Hours | None = None
    """None: always open."""
    widget: Widget = msgspec.field(default_factory=Widget)
    allowed_origins: list[str] = []


class ShopChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a shop shall be different; what is left out stays."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    platform: Platform | msgspec.UnsetType = msgspec.UNSET
    locale: str | msgspec.UnsetType = msgspec.UNSET
    zone: str | msgspec.UnsetType = msgspec.UNSET
    color: str | msgspec.UnsetType = msgspec.UNSET
    hours: Hours | msgspec.UnsetType = msgspec.UNSET
    widget: Widget | msgspec.UnsetType = msgspec.UNSET
    allowed_origins: list[str] | msgspec.UnsetType = msgspec.UNSET
    archived: bool | msgspec.UnsetType = msgspec.UNSET


class Identity(msgspec.Struct, frozen=True):
    """Who the shop says its customer is; made only from a token that the shop has signed."""

    external_id: str
    name: str | None
    email: str | None
    expires_at: datetime

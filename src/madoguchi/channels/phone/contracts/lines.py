"""A shop's telephone line: its number, where its calls come from, and how callers are received."""

from __future__ import annotations

from datetime import datetime

import msgspec

from madoguchi.kernel.ids import Id

LANGUAGES = ("zh-CN", "zh-TW", "ja", "ko", "en")
"""The languages in which callers can be spoken to."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A number that rings at this desk. The fields stand in the order of `tables.line_table`.

    `country` gives the cadence by which rings are counted; callers choose among `languages`.
    `trunk` are the carrier's addresses, single or as networks; to the first calls of ours go too.
    `patience_s` is how long a caller waits before voicemail. `in_chat`: the shop's customers may
    call from the chat as well, or, on a line without number and trunk, from there alone.
    """

    id: int
    version: int
    shop_id: int
    name: str
    number: str
    country: str
    languages: list[str]
    trunk: list[str]
    trunk_port: int
    record: bool
    keep_days: int
    voicemail: bool
    callbacks: bool
    patience_s: int
    wrap_up_s: int
    active: bool
    created_at: datetime
    in_chat: bool


class LineDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line to be made."""

    shop_id: Id
    name: str
    number: str
    country: str
    languages: list[str]
    trunk: list[str]
    trunk_port: int = 5060
    record: bool = True
    keep_days: int = 90
    voicemail: bool = True
    callbacks: bool = True
    patience_s: int = 120
    wrap_up_s: int = 30
    in_chat: bool = False


class LineChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a line shall be different; what is left out stays. The shop stays in any case."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    number: str | msgspec.UnsetType = msgspec.UNSET
    country: str | msgspec.UnsetType = msgspec.UNSET
    languages: list[str] | msgspec.UnsetType = msgspec.UNSET
    trunk: list[str] | msgspec.UnsetType = msgspec.UNSET
    trunk_port: int | msgspec.UnsetType = msgspec.UNSET
    record: bool | msgspec.UnsetType = msgspec.UNSET
    keep_days: int | msgspec.UnsetType = msgspec.UNSET
    voicemail: bool | msgspec.UnsetType = msgspec.UNSET
    callbacks: bool | msgspec.UnsetType = msgspec.UNSET
    patience_s: int | msgspec.UnsetType = msgspec.UNSET
    wrap_up_s: int | msgspec.UnsetType = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET
    in_chat: bool | msgspec.UnsetType = msgspec.UNSET

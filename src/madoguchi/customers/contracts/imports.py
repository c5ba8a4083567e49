"""Customers brought in from a table: what was read, how it is understood, how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.language.sheets import FaultyLine

ImportState = Literal["read", "waiting", "running", "done", "failed", "undoing", "undone"]
ImportField = Literal[
    "external_id", "name", "family_name", "given_name", "email", "phone", "locale", "tags", "tier",
    "note", "country", "postal_code", "region", "city", "district", "street", "building",
    "recipient", "line", "wechat", "whatsapp", "kakao", "rakuten", "tmall", "taobao", "amazon",
    "shopify",
]  # fmt: skip
"""What a column may be; the last ones are names on platforms."""


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """One import; `mapping` says which column (from 0) is which field.

    The fields stand in the order of the table's columns.
    """

    id: int
    version: int
    shop_id: int
    name: str
    state: ImportState
    encoding: str
    delimiter: str
    header: list[str]
    mapping: dict[ImportField, int]
    rows_total: int
    rows_done: int
    made: int
    changed: int
    same: int
    faulty: int
    kept: int
    asked_by: int | None
    created_at: datetime
    finished_at: datetime | None


class ImportPreview(msgspec.Struct, frozen=True):
    """How the first rows would be understood, before anything is stored."""

    of: Import
    rows: list[list[str]]
    faults: list[FaultyLine]


class ImportWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a file is to be understood; what is left out stays as it was read."""

    mapping: dict[ImportField, int] | msgspec.UnsetType = msgspec.UNSET
    encoding: str | msgspec.UnsetType = msgspec.UNSET
    delimiter: str | msgspec.UnsetType = msgspec.UNSET


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What one row made or changed, so that it can be taken back: fields as (before, after)."""

    made: bool = False
    fields: dict[str, tuple[str | list[str] | bool | None, str | list[str] | bool | None]] = {}
    address_id: int | None = None
    identities: list[tuple[str, str]] = []

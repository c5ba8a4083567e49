"""Orders brought in from a file: what was read, how it is understood, how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from madoguchi.language.sheets import FaultyLine

OrderImportState = Literal["read", "waiting", "running", "done", "failed", "undoing", "undone"]
OrderField = Literal[
    "number", "external_id", "state", "fulfilment", "placed_at", "updated_at", "paid_at",
    "cancelled_at", "currency", "total", "shipping", "tax", "discount", "paid", "refunded",
    "title", "sku", "quantity", "price", "line_total", "seller", "buyer_id", "buyer_name",
    "buyer_family", "buyer_given", "buyer_email", "buyer_phone", "ship_name", "ship_family",
    "ship_given", "ship_street", "ship_building", "ship_city", "ship_region", "ship_postcode",
    "ship_country", "ship_phone", "note", "flag", "flag_label",
]  # fmt: skip
"""What a column may be; those from `title` to `seller` are of a line, the others of its order."""


class OrderImport(msgspec.Struct, frozen=True, kw_only=True):
    """One import; `mapping` says which column (from 0) is which field.

    `shape` names the platform's own export that the header was recognised as. Times without a zone
    are of `zone`, amounts without a currency of `currency`. `made`, `changed` and `same` count
    orders; `rows_total`, `rows_done` and `faulty` count rows; `kept` the orders that an undo had to
    leave. The fields stand in the order of the columns of `tables.order_import_table`.
    """

    id: int
    version: int
    shop_id: int
    name: str
    state: OrderImportState
    shape: str
    platform: str
    currency: str
    zone: str
    encoding: str
    delimiter: str
    header: list[str]
    mapping: dict[OrderField, int]
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


class OrderImportWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a file is to be understood; what is left out stays as it was read."""

    mapping: dict[OrderField, int] | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    zone: str | UnsetType = UNSET
    encoding: str | UnsetType = UNSET
    delimiter: str | UnsetType = UNSET


class PreviewedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the first rows would make it; amounts in minor units."""

    line: int
    number: str
    state: str
    placed_at: datetime
    currency: str
    total: int
    buyer: str
    lines: int


class OrderImportPreview(msgspec.Struct, frozen=True):
    """How the first rows would be understood, before any order is stored."""

    of: OrderImport
    rows: list[list[str]]
    orders: list[PreviewedOrder]
    faults: list[FaultyLine]

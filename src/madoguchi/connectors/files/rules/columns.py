"""Which column of an export is which field; what headers say is in headers.toml and shapes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import msgspec

from madoguchi.connectors.files.contracts import OrderField
from madoguchi.kernel.errors import Invalid
from madoguchi.language.normalise import normalise
from madoguchi.language.sheets import guess_columns
from madoguchi.orders.contracts import Flag, OrderState
from madoguchi.orders.rules.flags import flag_of

_SUMS = ("total", "price", "line_total")


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One platform's own export."""

    platform: str
    marks: list[str]
    columns: dict[OrderField, str]
    sums: list[OrderField] = []
    states: dict[str, OrderState] = {}
    zone: str = ""
    currency: str = ""


PLAIN = Shape(platform="", marks=[], columns={})
"""What nobody's export looks like: the shop's own table."""


def shape_of(name: str) -> Shape:
    """Return a shape by its name; `PLAIN` for none."""
    return _shapes().get(name, PLAIN)


def recognise(header: Sequence[str]) -> str:
    """Return the name of the platform whose export has this header; empty for nobody's."""
    there = {normalise(cell) for cell in header}
    for name, shape in _shapes().items():
        if all(normalise(mark) in there for mark in shape.marks):
            return name
    return ""


def guess_mapping(header: Sequence[str]) -> dict[OrderField, int]:
    """Return which column is probably which field; a platform's own names decide first."""
    shape = shape_of(recognise(header))
    if shape is PLAIN:
        found = guess_columns(header, _words())
        return {field: found[field] for field in get_args(OrderField) if field in found}
    places = {normalise(cell): column for column, cell in reversed([*enumerate(header)])}
    columns = {field: places.get(normalise(name)) for field, name in shape.columns.items()}
    return {field: column for field, column in columns.items() if column is not None}


def check_mapping(mapping: Mapping[OrderField, int], width: int) -> dict[OrderField, int]:
    """Return a mapping that makes sense; raises `Invalid` where an order would lack its bones."""
    if any(not 0 <= column < width for column in mapping.values()):
        raise Invalid("import.no_such_column", field="mapping")
    if not {"number", "external_id"} & {*mapping}:
        raise Invalid("order_import.no_number_column", field="mapping")
    if "placed_at" not in mapping:
        raise Invalid("order_import.no_date_column", field="mapping")
    if not {*_SUMS} & {*mapping}:
        raise Invalid("order_import.no_amount_column", field="mapping")
    return dict(mapping)


@cache
def states() -> Mapping[str, OrderState]:
    """Return the words for where an order stands, as `normalise` writes them, and ours."""
    read = msgspec.convert(_toml("states.toml"), dict[OrderState, list[str]])
    words = {normalise(word): state for state, said in read.items() for word in said}
    return {**words, **{normalise(state): state for state in get_args(OrderState)}}


def flag(cell: str, platform: str) -> Flag | None:
    """Return a flag by its platform's number or its colour's name; None for what is neither."""
    if cell.isascii() and cell.isdigit() and len(cell) < 3:
        return flag_of(platform, int(cell))
    return _flags().get(normalise(cell))


@cache
def _flags() -> Mapping[str, Flag]:
    read = msgspec.convert(_toml("flags.toml"), dict[Flag, list[str]])
    return {normalise(word): colour for colour, said in read.items() for word in (colour, *said)}


@cache
def _shapes() -> Mapping[str, Shape]:
    return msgspec.convert(_toml("shapes.toml"), dict[str, Shape])


@cache
def _words() -> Mapping[str, list[str]]:
    return msgspec.convert(_toml("headers.toml"), dict[str, list[str]])


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))

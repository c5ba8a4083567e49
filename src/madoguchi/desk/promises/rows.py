"""Rows of promises as the struct that leaves this part of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from madoguchi.desk.promises.contracts import Promise
from madoguchi.desk.promises.tables import promise_table

PROMISE = "promise"
"""What a promise is called where something is owed on it."""
OWED = ("open", "broken")
"""The states in which something is still owed."""
FIELDS = Promise.__struct_fields__
COLUMNS = [promise_table.c[name] for name in FIELDS]


def to_promise(row: Sequence[Any]) -> Promise:
    """Turn a row of `COLUMNS` into its struct."""
    return Promise(**dict(zip(FIELDS, row, strict=True)))

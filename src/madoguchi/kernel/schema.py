"""The one metadata that every room's tables join, and the column types they share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from madoguchi.kernel.time import from_microseconds, to_microseconds

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


class Moment(sa.types.TypeDecorator[datetime]):
    """An instant, stored as whole microseconds since 1970 UTC: sorts and compares alike on both
    databases and needs no zone settings of theirs.

    `written` and `read` turn a value that is there: see `kernel.prepared`.
    """

    impl = sa.BigInteger
    cache_ok = True
    written = staticmethod(to_microseconds)
    read = staticmethod(from_microseconds)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware datetime into microseconds."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn microseconds into an aware UTC datetime."""
        return None if value is None else from_microseconds(value)


class Json(sa.types.TypeDecorator[Any]):
    """A value of a known msgspec type, stored as JSON text; read back checked against that type.

    `written` and `read` turn a value that is there: see `kernel.prepared`.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: object) -> None:
        super().__init__()
        self.kind = kind
        self.read: Callable[[str], Any] = msgspec.json.Decoder(kind).decode

    @staticmethod
    def written(value: object) -> str:
        """Encode a value."""
        return _encode(value).decode()

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Encode the value."""
        return None if value is None else self.written(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Decode and check the value; a row has several, so no frame of ours stands between."""
        decode = self.read
        return lambda text: None if text is None else decode(text)


def primary_key() -> sa.Column[int]:
    """Return the `id` column every entity has: assigned by the database, never used twice."""
    return sa.Column("id", Id, sa.Identity(always=False), primary_key=True, autoincrement=True)


def version() -> sa.Column[int]:
    """Return the `version` column: 1 at first, one more with every change."""
    return sa.Column("version", sa.Integer, nullable=False, default=1)


Turn = Callable[[Any], Any]
"""Turns a value that is there; NULL is None everywhere and needs none."""


def writes(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Turn | None:
    """Return what a value of a type must go through on its way to the driver, None for nothing.

    Core's own processors of our types are three calls deep, and a message has forty values.
    """
    if isinstance(kind, Moment | Json):
        return kind.written
    processor: Turn | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return processor


def reads(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Turn | None:
    """Return what a value of a type must go through on its way from the driver: see `writes`."""
    if isinstance(kind, Moment | Json):
        return kind.read
    processor: Turn | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return processor

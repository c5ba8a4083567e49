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


class Moment(sa.types.TypeDecorator[datetime]):
    """An instant, stored as whole microseconds since 1970 UTC: sorts and compares alike on both
    databases and needs no zone settings of theirs.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware datetime into microseconds."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn microseconds into an aware UTC datetime."""
        return None if value is None else from_microseconds(value)


class Json(sa.types.TypeDecorator[Any]):
    """A value of a known msgspec type, stored as JSON text; read back checked against that type."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: object) -> None:
        super().__init__()
        self.kind = kind
        self._decode = msgspec.json.Decoder(kind).decode

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Encode the value."""
        return None if value is None else msgspec.json.encode(value).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Decode and check the value; a row has several, so no frame of ours stands between."""
        decode = self._decode
        return lambda text: None if text is None else decode(text)


def primary_key() -> sa.Column[int]:
    """Return the `id` column every entity has: assigned by the database, never used twice."""
    return sa.Column("id", Id, sa.Identity(always=False), primary_key=True, autoincrement=True)


def version() -> sa.Column[int]:
    """Return the `version` column: 1 at first, one more with every change."""
    return sa.Column("version", sa.Integer, nullable=False, default=1)

"""Rows as PostgreSQL arrays come out as they went in, and of many inserted each is whole."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.kernel import engines
from madoguchi.kernel.columns import packed, unnested
from madoguchi.kernel.prepared import Prepared

COLUMNS = (("number", "bigint"), ("order", "text"))
_READ = Prepared(sa.text(f'SELECT "number"::bigint, "order" FROM {unnested(COLUMNS)}'))

_numbers = st.none() | st.integers(-(2**63), 2**63 - 1)
_texts = st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(_numbers, _texts), max_size=30))
def test_rows_come_out_as_they_went_in(
    empty_postgres_url: str, rows: list[tuple[int | None, str | None]]
) -> None:
    engine = engines.reading(empty_postgres_url)
    try:
        with engine.connect() as connection, connection.begin():
            assert _READ.run(connection, packed(COLUMNS, rows)) == rows
    finally:
        engine.dispose()


def test_a_nul_is_refused_by_the_server(empty_postgres_url: str) -> None:
    engine = engines.reading(empty_postgres_url)
    try:
        with (
            pytest.raises(sa.exc.DBAPIError),
            engine.connect() as connection,
            connection.begin(),
        ):
            _READ.run(connection, packed(COLUMNS, [(1, "a\0b")]))
    finally:
        engine.dispose()

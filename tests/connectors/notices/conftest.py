"""A desk on each of the databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.notices.desk import Desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Return a desk with one shop in Japan and no connection yet."""
    made = Desk(database_url)
    yield made
    made.store.close()

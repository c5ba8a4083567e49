"""The named world on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import database_url
from tests.world import World

__all__ = ["database_url", "world"]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    opened = World(database_url)
    yield opened
    opened.close()

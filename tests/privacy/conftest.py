"""A world on the embedded database alone, for what no database decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture
def small_world(tmp_path: Path) -> Iterator[World]:
    """The small named world, on SQLite."""
    made = World(f"sqlite:///{tmp_path / 'small.db'}")
    yield made
    made.close()

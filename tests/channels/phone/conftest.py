"""A stage with a telephone for this folder's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.phone.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The named world with a telephone, on the embedded database."""
    made = Stage(f"sqlite:///{tmp_path / 'world.db'}", tmp_path)
    yield made
    made.close()


@pytest.fixture
def stage_anywhere(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same on each of the databases."""
    made = Stage(database_url, tmp_path)
    yield made
    made.close()

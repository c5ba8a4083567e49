"""The small named world with the installation's key, so that its vault can be opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from tests.world import World


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = World(database_url)
    made.store.close()
    made.store = Store(
        database_url, clock=made.clock, writers=2, readers=2, keyring=Keyring.at(tmp_path / "key")
    )
    yield made
    made.close()

"""A desk on each database, and a program that receives what happens there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.webhooks.receiver import Receiver
from tests.databases import database_url
from tests.desk.worlds import world

__all__ = ["database_url", "world"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening

"""What servers are forked from (see `tests.warm`): all modules, and the doors of a house.

`tests/house/test_start.py` and `bench` start real programs, which make theirs.
"""

from __future__ import annotations

from typing import Any

from madoguchi import app, cli
from madoguchi.settings import Settings, load
from tests import garbage

__all__ = ["cli"]

_make = app.create
_LIMIT = app.largest_body(load(environment={}))
_house = app.House(_LIMIT)


def _create(settings: Settings, *more: Any) -> app.House:
    """Furnish the house that stands, where it takes what these settings say."""
    standing = _house if app.largest_body(settings) == _LIMIT else None
    return _make(settings, *more, house=standing)


app.create = _create  # type: ignore[assignment]

# As a server does it: what is here already, its forks need not look through.
garbage.set_aside()

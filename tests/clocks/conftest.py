"""A small desk on each of the two databases, for what is kept."""

from __future__ import annotations

from tests.databases import clock, database_url, store, world

__all__ = ["clock", "database_url", "store", "world"]

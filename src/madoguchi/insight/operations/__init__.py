"""Keeping figures up with the feed, and working them out anew."""

from madoguchi.insight.operations.beginning import CURSOR, begin, forget
from madoguchi.insight.operations.keeping import Page, catch_up, keep, kept_until, prepare
from madoguchi.insight.operations.storing import fact_row, tally_row

__all__ = [
    "CURSOR",
    "Page",
    "begin",
    "catch_up",
    "fact_row",
    "forget",
    "keep",
    "kept_until",
    "prepare",
    "tally_row",
]

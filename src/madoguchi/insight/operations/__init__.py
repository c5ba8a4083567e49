"""Keeping figures up with the feed, and working them out anew."""

from madoguchi.insight.operations.beginning import CURSOR, begin, forget
from madoguchi.insight.operations.keeping import Keeper, Page, keep, kept_until, prepare
from madoguchi.insight.operations.storing import fact_row, tally_row

__all__ = [
    "CURSOR",
    "Keeper",
    "Page",
    "begin",
    "fact_row",
    "forget",
    "keep",
    "kept_until",
    "prepare",
    "tally_row",
]

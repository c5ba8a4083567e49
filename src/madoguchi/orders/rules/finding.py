"""By which words an order is found: its number, and what was ordered."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from madoguchi.language.bigrams import index_terms
from madoguchi.orders.contracts import OrderLine

_lines = msgspec.json.Decoder(list[OrderLine]).decode


def terms(number: str, lines: Sequence[OrderLine]) -> str:
    """Return the terms of an order, each title once."""
    return index_terms("\n".join(dict.fromkeys((number, *(line.title for line in lines)))))


def terms_as_stored(text: str) -> str:
    """As `terms`, of a number, a line's end and the lines as the database holds them."""
    number, _, lines = text.partition("\n")
    return terms(number, _lines(lines))

"""Money given back through the platform: wished for, tried until it is known, told once."""

from madoguchi.connectors.refunds.operations.asking import (
    DELIVERY,
    ask_refund,
    note_told,
    withdraw,
)
from madoguchi.connectors.refunds.operations.trying import answer, miss, refuse, take, wait

__all__ = [
    "DELIVERY",
    "answer",
    "ask_refund",
    "miss",
    "note_told",
    "refuse",
    "take",
    "wait",
    "withdraw",
]

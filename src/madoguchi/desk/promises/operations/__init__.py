"""The only place that changes promises; every change records its event."""

from madoguchi.desk.promises.operations.ending import break_overdue, keep, move, withdraw
from madoguchi.desk.promises.operations.making import promise, reply

__all__ = ["break_overdue", "keep", "move", "promise", "reply", "withdraw"]

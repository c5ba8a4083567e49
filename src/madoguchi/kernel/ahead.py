"""What operations read first, read for a whole batch in one trip.

An operation's own trips wait for the interpreter and for PostgreSQL's process, one after the other:
of a batch of eighteen messages that took forty milliseconds the writer computed nine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import sqlalchemy as sa

from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Ahead, Tx

P = ParamSpec("P")
T = TypeVar("T")


class First(NamedTuple):
    """An operation's first statement: one that locks what it is about, named by its first column.

    Until it ends the operation changes nothing that this statement finds for another first column.
    """

    prepared: Prepared
    values: Mapping[str, object]


_firsts: dict[object, Callable[..., First | None]] = {}


def reads_first(
    first: Callable[P, First | None],
) -> Callable[[Callable[Concatenate[Tx, P], T]], Callable[Concatenate[Tx, P], T]]:
    """Say what an operation reads first, by what it is given; None where it is another thing."""

    def known(operation: Callable[Concatenate[Tx, P], T]) -> Callable[Concatenate[Tx, P], T]:
        _firsts[operation] = first
        return operation

    return known


def first_of(
    operation: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
) -> First | None:
    """Return what an operation reads first, None where nobody has said."""
    first = _firsts.get(operation)
    return None if first is None else first(*args, **kwargs)


def read_ahead(connection: sa.Connection, firsts: Sequence[First | None]) -> list[Ahead | None]:
    """Read what a batch's operations read first, in the order in which they will run.

    As far as all of them say so with the same statement: what another kind of operation may change
    before its turn is not read ahead. Nor is what an earlier one of the batch is about as well.
    """
    alike: list[First] = []
    for first in firsts:
        if first is None or (alike and first.prepared is not alike[0].prepared):
            break
        alike.append(first)
    found: list[Ahead | None] = [None] * len(firsts)
    if not alike:
        return found
    prepared = alike[0].prepared
    about: set[object] = set()
    for place, rows in enumerate(prepared.run_each(connection, [each.values for each in alike])):
        if rows and rows[0][0] in about:
            continue
        about.update(row[0] for row in rows)
        found[place] = Ahead(prepared, alike[place].values, rows)
    return found

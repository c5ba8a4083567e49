"""Whose profile it is when two are made one, and which merges can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from madoguchi.customers.contracts import Customer, Merge, Move


def above_and_under(first: Customer, second: Customer) -> tuple[Customer, Customer]:
    """Return two customers as (whose profile it becomes, who comes under it).

    Whom a shop has vouched for goes before a stranger, then who was known first.
    """
    ordered = sorted(
        (first, second), key=lambda each: (not each.verified, each.created_at, each.id)
    )
    return ordered[0], ordered[1]


def moves(under: Customer, faces: Iterable[Customer]) -> list[Move]:
    """Return what puts a profile's faces under somebody else's; `under` comes first."""
    return [
        Move(under.id, None),
        *(Move(face.id, face.profile_id) for face in faces if face.id != under.id),
    ]


def undoable(merges: Sequence[Merge], latest: Merge) -> bool:
    """Say whether a merge is the last of those that hold together the same people.

    Undone in the order in which they were made, each leaves exactly what was before it.
    """
    concerned = everybody_in(latest)
    return not any(
        each.id > latest.id and each.undone_at is None and everybody_in(each) & concerned
        for each in merges
    )


def everybody_in(merge: Merge) -> set[int]:
    """Return everybody whom a merge concerns."""
    return {merge.profile_id, *(move.customer_id for move in merge.moves)}

"""How many different customers: sets that join fast enough for a million, and stay exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyroaring import BitMap64


class Distinct:
    """A set of ids that only grows: what is counted out of a tally comes back counted in."""

    __slots__ = ("_ids",)

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._ids = BitMap64(ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Distinct) and bool(self._ids == other._ids)

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"Distinct({list(self._ids)})"

    def ids(self) -> Iterator[int]:
        """The ids, in order."""
        return iter(self._ids)

    def add(self, number: int) -> None:
        """Put an id in."""
        self._ids.add(number)

    def join(self, others: Iterable[Distinct]) -> None:
        """Put in everything that others have."""
        self._ids = BitMap64.union(self._ids, *(other._ids for other in others))

    def without(self, other: Distinct) -> int:
        """How many of these are not in another."""
        return len(self._ids - other._ids)

    def dump(self) -> bytes:
        """The set as Roaring's portable format."""
        return bytes(self._ids.serialize())

    @classmethod
    def load(cls, data: bytes) -> Distinct:
        """Read what `dump` wrote."""
        found = cls()
        found._ids = BitMap64.deserialize(data)
        return found

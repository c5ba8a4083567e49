"""Two profiles made one, and one made two again; nothing that anybody has is moved.

Each customer keeps their names, conversations and everything else: a merge only says under whose
profile they stand, so that what a device may read never grows by it (docs/decisions/0012).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers import queries
from madoguchi.customers.contracts import Basis, Customer, Merge
from madoguchi.customers.operations.knowing import change_of, lock_for
from madoguchi.customers.queries.finding import of_profile
from madoguchi.customers.queries.profiles import merges_of, to_merge
from madoguchi.customers.rules.merging import above_and_under, everybody_in, moves, undoable
from madoguchi.customers.tables import apart_table, customer_table, merge_table
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_C = customer_table.c
_M = merge_table.c


def merge(tx: Tx, first_id: int, second_id: int, basis: Basis = "staff", *, by: Actor) -> Merge:
    """Make two profiles one; those who come under the other keep everything that is theirs.

    Both must be in sight, with everybody who stands in either. Raises `Conflict` where one of them
    has come under somebody's profile meanwhile: of two agents who merge at once the second is told.
    """
    if first_id == second_id:
        raise Invalid("customer.merge_with_itself", field="other_id")
    first, second = _locked(tx, {first_id, second_id}, by)
    for each in (first, second):
        if each.profile_id is not None:
            theirs = queries.principal(tx, each)
            raise Conflict("customer.merged_meanwhile", name=each.name, profile=theirs.name)
    kept, under = above_and_under(first, second)
    coming = of_profile(tx, under.id)
    if not all(by.sees(each.shop_id) for each in [*coming, *of_profile(tx, kept.id)]):
        raise Forbidden("customer.merge_out_of_sight")
    _locked(tx, {each.id for each in coming} - {first_id, second_id}, by)
    moved = moves(under, coming)
    row = tx.execute(
        merge_table.insert()
        .values(
            version=1,
            profile_id=kept.id,
            moves=moved,
            basis=basis,
            by_id=by.person_id,
            by_name=by.name,
            at=tx.now,
        )
        .returning(*merge_table.columns)
    ).one()
    made = to_merge(row)
    _place(tx, {each.customer_id: kept.id for each in moved})
    _record(tx, "customers_merged", made, by)
    return made


def split(tx: Tx, merge_id: int, *, by: Actor) -> Merge:
    """Undo a merge: everybody stands again where they stood before it.

    What was written or changed in between stays with the customer to whom it was written or on
    whom it was changed. Doing it twice is doing it once. Raises `Conflict` while a later merge
    holds some of the same people.
    """
    made = _find(tx, merge_id, by)
    if made.undone_at is not None:
        return made
    _locked(tx, everybody_in(made), by)
    made = _find(tx, merge_id, by)
    if made.undone_at is not None:
        return made  # somebody else was doing the same
    if not undoable(merges_of(tx, everybody_in(made) | {_standing(tx, made)}), made):
        raise Conflict("customer.merge_built_upon")
    undone = replace(made, version=made.version + 1, undone_at=tx.now, undone_by=by.person_id)
    tx.execute(
        merge_table.update()
        .where(_M.id == merge_id)
        .values(version=undone.version, undone_at=undone.undone_at, undone_by=undone.undone_by)
    )
    _place(tx, {each.customer_id: each.before for each in made.moves})
    _record(tx, "customers_split", undone, by)
    return undone


def keep_apart(tx: Tx, first_id: int, second_id: int, *, by: Actor) -> None:
    """Note that two customers are two persons, so that nobody is asked again."""
    first, second = sorted((first_id, second_id))
    for each in (first, second):
        queries.customer(tx, each, by=by)
    insert_unless_there(
        tx, apart_table, first_id=first, second_id=second, by_id=by.person_id, at=tx.now
    )


def _locked(tx: Tx, ids: Collection[int], by: Actor) -> list[Customer]:
    """Lock customers in the order of their ids, as everybody does; raises `NotFound`."""
    return [lock_for(tx, each, by) for each in sorted(ids)]


def _find(tx: Tx, merge_id: int, by: Actor) -> Merge:
    row = tx.execute(sa.select(merge_table).where(_M.id == merge_id)).first()
    if row is None:
        raise NotFound("customer.merge_not_found")
    made = to_merge(row)
    seen = {each.id for each in queries.customers(tx, everybody_in(made), by=by)}
    if not everybody_in(made) <= seen:
        raise NotFound("customer.merge_not_found")
    return made


def _standing(tx: Tx, made: Merge) -> int:
    """Return under whose profile those of a merge stand by now."""
    found = queries.find(tx, made.profile_id)
    assert found is not None  # a merge names a customer, and customers stay
    return found.profile_id or found.id


def _place(tx: Tx, under: dict[int, int | None]) -> None:
    """Put customers, who are locked, under profiles."""
    for customer_id, profile_id in sorted(under.items()):
        tx.execute(
            customer_table.update()
            .where(_C.id == customer_id)
            .values(profile_id=profile_id, version=_C.version + 1)
        )


def _record(tx: Tx, kind: str, made: Merge, by: Actor) -> None:
    """Record an event for each shop concerned, with its own customers only."""
    found = [queries.find(tx, each) for each in sorted(everybody_in(made))]
    by_shop: defaultdict[int, list[Customer]] = defaultdict(list)
    for each in found:
        assert each is not None  # customers stay
        by_shop[each.shop_id].append(each)
    for shop_id, concerned in by_shop.items():
        changes = [Change("merge", made.id, made.version, _within(made, concerned))]
        changes += [change_of(each) for each in concerned]
        tx.record(NewEvent(kind, by.doer, changes, shop_id=shop_id))


def _within(made: Merge, concerned: Iterable[Customer]) -> Merge:
    """Return a merge as those may know it who see only some of the people in it."""
    ids = {each.id for each in concerned}
    return replace(made, moves=[each for each in made.moves if each.customer_id in ids])

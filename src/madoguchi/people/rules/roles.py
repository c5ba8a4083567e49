"""Who may do a thing: refusals by role, the same in every room above this one."""

from __future__ import annotations

from madoguchi.kernel.errors import Forbidden
from madoguchi.people.contracts import Actor


def owner_only(by: Actor) -> None:
    """Refuse anybody but owners. Raises `Forbidden`."""
    if not by.at_least("owner"):
        raise Forbidden("people.owner_only")


def supervisor_only(by: Actor) -> None:
    """Refuse those below supervisor. Raises `Forbidden`."""
    if not by.at_least("supervisor"):
        raise Forbidden("people.supervisor_only")


def person_only(by: Actor) -> int:
    """Return the actor's id as a person; refuse programs and the desk. Raises `Forbidden`."""
    if by.person_id is None:
        raise Forbidden("people.for_people_only")
    return by.person_id

"""Who is here, looking and typing: kept in memory, told to the other processes, never stored.

Every process says what it has; what another process has not said again for a while is forgotten.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

import msgspec

from madoguchi.customers.contracts import Page
from madoguchi.kernel.wakeup import LARGEST_WHISPER
from madoguchi.live.visits import Name

SAID_AGAIN_SECONDS = 2.0
FORGOTTEN_SECONDS = 6.0
REMEMBERED_SECONDS = 60.0
"""How long it is known that a desk was closed rather than lost."""
DEAF_SECONDS = 5.0
"""Words between processes pass through the database; so long without one's own, it is away."""
RETURN_SECONDS = 10.0
"""How long whoever was at a desk before this process began has to find back to one."""
IDLE_SECONDS = 30.0
"""Who has done something since needs no mention."""


class Typing(msgspec.Struct, frozen=True, tag="typing"):
    """Somebody began or stopped typing; `customer_id` is who sees it at the widget, if anybody."""

    node: str
    conversation_id: int
    shop_id: int
    customer_id: int | None
    kind: str
    id: int | None
    name: str
    on: bool


class Census(msgspec.Struct, frozen=True, tag="census"):
    """What one process has: people at desks, conversations they look at, customers online."""

    node: str
    people: list[int]
    looking: dict[int, list[int]]
    customers: list[int]
    idle: dict[int, int] = {}
    """Of the people, those who have done nothing for a while: seconds."""
    closed: list[int] = []
    """Who has closed their last desk here, not lost it, a moment ago."""


class Sighting(msgspec.Struct, frozen=True):
    """When a person was last known to be at a desk (0.0: is), and how long they did nothing."""

    missing_s: float
    idle_s: float
    closed: bool


class Met(msgspec.Struct, frozen=True, tag="met"):
    """The names, each within a shop, of a visitor who has become a customer, or another one."""

    node: str
    names: list[Name]


class Whereabouts(msgspec.Struct, frozen=True, tag="whereabouts"):
    """A customer has come to one process, turned a page there, or left it (not `here`)."""

    node: str
    customer_id: int
    shop_id: int
    here: bool
    page: Page | None


Whisper = Typing | Census | Met | Whereabouts
_decode = msgspec.json.Decoder(Whisper).decode
_encode = msgspec.json.Encoder().encode


class Presence:
    """The sum of what this process and the others have.

    `show_viewers` is called with a conversation when those who look at it elsewhere have changed.
    """

    def __init__(
        self,
        node: str,
        tell_others: Callable[[str], None],
        show_viewers: Callable[[int], None],
    ) -> None:
        self.node = node
        self._show_viewers = show_viewers
        self._tell_others = tell_others
        self._people: dict[int, int] = defaultdict(int)
        self._customers: dict[int, int] = defaultdict(int)
        self._looking: dict[object, tuple[int, int]] = {}
        self._others: dict[str, tuple[float, Census]] = {}
        # What the last census of each said, and who has come and gone there since.
        self._their_customers: dict[str, set[int]] = {}
        self._begun = time.monotonic()
        self._seen: dict[int, float] = {}
        self._stirred: dict[int, float] = {}
        self._closed: dict[int, float] = {}
        self._heard_myself: float | None = None

    def arrive(self, person_id: int) -> None:
        """Count one more desk of a person."""
        self._people[person_id] += 1
        self.stir(person_id)

    def leave(self, person_id: int, *, closed: bool = False, unheard_s: float = 0.0) -> None:
        """Count one desk less: closed, or lost and not heard of for some seconds already."""
        now = time.monotonic()
        self._seen[person_id] = max(self._seen.get(person_id, 0.0), now - unheard_s)
        if _count_down(self._people, person_id):
            self._stirred.pop(person_id, None)
            if closed:
                self._closed[person_id] = now

    def stir(self, person_id: int) -> None:
        """Note that a person does something at their desk."""
        self._stirred[person_id] = time.monotonic()

    def sighting(self, person_id: int) -> Sighting:
        """Return what all processes together know of a person.

        Somebody never seen has been missing since this process began: it may not have heard yet.
        """
        now = time.monotonic()
        censuses = self._living()
        idle = [now - self._stirred[person_id]] if person_id in self._people else []
        idle += [
            float(each.idle.get(person_id, 0)) for each in censuses if person_id in each.people
        ]
        seen = self._seen.get(person_id, self._begun + RETURN_SECONDS)
        closed = person_id in self._recently_closed(now) or any(
            person_id in each.closed for each in censuses
        )
        # Who does not even hear themselves cannot say that others are silent.
        deaf = self._heard_myself is not None and now - self._heard_myself > DEAF_SECONDS
        here = person_id in self._people or any(person_id in each.people for each in censuses)
        here = here or deaf
        missing = 0.0 if here else now - seen
        return Sighting(missing, min(idle, default=0.0), closed)

    def _recently_closed(self, now: float) -> list[int]:
        self._closed = {
            person: at for person, at in self._closed.items() if now - at < REMEMBERED_SECONDS
        }
        return list(self._closed)

    def customer_arrives(self, customer_id: int) -> bool:
        """Count one more chat of a customer; True for the first in this process."""
        self._customers[customer_id] += 1
        return self._customers[customer_id] == 1

    def customer_leaves(self, customer_id: int) -> bool:
        """Count one chat less; True for the last in this process."""
        return _count_down(self._customers, customer_id)

    def customer_here(self, customer_id: int) -> bool:
        """Say whether a customer has a chat open in this process."""
        return customer_id in self._customers

    def look(self, socket: object, person_id: int, conversation_id: int | None) -> set[int]:
        """Note which conversation a desk looks at; returns those whose viewers changed."""
        before = self._looking.pop(socket, None)
        if conversation_id is not None:
            self._looking[socket] = (person_id, conversation_id)
        changed = set() if before is None else {before[1]}
        return changed | ({conversation_id} if conversation_id is not None else set())

    def viewers(self, conversation_id: int) -> list[int]:
        """Return the ids of the people who look at a conversation, in any process."""
        here = {person for person, looked in self._looking.values() if looked == conversation_id}
        there = {
            person
            for census in self._living()
            for person in census.looking.get(conversation_id, ())
        }
        return sorted(here | there)

    def looked_at(self) -> set[int]:
        """Return the conversations that somebody looks at, in any process."""
        here = {conversation_id for _, conversation_id in self._looking.values()}
        return here.union(*(census.looking for census in self._living()))

    def people_online(self) -> list[int]:
        """Return the ids of the people at a desk, in any process."""
        there = {person for census in self._living() for person in census.people}
        return sorted(set(self._people) | there)

    def customer_online(self, customer_id: int) -> bool:
        """Say whether a customer has a chat open, in any process."""
        return self.customer_here(customer_id) or any(
            customer_id in self._their_customers[census.node] for census in self._living()
        )

    def census(self) -> Census:
        """Return what this process has."""
        now = time.monotonic()
        looking: dict[int, list[int]] = defaultdict(list)
        for person_id, conversation_id in self._looking.values():
            looking[conversation_id].append(person_id)
        idle = {
            person_id: int(now - at)
            for person_id, at in self._stirred.items()
            if now - at > IDLE_SECONDS
        }
        return Census(
            self.node,
            sorted(self._people),
            looking,
            sorted(self._customers),
            idle,
            self._recently_closed(now),
        )

    def tell_census(self) -> None:
        """Tell the other processes what this one has, the least important left out if need be."""
        whole = self.census()
        without_customers = msgspec.structs.replace(whole, customers=[])
        people_alone = msgspec.structs.replace(without_customers, looking={}, idle={}, closed=[])
        for census in (whole, without_customers, people_alone):
            text = _encode(census)
            if len(text) <= LARGEST_WHISPER:
                break
        self._tell_others(text.decode())

    def tell(self, whisper: Whisper) -> None:
        """Tell the other processes."""
        self._tell_others(_encode(whisper).decode())

    def hear(self, text: str) -> Whisper | None:
        """Take in what another process said; returns it, None where it was said by this one."""
        try:
            whisper: Whisper = _decode(text)
        except msgspec.MsgspecError:
            return None
        if isinstance(whisper, Census):
            if whisper.node == self.node:
                self._hear_myself()
                return None
            _, before = self._others.get(whisper.node, (0.0, None))
            now = time.monotonic()
            self._others[whisper.node] = (now, whisper)
            self._their_customers[whisper.node] = {*whisper.customers}
            self._seen.update(dict.fromkeys(whisper.people, now))
            self._viewers_changed(whisper.looking, {} if before is None else before.looking)
        elif isinstance(whisper, Whereabouts) and whisper.node != self.node:
            # It may speak before its first census is heard.
            nobody = (time.monotonic(), Census(whisper.node, [], {}, []))
            self._others.setdefault(whisper.node, nobody)
            customers = self._their_customers.setdefault(whisper.node, set())
            (customers.add if whisper.here else customers.discard)(whisper.customer_id)
        return whisper

    def _hear_myself(self) -> None:
        """Note that words pass between processes; after a silence, all have their time anew."""
        now = time.monotonic()
        if self._heard_myself is not None and now - self._heard_myself > DEAF_SECONDS:
            self._seen = dict.fromkeys(self._seen, now)
        self._heard_myself = now

    def _viewers_changed(self, now: dict[int, list[int]], before: dict[int, list[int]]) -> None:
        for conversation_id in now.keys() | before.keys():
            if now.get(conversation_id) != before.get(conversation_id):
                self._show_viewers(conversation_id)

    def _living(self) -> list[Census]:
        now = time.monotonic()
        for node, (at, _) in list(self._others.items()):
            if now - at >= FORGOTTEN_SECONDS:
                del self._others[node], self._their_customers[node]
        return [census for _, census in self._others.values()]


def _count_down(counts: dict[int, int], key: int) -> bool:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
        return True
    return False

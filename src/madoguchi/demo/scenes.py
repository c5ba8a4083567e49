"""Plays one story: each step becomes the operation that a customer or an agent would cause."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec

from madoguchi.customers import operations as customers
from madoguchi.customers import queries as customer_queries
from madoguchi.customers.contracts import SHOP, VISITOR, Customer, Identity, Introduction, Page
from madoguchi.customers.rules import Profile
from madoguchi.demo.album import Album
from madoguchi.demo.story import CUSTOMER, Step, Story, begins, steps
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import HIGH, URGENT, Speech
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.promises import operations as word
from madoguchi.desk.promises import queries as promises
from madoguchi.desk.promises.contracts import PromiseDraft, Reply
from madoguchi.desk.rules import Marks
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import Actor
from madoguchi.shops.contracts import Shop
from madoguchi.shops.rules.opening import opens_at

SITES = {
    "tmall": "https://yuhe.tmall.example",
    "rakuten": "https://shione.rakuten.example",
    "proxy": "https://watashibune.example",
}
NOBODY_IS_EXACT = timedelta(seconds=9)
"""Steps lie up to this much later than the script says: people are no metronomes."""
NOTICES_AFTER = timedelta(seconds=20)

_UNTIL = re.compile(r"(\d+)([hd])")


class Players(msgspec.Struct, frozen=True):
    """Everybody and everything that a story names, by key."""

    staff: Mapping[str, Actor]
    shops: Mapping[str, Shop]
    team_ids: Mapping[str, int]
    tag_ids: Mapping[str, int]
    album: Album


class Scene:
    """One story on its way through the store; `cues` gives what to do and when."""

    def __init__(self, store: Store, players: Players, story: Story, chance: random.Random) -> None:
        self._store = store
        self._players = players
        self._story = story
        self._chance = chance
        self._shop = players.shops[story.shop]
        self._customer: Customer | None = None
        self._conversation_id = 0
        self._last_seq = 0
        self._card_seq = 0
        self._tag_ids: list[int] = []
        self._browser = Identity(VISITOR, f"{chance.getrandbits(96):024x}")

    def cues(self, now: datetime) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Yield each thing to be done with its time, in order."""
        moment = begins(self._story, now, self._shop.hours)
        for step in steps(self._story):
            moment += step.after + NOBODY_IS_EXACT * self._chance.random()
            yield moment, lambda step=step: self._act(step)  # type: ignore[misc]
        if self._story.note:
            yield moment, self._write_profile
        if not self._story.unread:
            yield moment + NOTICES_AFTER, self._notice

    def _act(self, step: Step) -> None:
        verb, _, rest = step.deed.partition(" ")
        acts: Mapping[str, Callable[[Step, str], object]] = (
            self._customers_acts if step.who == CUSTOMER else self._agents_acts
        )
        if verb not in acts:
            raise ValueError(f"{self._story.name}: {step.who} does not do {step.deed!r}")
        acts[verb](step, rest)

    def _upload(self, picture: str, uploader: str) -> list[int]:
        if not picture:
            return []
        return [self._players.album.upload(picture, shop_id=self._shop.id, uploader=uploader)]

    # What customers do.

    @property
    def _customers_acts(self) -> Mapping[str, Callable[[Step, str], None]]:
        return {
            "": lambda step, _: self._receive(step.text),
            "photo": lambda step, picture: self._receive(step.text, picture),
            "choose": lambda _, number: self._choose(int(number)),
            "rate": lambda step, score: self._rate(int(score), step.text),
        }

    def _receive(self, body: str, picture: str = "") -> None:
        now = self._store.clock()
        sender = f"webchat:{self._browser.external_id}"
        posted = self._store.write_now(
            desk.receive,
            self._introduction(now),
            Speech(client_id=str(uuid4()), body=body, attachment_ids=self._upload(picture, sender)),
            opens_at=opens_at(self._shop.hours, now),
        )
        self._conversation_id = posted.conversation_id
        self._last_seq = posted.message.seq
        if self._customer is None:
            self._customer = self._store.read_now(
                customer_queries.find_by_identity, self._shop.id, self._browser
            )

    def _introduction(self, now: datetime) -> Introduction:
        story = self._story
        page = story.page
        account = () if story.account is None else (Identity(SHOP, story.account),)
        return Introduction(
            shop_id=self._shop.id,
            identities=(*account, self._browser),
            name=story.name if account else "",
            locale=story.locale,
            zone=story.zone,
            email=story.email,
            verified=bool(account),
            page=None if page is None else Page(SITES[story.shop] + page.path, page.title, now),
        )

    def _choose(self, number: int) -> None:
        posted = self._store.write_now(desk.choose, self._who.id, self._card_seq, number - 1)
        self._last_seq = posted.message.seq

    def _rate(self, score: int, comment: str) -> None:
        self._store.write_now(desk.rate, self._who.id, score, comment)

    def _notice(self) -> None:
        marks = Marks(delivered=self._last_seq, read=self._last_seq)
        self._store.write_now(
            desk.mark_delivered_and_read, self._conversation_id, self._who.id, marks
        )

    @property
    def _who(self) -> Customer:
        if self._customer is None:
            raise ValueError(f"{self._story.name}: a story begins with its customer")
        return self._customer

    # What agents do.

    @property
    def _agents_acts(self) -> Mapping[str, Callable[[Step, str], object]]:
        return {
            "": lambda step, _: self._post(step, "text"),
            "note": lambda step, picture: self._post(step, "note", picture=picture),
            "photo": lambda step, picture: self._post(step, "text", picture=picture),
            "promise": lambda step, _: self._promise(step),
            "keep": lambda step, _: self._keep(step),
            "card": self._post_card,
            "give": self._hand_over,
            "tag": self._tag,
            "snooze": self._snooze,
            "resolve": lambda step, _: self._end(step),
            "urgent": lambda step, _: self._prioritise(step, URGENT),
            "high": lambda step, _: self._prioritise(step, HIGH),
        }

    def _by(self, step: Step) -> Actor:
        return self._players.staff[step.who]

    def _post(
        self, step: Step, kind: str, *, choices: list[str] | None = None, picture: str = ""
    ) -> int:
        by = self._by(step)
        speech = Speech(
            client_id=str(uuid4()),
            kind=kind,  # type: ignore[arg-type]
            body=step.text,
            choices=choices or [],
            attachment_ids=self._upload(picture, sender_of(by)),
        )
        posted = self._store.write_now(desk.post, self._conversation_id, speech, by=by)
        self._last_seq = posted.message.seq
        return posted.message.seq

    def _post_card(self, step: Step, choices: str) -> None:
        self._card_seq = self._post(step, "choice", choices=choices.split(" | "))

    def _promise(self, step: Step) -> None:
        """Say something, and take what the desk finds promised in it."""
        by = self._by(step)
        found = self._store.read_now(promises.offers, self._conversation_id, step.text, by=by).items
        if not found:
            raise ValueError(f"{self._story.name}: nothing is promised in {step.text!r}")
        drafts = [PromiseDraft(text=o.text, due_at=o.due_at, kind=o.kind) for o in found]
        self._reply(step, Reply(client_id=str(uuid4()), body=step.text, promises=drafts))

    def _keep(self, step: Step) -> None:
        """Say something that keeps all that was promised so far."""
        by = self._by(step)
        kept = self._store.read_now(
            promises.promises, "open", by=by, conversation_id=self._conversation_id
        ).items
        self._reply(step, Reply(client_id=str(uuid4()), body=step.text, keeps=[p.id for p in kept]))

    def _reply(self, step: Step, reply: Reply) -> None:
        posted = self._store.write_now(word.reply, self._conversation_id, reply, by=self._by(step))
        self._last_seq = posted.message.seq

    def _hand_over(self, step: Step, receiver: str) -> None:
        """`give KEY`: to a colleague or a team, with the step's text as the note for them."""
        person = self._players.staff.get(receiver)
        self._store.write_now(
            desk.assign,
            self._conversation_id,
            None if person is None else person.id,
            None if person is not None else self._players.team_ids[receiver],
            step.text,
            by=self._by(step),
        )

    def _tag(self, step: Step, keys: str) -> None:
        self._tag_ids += [self._players.tag_ids[key] for key in keys.split()]
        self._store.write_now(
            desk.tag_conversation, self._conversation_id, self._tag_ids, by=self._by(step)
        )

    def _snooze(self, step: Step, length: str) -> None:
        found = _UNTIL.fullmatch(length)
        if found is None:
            raise ValueError(f"{self._story.name}: this is no length of a snooze: {length!r}")
        hours = int(found[1]) * (24 if found[2] == "d" else 1)
        until = self._store.clock() + timedelta(hours=hours)
        self._store.write_now(desk.snooze, self._conversation_id, until, by=self._by(step))

    def _end(self, step: Step) -> None:
        self._store.write_now(desk.resolve, self._conversation_id, by=self._by(step))

    def _prioritise(self, step: Step, priority: int) -> None:
        self._store.write_now(desk.prioritise, self._conversation_id, priority, by=self._by(step))

    def _write_profile(self) -> None:
        keeper = next(iter(self._players.staff.values()))
        self._store.write_now(
            customers.change_profile, self._who.id, Profile(note=self._story.note), by=keeper
        )

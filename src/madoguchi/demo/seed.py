"""Builds the sample company through the operations that a real one is built through, with a clock
that runs through its last weeks.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from madoguchi.demo import company, post, story
from madoguchi.demo.album import Album
from madoguchi.demo.calendars import give_calendars
from madoguchi.demo.company import PASSWORD, SamplePerson, SampleShop
from madoguchi.demo.orders import Orders
from madoguchi.demo.papers import Papers
from madoguchi.demo.post import Post
from madoguchi.demo.rota import plan_last_week
from madoguchi.demo.scenes import Players, Scene
from madoguchi.demo.warehouse import Warehouse
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import CannedReplyDraft, TagDraft
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor, InvitationDraft, NewSession, Person
from madoguchi.people.operations import invitations, sessions, staff, teams
from madoguchi.people.presence.contracts import AbilityChanges, Spoken
from madoguchi.people.presence.operations import change_ability
from madoguchi.people.presence.rules import base_language
from madoguchi.people.rules.passwords import hash_password
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import Hours, Shop, ShopDraft, Widget

FOUNDED = timedelta(days=30)
FLUENT = 2
Progress = Callable[[str], None]


class MovingClock:
    """A clock for `Store` that stands where it was put, and never goes back."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """Return the instant it stands at."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go on to an instant; one that has passed is now."""
        self._now = max(self._now, moment)


class Seeded(msgspec.Struct, frozen=True):
    """How much there is now."""

    shops: int
    people: int
    conversations: int
    steps: int


def seed(
    store: Store,
    blobs: Blobs,
    keyring: Keyring,
    clock: MovingClock,
    now: datetime,
    progress: Progress,
) -> Seeded:
    """Build the sample company in an empty database whose store runs on `clock`.

    Its last conversations end just before `now`. Raises `Conflict` when there is a company already.
    """
    if store.read_now(people.organisation) is not None:
        raise Conflict("people.set_up_already")
    clock.move_to(now - FOUNDED)
    progress("the staff and their teams")
    founder = _found(store)
    team_ids = {
        each.key: store.write_now(teams.make_team, each.name, by=founder).id
        for each in company.company().teams
    }
    progress("the shops")
    shops_by_key = {each.key: _open_shop(store, each, founder) for each in company.shops()}
    staff_by_key = {company.company().people[0].key: founder}
    for person in company.company().people[1:]:
        staff_by_key[person.key] = _join(store, person, shops_by_key, team_ids, founder)
    tag_ids = {
        each.key: store.write_now(
            desk.make_tag, TagDraft(name=each.name, color=each.color), by=founder
        ).id
        for each in company.company().tags
    }
    for reply in company.canned_replies():
        draft = CannedReplyDraft(
            shortcut=reply.shortcut,
            title=reply.title,
            texts=reply.texts,
            shop_id=None if reply.shop is None else shops_by_key[reply.shop].id,
        )
        store.write_now(desk.make_canned_reply, draft, by=founder)
    players = Players(
        staff=staff_by_key,
        shops=shops_by_key,
        team_ids=team_ids,
        tag_ids=tag_ids,
        album=Album(store, blobs),
    )
    give_calendars(store, shops_by_key, staff_by_key, now, founder)
    _say_what_they_can(store, staff_by_key, founder)
    plan_last_week(store, [*staff_by_key.values()], now, by=founder)
    warehouse = Warehouse(
        store, players.album, shops_by_key["proxy"].id, staff_by_key["lin"], founder
    )
    warehouse.open(now)
    mail = Post(store, blobs, keyring, shops_by_key, staff_by_key)
    return _play(store, clock, now, players, mail, warehouse, progress)


def _say_what_they_can(store: Store, staff_by_key: Mapping[str, Actor], founder: Actor) -> None:
    """Let agents answer in English beside their own language; who leads is given no customers."""
    for person in company.company().people:
        own = Spoken(base_language(person.locale))
        english = [] if person.locale == "en" else [Spoken("en", FLUENT)]
        changes = AbilityChanges(languages=[own, *english])
        if person.role != "agent":
            changes = AbilityChanges(capacity=0, languages=[own, *english])
        person_id = staff_by_key[person.key].id
        assert person_id is not None
        store.write_now(change_ability, person_id, changes, by=founder)


def _play(
    store: Store,
    clock: MovingClock,
    now: datetime,
    players: Players,
    mail: Post,
    warehouse: Warehouse,
    progress: Progress,
) -> Seeded:
    """Play all stories at once, step by step in the order of their times, as a desk lives them."""
    all_stories = story.stories()
    cues: list[tuple[datetime, int, Callable[[], None]]] = []
    for number, told in enumerate(all_stories):
        scene = Scene(store, players, told, random.Random(number))  # noqa: S311 - not a secret
        for moment, act in scene.cues(now):
            if moment < now:  # the rest has not happened yet
                cues.append((moment, len(cues), act))
    for moment, act in mail.cues(now):
        cues.append((moment, len(cues), act))
    papers = Papers(store, players.shops["proxy"], players.staff)
    for moment, act in papers.cues(now):
        cues.append((moment, len(cues), act))
    orders = Orders(store, players.shops)
    for moment, act in orders.cues(now):
        cues.append((moment, len(cues), act))
    for moment, act in warehouse.cues(now):
        cues.append((moment, len(cues), act))
    cues.sort(key=lambda cue: cue[:2])
    told_in_all = len(all_stories) + post.conversations()
    progress(f"{told_in_all} conversations")
    for moment, _, act in cues:
        clock.move_to(moment)
        act()
    orders.match()
    said = sum(len(story.steps(told)) for told in all_stories)
    return Seeded(len(players.shops), len(players.staff), told_in_all, said)


def _found(store: Store) -> Actor:
    owner = company.company().people[0]

    def set_up(tx: Tx) -> Person:
        return staff.set_up(
            tx,
            organisation=company.company().organisation,
            name=owner.name,
            email=owner.email,
            password_hash=password_hash,
            locale=owner.locale,
            zone=owner.zone,
        )

    password_hash = hash_password(PASSWORD)
    return store.read_now(people.actor_of, store.write_now(set_up).id)


def _open_shop(store: Store, sample: SampleShop, founder: Actor) -> Shop:
    draft = ShopDraft(
        name=sample.name,
        platform=sample.platform,
        locale=sample.locale,
        zone=sample.zone,
        color=sample.color,
        hours=Hours(sample.zone, sample.weekly),
        widget=Widget(
            greeting=sample.greeting,
            questions=sample.questions,
            texts=sample.texts,
            languages=sample.languages,
        ),
    )
    return store.write_now(shops.make_shop, draft, by=founder)


def _join(
    store: Store,
    person: SamplePerson,
    shops_by_key: Mapping[str, Shop],
    team_ids: Mapping[str, int],
    founder: Actor,
) -> Actor:
    """Invite somebody, accept as they would, and sign them out again."""
    draft = InvitationDraft(
        email=person.email,
        role=person.role,
        all_shops=person.role != "agent",
        shop_ids=[shops_by_key[key].id for key in person.shops],
        team_ids=[team_ids[key] for key in person.teams],
    )
    made = store.write_now(invitations.invite, draft, by=founder)

    def accept(tx: Tx) -> Person:
        return invitations.accept(
            tx,
            made.token,
            name=person.name,
            password_hash=password_hash,
            locale=person.locale,
            zone=person.zone,
            session=NewSession(token_hash(new_token()), "127.0.0.1", "sample company"),
        )

    password_hash = hash_password(PASSWORD)
    joined = store.write_now(accept)
    actor = store.read_now(people.actor_of, joined.id)
    store.write_now(sessions.end_all, joined.id, by=actor)
    return actor

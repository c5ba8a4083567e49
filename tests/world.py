"""The small named world of the tests: an owner, two agents, two shops, and whoever writes to them.

anna owns; lin sees every shop; sora sees kyoto_shop alone. Made through the real operations, once
in a process of tests.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from madoguchi.customers.contracts import VISITOR, Identity, Introduction
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Posted, Speech
from madoguchi.kernel.store import Store
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK, Actor, InvitationDraft, NewSession, Role, Team
from madoguchi.people.operations import invitations, teams
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import Shop, ShopDraft
from tests.filled import fill

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class MovingClock:
    """A clock that the test moves; it also ticks by a microsecond each time it is read."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Named(msgspec.Struct, frozen=True):
    """Whom and what there is in the world, and when the last of them came."""

    kyoto_shop: Shop
    canton_shop: Shop
    anna: Actor
    lin: Actor
    sora: Actor
    night_team: Team
    at: datetime


def found(url: str) -> Named:
    """Bring them all into a database with every table and nothing in them."""
    clock = MovingClock()
    store = Store(url, clock=clock, writers=1, readers=1)
    try:
        kyoto_shop = store.write_now(
            shops.make_shop,
            ShopDraft(name="京都屋", platform="rakuten", locale="ja", zone="Asia/Tokyo"),
            by=THE_DESK,
        )
        canton_shop = store.write_now(
            shops.make_shop,
            ShopDraft(name="广府店", platform="tmall", locale="zh-CN", zone="Asia/Shanghai"),
            by=THE_DESK,
        )
        anna = hire(store, "anna", "owner", None)
        lin = hire(store, "lin", "agent", None)
        sora = hire(store, "sora", "agent", [kyoto_shop.id])
        night_team = store.write_now(teams.make_team, "Night", by=anna)
        return Named(kyoto_shop, canton_shop, anna, lin, sora, night_team, clock.now)
    finally:
        store.close()


def hire(store: Store, name: str, role: Role, shop_ids: list[int] | None) -> Actor:
    """Make a member of staff; without shops they see all."""
    made = store.write_now(
        invitations.invite,
        InvitationDraft(
            email=f"{name}@example.com",
            role=role,
            all_shops=shop_ids is None,
            shop_ids=shop_ids or [],
        ),
        by=THE_DESK,
    )
    person = store.write_now(
        invitations.accept,
        made.token,
        name=name.title(),
        password_hash="$none",
        locale="en",
        zone="Asia/Tokyo",
        session=NewSession(f"hash of {name}'s session", "127.0.0.1", "test"),
    )
    return store.read_now(people.actor_of, person.id)


class World:
    """An open store with the named people and shops in it."""

    def __init__(self, url: str) -> None:
        """Bring them into a database in which nothing has happened: see `fill`."""
        named = fill(url, found)
        self.kyoto_shop, self.canton_shop = named.kyoto_shop, named.canton_shop
        self.anna, self.lin, self.sora = named.anna, named.lin, named.sora
        self.night_team = named.night_team
        self.clock = MovingClock(named.at)
        self.store = Store(url, clock=self.clock, writers=2, readers=2)
        self._numbers = itertools.count(1)

    def hire(self, name: str, role: Role, shop_ids: list[int] | None) -> Actor:
        """Make a member of staff; without shops they see all."""
        return hire(self.store, name, role, shop_ids)

    def client_id(self) -> str:
        """Return a client id never used before."""
        return f"client-{next(self._numbers):08d}"

    def speech(self, body: str, **more: Any) -> Speech:
        """Return something to say."""
        return Speech(client_id=self.client_id(), body=body, **more)

    def visitor(self, name: str, shop_id: int | None = None) -> Introduction:
        """Return an anonymous visitor of a shop (kyoto_shop unless said otherwise)."""
        return Introduction(
            shop_id=shop_id or self.kyoto_shop.id,
            identities=(Identity(VISITOR, name),),
            locale="ja",
            zone="Asia/Tokyo",
        )

    def receive(self, visitor: Introduction, body: str, **more: Any) -> Posted:
        """Let a visitor write."""
        return self.store.write_now(desk.receive, visitor, self.speech(body), **more)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def plain(value: object) -> Any:
    """Return structs as plain data, as they come out of JSON."""
    return msgspec.json.decode(msgspec.json.encode(value))

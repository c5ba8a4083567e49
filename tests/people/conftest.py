"""A small house: Anna owns it, Lin supervises, Sora answers; a shop in Kyoto, one in Busan."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.people import queries
from madoguchi.people.contracts import Actor, InvitationDraft, NewSession, Role
from madoguchi.people.operations import invitations, sessions, staff
from madoguchi.people.rules.passwords import hash_password
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import Shop, ShopDraft
from tests.databases import clock, database_url, store

__all__ = ["clock", "database_url", "store"]

PASSWORD = "three calm herons"
HASH = hash_password(PASSWORD)


def a_session(token: str = "") -> NewSession:
    return NewSession(token_hash(token or new_token()), "192.0.2.7", "a browser")


@dataclass
class House:
    store: Store
    anna: Actor
    lin: Actor
    sora: Actor
    kyoto: Shop
    busan: Shop

    def join(self, name: str, role: Role, shop_ids: list[int] | None = None) -> Actor:
        """Let somebody join by invitation."""
        made = self.store.write_now(
            invitations.invite,
            InvitationDraft(email=f"{name}@kita.example", role=role, shop_ids=shop_ids or []),
            by=self.anna,
        )
        person = self.store.write_now(
            invitations.accept,
            made.token,
            name=name.title(),
            password_hash=HASH,
            locale="ja",
            zone="Asia/Tokyo",
            session=a_session(),
        )
        return self.actor(person.id)

    def actor(self, person_id: int | None) -> Actor:
        """The person as they may act now."""
        assert person_id is not None
        return self.store.read_now(queries.actor_of, person_id)

    def sign_in(self, actor: Actor) -> str:
        """Start a session and return its token."""
        token = new_token()
        self.store.write_now(sessions.start, actor.id or 0, a_session(token))
        return token

    def may_act(self, token: str) -> bool:
        """Whether a session's token still lets somebody in."""
        return self.store.read_now(queries.actor_by_session, token_hash(token)) is not None


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(bytes(range(32)))


@pytest.fixture
def house(store: Store) -> House:
    anna = store.write_now(
        staff.set_up,
        organisation="北 Trading",
        name="Anna",
        email="anna@kita.example",
        password_hash=HASH,
        locale="ja",
        zone="Asia/Tokyo",
    )
    owner = store.read_now(queries.actor_of, anna.id)
    kyoto = store.write_now(shops.make_shop, ShopDraft(name="京都の店"), by=owner)
    busan = store.write_now(shops.make_shop, ShopDraft(name="부산 상점"), by=owner)
    house = House(store, owner, owner, owner, kyoto, busan)
    house.lin = house.join("lin", "supervisor", [kyoto.id])
    house.sora = house.join("sora", "agent", [kyoto.id])
    return house

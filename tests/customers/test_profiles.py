"""What stands in a profile: cleaned, checked, and stored on either database."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers import queries
from madoguchi.customers.contracts import Customer
from madoguchi.customers.rules import Profile
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Invalid
from tests.world import World


def customer(world: World, **introduced: str) -> Customer:
    visitor = replace(world.visitor("v"), **introduced)
    talk = world.receive(visitor, "hello").conversation_id
    found = world.store.read_now(conversations.conversation, talk, by=world.lin)
    return world.store.read_now(queries.customer, found.customer_id, by=world.lin)


def test_what_cannot_be_stored_is_taken_out(world: World) -> None:
    profile = Profile(name="佐藤\0", note="VIP\0\r\nsince 2020", tags=["gold\0", " \0", "gold"])
    changed = world.store.write_now(
        customers.change_profile, customer(world).id, profile, by=world.lin
    )
    assert (changed.name, changed.note, changed.tags) == ("佐藤", "VIP\nsince 2020", ["gold"])


@pytest.mark.parametrize(
    "profile",
    [
        Profile(name="\0"),
        Profile(name="\u200b"),
        Profile(email="a\0@b.example "),
        Profile(locale="x" * 1000),
        Profile(locale="ja\0"),
    ],
    ids=["no name", "unseen name", "email", "long locale", "NUL locale"],
)
def test_what_makes_no_sense_is_refused(world: World, profile: Profile) -> None:
    known = customer(world)
    with pytest.raises(Invalid):
        world.store.write_now(customers.change_profile, known.id, profile, by=world.lin)

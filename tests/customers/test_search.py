"""Customers are found by what they are called now, by those who may see them."""

from __future__ import annotations

import pytest

from madoguchi.customers import operations, queries
from madoguchi.customers.rules import Profile
from madoguchi.people.contracts import Actor
from tests.world import World


def found(world: World, query: str, by: Actor) -> list[str]:
    return [one.name for one in world.store.read_now(queries.search, query, by=by)]


@pytest.fixture
def yamada(world: World) -> int:
    posted = world.receive(world.visitor("v1"), "こんにちは")
    assert posted.message.author.id is not None
    profile = Profile(name="山田 花子", email="hanako@example.jp", phone="+81 90 1234 5678")
    return world.store.write_now(
        operations.change_profile, posted.message.author.id, profile, by=world.anna
    ).id


QUERIES = ["山田", "花", "hanako", "HANA", "5678", "example jp", "山田 花子"]


@pytest.mark.parametrize("query", QUERIES)
def test_found_by_name_address_or_number(world: World, yamada: int, query: str) -> None:
    assert found(world, query, world.sora) == ["山田 花子"]


def test_a_renamed_customer_is_found_by_the_new_name_alone(world: World, yamada: int) -> None:
    world.store.write_now(
        operations.change_profile, yamada, Profile(name="佐藤 花子"), by=world.anna
    )
    assert found(world, "佐藤", world.anna) == ["佐藤 花子"]
    assert found(world, "山田", world.anna) == []
    assert found(world, "hanako", world.anna) == ["佐藤 花子"]


def test_two_changes_at_once_leave_one_entry(world: World, yamada: int) -> None:
    def twice(tx: object) -> None:
        for name in ("鈴木", "高橋"):
            operations.change_profile(tx, yamada, Profile(name=name), by=world.anna)  # type: ignore[arg-type]

    world.store.write_now(twice)
    assert [found(world, name, world.anna) for name in ("山田", "鈴木", "高橋")] == [
        [],
        [],
        ["高橋"],
    ]


def test_nobody_is_found_in_a_shop_out_of_sight(world: World) -> None:
    world.receive(world.visitor("v2", world.canton_shop.id), "你好")
    everybody = world.store.read_now(queries.search, "#", by=world.anna)
    assert everybody == []
    name = world.store.read_now(lambda view: queries.find(view, 1)).name  # type: ignore[union-attr]
    assert found(world, name.removeprefix("#"), world.lin)
    assert found(world, name.removeprefix("#"), world.sora) == []

"""Imports of orders in the small named world, as the worker would take them in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from madoguchi.connectors.files import queries
from madoguchi.connectors.files.contracts import OrderImport
from madoguchi.connectors.files.importing import OrderImporter
from madoguchi.connectors.files.operations import choosing
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import claim
from tests.world import World

HEADER = "注文番号,注文日時,通貨,合計金額,商品名,個数,単価,メールアドレス\r\n"


@pytest.fixture
def small_world(tmp_path: Path) -> Iterator[World]:
    """The small named world, where the database makes no difference."""
    made = World(f"sqlite:///{tmp_path / 'small.db'}")
    yield made
    made.close()


def orders(count: int, *, first: int = 1, title: str = "茶筒") -> str:
    """Return so many rows, each an order."""
    return "".join(
        f"A-{number},2026/11/01 12:00:{number % 60:02d},JPY,1980,{title},1,1980,h@example.jp\r\n"
        for number in range(first, first + count)
    )


def choose(world: World, folder: Path, content: bytes) -> OrderImport:
    """Choose a file for kyoto_shop."""
    return world.store.write_now(
        choosing.keep_file,
        world.kyoto_shop.id,
        "orders.csv",
        asyncio.run(Blobs("", folder / "attachments").put(content)),
        choosing.read_file(content),
        by=world.anna,
    ).of


def begun(world: World, folder: Path, content: bytes) -> OrderImport:
    """Choose a file and ask for it to be taken in."""
    chosen = choose(world, folder, content)
    return world.store.write_now(choosing.begin, chosen.id, by=world.anna)


def work(world: World, folder: Path, kind: str = choosing.TAKE_IN) -> None:
    """Do what the worker would do next."""
    importer = OrderImporter(world.store, Blobs("", folder / "attachments"))
    carry = {choosing.TAKE_IN: importer.take_in, choosing.TAKE_BACK: importer.take_back}[kind]
    world.clock.move(minutes=5)
    (delivery,) = world.store.write_now(claim, 10, [kind])
    asyncio.run(carry(delivery))


def imported(world: World, folder: Path, content: bytes) -> OrderImport:
    """Take a file in."""
    asked = begun(world, folder, content)
    work(world, folder)
    return now(world, asked.id)


def now(world: World, import_id: int) -> OrderImport:
    """Return an import as it stands."""
    return world.store.read_now(queries.import_of, import_id, by=world.anna)

"""Every address that shows something, with every id there is: nothing of a shop out of sight."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from madoguchi.installation import DATABASE, KEY
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import NewSession
from madoguchi.people.operations import sessions
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.people.tables import organisation_table
from madoguchi.web.guards import SESSION_COOKIE
from tests.privacy.everywhere import DIGITS, MARK, Planted
from tests.web.running import Browser, Running
from tests.world import World

IDS = range(1, 13)
PAIRS = range(1, 4)
GIVEN: dict[str, str | int] = {
    "q": MARK, "shop_id": 1, "customer_id": 1, "conversation_id": 1, "order_id": 1, "first":
    "2026-11-16", "view": "all", "other_id": 2,
}  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Running, dict[str, Browser]]]:
    """A desk that keeps all it can of somebody, an owner, and an agent who sees no shop."""
    data = tmp_path / "data"
    data.mkdir()
    world = World(f"sqlite:///{data / DATABASE}")
    world.clock.now = datetime.now(UTC)
    world.store.close()
    key = Keyring.at(data / KEY)
    world.store = Store(world.store.url, clock=world.clock, keyring=key)
    Planted(world, data)
    company = {"id": 1, "name": "Kita", "created_at": world.clock.now}
    world.store.write_now(lambda tx: tx.execute(organisation_table.insert().values(**company)))
    people = {"owner": world.anna.id, "stranger": world.hire("kai", "agent", []).id}
    world.close()
    with Running(data) as server:
        for buckets in (server.desk.limits.accounts, server.desk.limits.addresses):
            buckets.rate = buckets.burst = 1e9
        browsers = {}
        for name, person_id in people.items():
            token = new_token()
            start = NewSession(token_hash(token), "127.0.0.1", "test")
            server.desk.store.write_now(sessions.start, person_id, start)
            browsers[name] = Browser(server)
            browsers[name].cookies.set(SESSION_COOKIE, token)
        yield server, browsers


def addresses(description: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every path that shows something, with ids in it, and what it wants to be asked."""
    for path, methods in description["paths"].items():
        if "get" not in methods or not path.startswith("/api/v1/"):
            continue
        wanted = {
            each["name"]: GIVEN[each["name"]]
            for each in methods["get"].get("parameters", ())
            if each["in"] == "query" and each["name"] in GIVEN
        }
        places = re.findall(r"{[^}]*}", path)
        for numbers in itertools.product(IDS if len(places) < 2 else PAIRS, repeat=len(places)):
            filled = path
            for place, number in zip(places, numbers, strict=True):
                filled = filled.replace(place, str(number), 1)
            yield path, filled.removeprefix("/api/v1/"), wanted


def text_at(browser: Browser, address: str, asked: dict[str, Any]) -> str:
    try:
        return browser.get(address, params=asked).text
    except httpx.RemoteProtocolError:
        return MARK  # a file has begun to come: those that are planted make their sizes up


def test_nothing_of_a_shop_out_of_sight_is_shown_anywhere(
    house: tuple[Running, dict[str, Browser]],
) -> None:
    _, browsers = house
    description = browsers["owner"].get("openapi.json").json()
    shown: dict[str, set[str]] = {"owner": set(), "stranger": set()}
    for path, address, asked in addresses(description):
        for name, browser in browsers.items():
            said = text_at(browser, address, asked)
            if MARK in said.lower() or DIGITS in said:
                shown[name].add(path)
    assert shown["stranger"] == set()
    # What could not be seen by anybody would prove nothing.
    assert len(shown["owner"]) > 25, sorted(shown["owner"])

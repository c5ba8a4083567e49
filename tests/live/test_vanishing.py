"""Agents come, go and vanish: their customers have somebody else within ten seconds."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from madoguchi.live.presence import Presence
from tests.live.sockets import Line, chat, desk, say
from tests.web.conftest import set_up
from tests.web.running import Browser, Running

TEN = 10.0


def until(there: Callable[[], Any], seconds: float = TEN) -> float:
    """Wait for something to be true; returns how long it took."""
    begun = time.monotonic()
    while not there():
        assert time.monotonic() - begun < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - begun


def presence_of(browser: Browser, person_id: int) -> str | None:
    found = browser.get("people/presences").json()
    return next((each["state"] for each in found if each["id"] == person_id), None)


def me(browser: Browser) -> int:
    return int(browser.get("session").json()["me"]["id"])


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    return dict(anna.post("shops", json={"name": "京都屋"}).json())


def assignee(browser: Browser, conversation_id: int) -> int | None:
    answer = browser.get(f"conversations/{conversation_id}").json()["conversation"]
    return None if answer["assignee_id"] is None else int(answer["assignee_id"])


@pytest.mark.parametrize("how", ["killed", "closed", "silent"])
def test_an_agent_vanishes_and_the_customer_has_another(
    server: Running, anna: Browser, shop: dict[str, Any], join: Any, how: str
) -> None:
    lin = join("lin", shop_ids=[shop["id"]])
    with desk(server, lin, position="0.0") as lins, chat(server, shop) as customer:
        until(lambda: presence_of(anna, me(lin)) == "available")
        customer.until("hello")
        talk = say(customer, "いつ届きますか", "client-0001")["message"]["conversation_id"]
        until(lambda: assignee(anna, talk) == me(lin))
        with desk(server, anna, position="0.0") as annas:
            until(lambda: presence_of(anna, me(anna)) == "available")
            vanish(lins, how)
            took = until(lambda: assignee(anna, talk) == me(anna), TEN + 8)
            assert took < TEN + (8 if how == "silent" else 0)
            lines = anna.get(f"conversations/{talk}/messages").json()["items"]
            line = lines[-1]["line"]
            assert (line["key"], line["params"]["absent"]) == ("routed", "offline")
            assert annas is not None


def vanish(line: Line, how: str) -> None:
    match how:
        case "killed":
            # As when the machine dies: no goodbye, the connection is torn.
            line.raw.socket.shutdown(socket.SHUT_RDWR)
        case "closed":
            line.raw.close(1001)
        case "silent":
            line.send(do="beat")  # has answered once, and then never again


def test_who_is_back_in_time_keeps_their_customers(
    server: Running, anna: Browser, shop: dict[str, Any], join: Any
) -> None:
    lin = join("lin", shop_ids=[shop["id"]])
    with desk(server, anna, position="0.0"):
        until(lambda: presence_of(anna, me(anna)) == "available")
        anna.put(f"people/{me(anna)}/presence", json={"state": "hang_up"}).raise_for_status()
        with chat(server, shop) as customer:
            with desk(server, lin, position="0.0"):
                until(lambda: presence_of(anna, me(lin)) == "available")
                customer.until("hello")
                talk = say(customer, "hello", "client-0001")["message"]["conversation_id"]
                until(lambda: assignee(anna, talk) == me(lin))
            time.sleep(1)
            with desk(server, lin, position="0.0"):
                time.sleep(8)
                assert presence_of(anna, me(lin)) == "available"
                assert assignee(anna, talk) == me(lin)


def test_a_customer_is_told_where_they_stand(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    with chat(server, shop) as first, chat(server, shop) as second:
        for line in (first, second):
            line.until("hello")
        say(first, "hello", "client-0001")
        say(second, "hello", "client-0002")
        assert second.until("queue")["queue"] == {"position": 2, "estimated_wait_s": None}
        with desk(server, anna, position="0.0"):
            assert second.until("queue")["queue"] is None


def test_a_process_dies_and_its_agents_customers_have_others(
    tmp_path: Path, postgres_url: str
) -> None:
    with Running(tmp_path / "data", database=postgres_url) as first:
        anna = set_up(first)
        shop = dict(anna.post("shops", json={"name": "京都屋"}).json())
        lin = hire(first, anna, "lin")
        with Running(tmp_path / "data", database=postgres_url) as second:
            elsewhere = Browser(second)
            elsewhere.cookies.update(lin.cookies)
            with desk(second, elsewhere, position="0.0"), chat(first, shop) as customer:
                until(lambda: presence_of(anna, me(lin)) == "available")
                customer.until("hello")
                talk = say(customer, "hello", "client-0001")["message"]["conversation_id"]
                until(lambda: assignee(anna, talk) == me(lin))
                with desk(first, anna, position="0.0"):
                    until(lambda: presence_of(anna, me(anna)) == "available")
                    second._server.should_exit = True
                    until(lambda: assignee(anna, talk) == me(anna), TEN + 3)


def hire(server: Running, owner: Browser, name: str) -> Browser:
    made = owner.post(
        "invitations", json={"email": f"{name}@kita.example", "role": "agent", "all_shops": True}
    ).json()
    browser = Browser(server)
    token = made["url"].rsplit("/", 1)[1]
    accepted = browser.post(
        f"invitations/by-token/{token}/accept",
        json={"name": name, "password": "four calm herons", "locale": "ja", "zone": "Asia/Tokyo"},
    )
    assert accepted.status_code == 201, accepted.text
    return browser


def test_a_process_that_hears_nobody_declares_nobody_gone() -> None:
    said: list[str] = []
    here = Presence("here", said.append, lambda _: None)
    there = Presence("there", said.append, lambda _: None)
    there.arrive(7)
    there.tell_census()
    here.tell_census()
    for text in said:
        here.hear(text)
    assert here.sighting(7).missing_s == 0
    # The database was away for a minute: not a word came through, not even one's own.
    past = time.monotonic() - 60
    here._seen[7], here._heard_myself = past, past
    here._others.clear()
    assert here.sighting(7).missing_s == 0
    here.hear(said[-1])
    assert here.sighting(7).missing_s < 1
    here._seen[7] = past
    assert here.sighting(7).missing_s > 50

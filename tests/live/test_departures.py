"""A customer who closes their chat while they wait has left, unless they come back in time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from madoguchi.live import departures
from tests.live.sockets import Line, chat, desk, say
from tests.web.running import Browser, Running


def look(server: Running) -> None:
    """Let the server look at once who is still away."""
    live = server.app.state.live
    asyncio.run_coroutine_threadsafe(live.departures.look(), live._loop).result(10)


def leave(tab: Line) -> None:
    """Wait until the desk knows that nobody is there any more."""
    while tab.until("presence")["presence"]["online"]:
        pass


def test_who_stays_away_has_left_and_who_is_back_has_not(
    server: Running, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departures, "GONE_AFTER", timedelta(0))
    shop = anna.post("shops", json={"name": "京都屋"}).json()
    with desk(server, anna, position="0.0") as tab:
        tab.until("events")
        with chat(server, shop) as line:
            visitor = line.until("hello")["hello"]["visitor"]
            say(line, "hello", "hello-0001")
        leave(tab)
        with chat(server, shop, visitor=visitor) as line:
            line.until("hello")
            look(server)
            say(line, "still here", "hello-0002")
        leave(tab)
        look(server)
    with desk(server, anna, position="0.0") as tab:
        told: list[str] = []
        while "customer_left" not in told:
            told += [each["kind"] for each in tab.until("events")["events"]]
    assert told.count("message_received") == 2, "the first time they came back in time"

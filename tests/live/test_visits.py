"""Tabs that are open while something changes about who sits before them, or about the shop."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.shops.rules.identity import sign_identity
from tests.live.sockets import Line, chat, desk, say
from tests.web.running import Browser, Running

ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    hours = {"zone": "Asia/Tokyo", "weekly": ALWAYS, "closures": []}
    made = anna.post("shops", json={"name": "京都屋", "locale": "ja", "hours": hours})
    assert made.status_code == 201, made.text
    return dict(made.json())


def heard(line: Line, body: str) -> dict[str, Any]:
    """Return the frame in which a text comes, as an event or in a greeting."""
    while True:
        frame = line.next()
        if body in str(frame):
            return frame


def reply(anna: Browser, conversation_id: int, body: str) -> None:
    speech = {"client_id": f"reply-{conversation_id:04d}", "body": body}
    answer = anna.post(f"conversations/{conversation_id}/messages", json=speech)
    assert answer.status_code == 201, answer.text


def identity(anna: Browser, shop: dict[str, Any]) -> str:
    secret = anna.get(f"shops/{shop['id']}/secret").json()["secret"].encode()
    return sign_identity(secret, "member-7", datetime.now(UTC) + timedelta(hours=1))


def test_every_tab_hears_what_follows_from_the_first_message_in_one(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    with chat(server, shop) as one:
        token = one.until("hello")["hello"]["visitor"]
        with chat(server, shop, visitor=token) as two:
            two.until("hello")
            message = say(one, "はじめまして", "first-0001")["message"]
            heard(two, "はじめまして")
            reply(anna, message["conversation_id"], "いらっしゃいませ")
            heard(two, "いらっしゃいませ")
            say(two, "こちらの窓からも", "second-0001")
            heard(one, "こちらの窓からも")


def test_a_members_other_device_hears_it_too(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    signed = identity(anna, shop)
    with chat(server, shop, identity=signed) as phone, chat(server, shop, identity=signed) as desk:
        phone.until("hello"), desk.until("hello")
        say(phone, "電話から", "phone-0001")
        heard(desk, "電話から")


def test_a_tab_goes_on_when_another_one_signs_in(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    signed = identity(anna, shop)
    with chat(server, shop, identity=signed) as elsewhere:
        elsewhere.until("hello")
        say(elsewhere, "会員の電話から", "phone-0001")
    with chat(server, shop) as tab:
        token = tab.until("hello")["hello"]["visitor"]
        message = say(tab, "まだ名乗っていません", "tab-00001")["message"]
        with chat(server, shop, visitor=token, identity=signed) as signed_in:
            signed_in.until("hello")
            reply(anna, message["conversation_id"], "お待たせしました")
            heard(tab, "お待たせしました")
    presence = server.app.state.live.presence
    for _ in range(500):
        if not presence.census().customers:
            break
        time.sleep(0.01)
    assert presence.census().customers == []


def test_an_archived_shops_widgets_are_sent_away(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    with chat(server, shop) as line, chat(server, shop, greet=False) as silent:
        line.until("hello")
        assert anna.patch(f"shops/{shop['id']}", json={"archived": True}).status_code == 200
        assert line.closing_code() == 4403
        assert silent.closing_code() == 4403


def test_a_page_that_may_no_longer_carry_the_widget_is_sent_away(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    path, origin = f"shops/{shop['id']}", "https://kyoto.example"
    assert anna.patch(path, json={"allowed_origins": [origin]}).status_code == 200
    with chat(server, shop, origin=origin) as line, chat(server, shop) as preview:
        line.until("hello"), preview.until("hello")
        assert anna.patch(path, json={"allowed_origins": []}).status_code == 200
        assert line.closing_code() == 4403
        preview.send(do="ping")
        assert preview.until("pong")


def told(server: Running, shop: dict[str, Any]) -> int | None:
    """Return the seconds of waiting that somebody who comes now is told of."""
    with chat(server, shop) as line:
        wait: int | None = line.until("hello")["hello"]["estimated_wait_s"]
        return wait


def test_a_closed_shop_promises_no_minutes(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    with desk(server, anna) as counter:
        counter.send(do="resume", position="")
        for number in range(3):  # fewer say nothing about the next one
            with chat(server, shop) as line:
                line.until("hello")
                say(line, "いらっしゃいますか", f"asked-{number:04d}")
        deadline = time.monotonic() + 30
        while told(server, shop) is None:  # one look at the database serves for two seconds
            assert time.monotonic() < deadline
        someday = (datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower()
        never = {"zone": "Asia/Tokyo", "weekly": {someday: [["09:00", "09:01"]]}, "closures": []}
        assert anna.patch(f"shops/{shop['id']}", json={"hours": never}).status_code == 200
        assert told(server, shop) is None


def test_an_open_widget_learns_of_new_hours(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    with chat(server, shop) as line:
        assert line.until("hello")["hello"]["opens_at"] is None
        never = {"zone": "Asia/Tokyo", "weekly": {"mon": [["09:00", "09:01"]]}, "closures": []}
        assert anna.patch(f"shops/{shop['id']}", json={"hours": never}).status_code == 200
        while line.until("presence")["presence"]["opens_at"] is None:
            pass

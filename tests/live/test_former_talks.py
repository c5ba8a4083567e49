"""A customer's talks follow each other: what was before is found, and marks stand in the newest."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

from madoguchi.channels.webchat.visitors import VISITOR_KEY, VisitorTokens, introduce
from madoguchi.customers.contracts import Identity, Introduction
from madoguchi.desk import operations
from madoguchi.desk.contracts import Speech
from madoguchi.desk.operations import mailing
from tests.live.former import end_long_ago
from tests.live.sockets import Line, chat, desk, say
from tests.web.conftest import set_up
from tests.web.running import Browser, Running
from tests.web.visits import actor_of_anna


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    return dict(anna.post("shops", json={"name": "京都屋", "locale": "ja"}).json())


def reply(anna: Browser, conversation_id: int, body: str, kind: str = "text") -> int:
    """Let the owner say something; returns its `seq`."""
    speech = {"client_id": f"reply-{time.monotonic_ns()}", "body": body, "kind": kind}
    said = anna.post(f"conversations/{conversation_id}/messages", json=speech)
    assert said.status_code == 201, said.text
    return int(said.json()["message"]["seq"])


def heard(line: Line, body: str) -> str:
    """Return everything that comes up to the frame that says this."""
    text = ""
    while body not in text:
        text += json.dumps(line.next(), ensure_ascii=False)
    return text


def marks(anna: Browser, conversation_id: int) -> tuple[int, int]:
    """Return how far a customer's device has come: delivered, read."""
    found = anna.get(f"conversations/{conversation_id}").json()["conversation"]
    return found["customer_delivered_seq"], found["customer_read_seq"]


def await_marks(anna: Browser, conversation_id: int, wanted: tuple[int, int]) -> None:
    until = time.monotonic() + 30
    while marks(anna, conversation_id) != wanted:
        assert time.monotonic() < until, marks(anna, conversation_id)
        time.sleep(0.02)


def talk_a_while(server: Running, shop: dict[str, Any], token: str, lines: int) -> None:
    """Let a visitor say many things; the socket would take them for a flood."""
    visitors = VisitorTokens(server.desk.keyring.key(VISITOR_KEY))
    visitor = visitors.read(token, shop["id"])
    assert visitor is not None
    who = introduce(visitor, None, locale="ja", zone=None, page=None)
    for number in range(lines):
        speech = Speech(client_id=f"while-{number:05d}", body=f"{number}番目の話")
        server.desk.store.write_now(operations.receive, who, speech)


def test_what_was_said_in_former_talks_is_found(anywhere: Running) -> None:
    server, anna = anywhere, set_up(anywhere)
    shop = anna.post("shops", json={"name": "京都屋", "locale": "ja"}).json()
    with chat(server, shop) as line:
        token = line.until("hello")["hello"]["visitor"]
        first = say(line, "はじめまして", "first-0001")["message"]["conversation_id"]
    talk_a_while(server, shop, token, 130)
    for number in range(60):
        reply(anna, first, f"内輪の覚え書き{number}", "note")
    end_long_ago(server, anna, first)
    with chat(server, shop, visitor=token) as line:
        hello = line.until("hello")["hello"]
        assert hello["conversation"]["id"] == first
        second = say(line, "お久しぶりです", "second-001")["message"]["conversation_id"]
    assert second != first
    with chat(server, shop) as line:
        line.until("hello")
        others = say(line, "ほかの人の話", "other-0001")["message"]["conversation_id"]

    with chat(server, shop, visitor=token) as line:
        hello = line.until("hello")["hello"]
        assert [one["body"] for one in hello["messages"]] == ["お久しぶりです"]
        assert hello["more"] is True
    headers = {"Authorization": f"Visitor {token}", "Origin": server.url}
    with httpx.Client(base_url=f"{server.url}/chat/v1/", headers=headers, timeout=30) as visitor:
        found: list[dict[str, Any]] = []
        place, more, pages = hello["messages"][0], True, 0
        while more:
            asked = {"before": place["seq"], "conversation_id": place["conversation_id"]}
            page = visitor.get("messages", params=asked).raise_for_status().json()
            assert page["items"], "a page is empty only where nothing is left"
            found = page["items"] + found
            place, more, pages = found[0], page["more"], pages + 1
        assert pages > 1
        bodies = [one["body"] for one in found if one["kind"] == "text"]
        assert bodies == ["はじめまして", *(f"{number}番目の話" for number in range(130))]
        assert found[-1]["line"]["key"] == "resolved"
        # Somebody else's talk is as if it were not there, whatever its number.
        for number in (others, *range(others + 1, others + 20)):
            asked = {"before": 99, "conversation_id": number}
            answer = visitor.get("messages", params=asked).json()
            assert answer == {"items": [], "more": False}


def test_marks_stand_in_the_talk_that_staff_opened(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    with chat(server, shop) as line, desk(server, anna) as tab:
        line.until("hello")
        message = say(line, "ありがとうございました", "first-0001")["message"]
        first, customer = message["conversation_id"], message["author"]["id"]
        end_long_ago(server, anna, first)
        before = marks(anna, first)
        opened = anna.post("conversations", json={"customer_id": customer})
        assert opened.status_code == 201, opened.text
        second = opened.json()["id"]
        seq = reply(anna, second, "その後いかがですか")
        heard(line, "その後いかがですか")
        line.send(do="delivered", seq=seq)
        await_marks(anna, second, (seq, 0))
        line.send(do="read", seq=seq)
        await_marks(anna, second, (seq, seq))
        assert marks(anna, first) == before
        position = anna.get("desk/snapshot").json()["position"]
        tab.send(do="resume", position=position)
        tab.until("events")
        line.send(do="typing", on=True)
        assert tab.until("typing")["typing"]["conversation_id"] == second


def test_what_is_said_by_mail_does_not_come_into_the_window(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    address = {"channel": "email", "external_id": "hana@example.jp"}
    with chat(server, shop) as line, desk(server, anna) as tab:
        line.until("hello")
        message = say(line, "窓口から", "first-0001")["message"]
        talk, customer = message["conversation_id"], message["author"]["id"]
        named = anna.post(f"customers/{customer}/identities", json=address)
        assert named.status_code < 300, named.text
        actor = server.desk.store.read_now(actor_of_anna)
        who = Introduction(
            shop_id=shop["id"], identities=(Identity("email", "hana@example.jp"),), locale="ja"
        )
        mail = server.desk.store.write_now(mailing.begin, who, "ご注文の件", by=actor)
        assert mail.customer_id == customer
        speech = Speech(client_id="by-mail-0001", body="メールでのご連絡")
        server.desk.store.write_now(operations.post, mail.id, speech, by=actor)
        tab.send(do="typing", conversation_id=mail.id, on=True)
        tab.send(do="typing", conversation_id=talk, on=True)
        came = heard(line, '"typing"')
        reply(anna, talk, "窓口のお返事")
        came += heard(line, "窓口のお返事")
        assert came.count('"typing"') == 1
        assert "メールでのご連絡" not in came
        assert f'"conversation_id": {mail.id}' not in came


def test_who_comes_back_after_the_end_is_asked_anew(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    def rating(line: Line) -> Any:
        """Return the rating that the customer's screen has of the talk when that has ended."""
        while True:
            for event in line.until("events")["events"]:
                for change in event["changes"]:
                    if change["type"] == "conversation" and change["value"]["state"] == "resolved":
                        return change["value"]["rating"]

    with chat(server, shop) as line:
        token = line.until("hello")["hello"]["visitor"]
        talk = say(line, "傷がありました", "first-0001")["message"]["conversation_id"]
        anna.post(f"conversations/{talk}/resolve")
        assert rating(line) is None
        line.send(do="rate", score=2, comment="")
        while (given := rating(line)) is None:
            pass
        assert given["score"] == 2
        say(line, "まだ直っていません", "first-0002")
        anna.post(f"conversations/{talk}/resolve")
        assert rating(line) is None
    with chat(server, shop, visitor=token) as line:
        assert line.until("hello")["hello"]["conversation"]["rating"] is None
        line.send(do="rate", score=5, comment="")
        while (given := rating(line)) is None:
            pass
        assert given["score"] == 5
    found = anna.get(f"conversations/{talk}").json()["conversation"]
    assert found["rating"]["score"] == 5

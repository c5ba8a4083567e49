"""The customers' side over HTTP: who is a visitor, on which pages, with which past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.desk import operations
from madoguchi.desk.contracts import Speech
from madoguchi.kernel.store import Store
from madoguchi.shops.contracts import Identity
from tests.web.running import Browser, Running, problem
from tests.web.visits import (
    TEXT,
    Visiting,
    actor_of_anna,
    busan,
    database,
    empty,
    kyoto,
    on_both,
    signed,
    stored,
    upload,
    visit,
)

__all__ = ["busan", "database", "empty", "kyoto", "visit"]


@pytest.mark.parametrize("authorization", ["", "Visitor x.y", "Bearer x", "Visitor"])
def test_without_a_token_of_ours_nobody_is_a_visitor(
    visit: Visiting, server: Running, kyoto: dict[str, Any], authorization: str
) -> None:
    mei = visit(kyoto, "mei", Authorization=authorization)
    problem(upload(mei, TEXT, "a.txt"), 401, "web.no_visitor")
    problem(mei.get("attachments/1"), 401, "web.no_visitor")
    problem(mei.get("messages", params={"before": 9}), 401, "web.no_visitor")
    assert stored(server) == []


def test_a_page_elsewhere_is_refused_and_told_why(
    visit: Visiting, anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    evil = visit(kyoto, "mei", Origin="https://evil.example")
    for answer in (
        upload(evil, TEXT, "a.txt"),
        evil.get("messages", params={"before": 9}),
        evil.get(f"shops/{kyoto['public_key']}"),
    ):
        problem(answer, 403, "web.foreign_page")
        assert answer.headers["access-control-allow-origin"] == "https://evil.example"
    assert stored(server) == []
    silent = visit(kyoto, "mei", **{"Sec-Fetch-Site": "cross-site"})
    del silent.headers["Origin"]
    problem(silent.get("messages", params={"before": 9}), 403, "web.foreign_page")
    ours = visit(kyoto, "mei", Origin=server.url)
    assert ours.get(f"shops/{kyoto['public_key']}").status_code == 200


def test_a_shops_page_may_ask_before_it_sends(
    visit: Visiting, server: Running, kyoto: dict[str, Any]
) -> None:
    page = visit(kyoto, "mei")
    asked = page.options(
        "attachments",
        headers={
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,accept-language",
            "Authorization": "",
        },
    )
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "https://kyoto.example"
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    assert "POST" in asked.headers["access-control-allow-methods"]
    got = upload(page, TEXT, "a.txt")
    assert got.headers["access-control-allow-origin"] == "https://kyoto.example"
    assert "Origin" in got.headers["vary"]
    assert "access-control-allow-credentials" not in got.headers


def test_a_shops_card(
    visit: Visiting, anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    page = visit(kyoto, "mei")
    card = page.get(f"shops/{kyoto['public_key']}").json()
    assert (card["name"], card["open"], card["opens_at"]) == ("kyoto", True, None)
    assert card["widget"]["position"] == "right"
    problem(page.get("shops/shop_none"), 404, "shops.unknown_key")
    anna.patch(f"shops/{kyoto['id']}", json={"archived": True})
    problem(page.get(f"shops/{kyoto['public_key']}"), 404, "shops.unknown_key")
    problem(upload(page, TEXT, "a.txt"), 404, "shops.unknown_key")


NOTHING = {"items": [], "more": False}


@on_both
def test_history_goes_back_to_the_start_past_any_number_of_notes(
    visit: Visiting, anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    mei = visit(kyoto, "mei")
    assert mei.get("messages", params={"before": 9}).json() == NOTHING
    first = mei.say(server, "最初")
    store: Store = server.desk.store
    by = store.read_now(actor_of_anna)
    for number in range(120):
        speech = Speech(client_id=f"note-{number:04}", kind="note", body="for us alone")
        store.write_now(operations.post, first.conversation_id, speech, by=by)
    last = mei.say(server, "最後").message
    for before in (last.seq, 10**12):
        items = mei.get("messages", params={"before": before}).json()["items"]
        said = [item["body"] for item in items]
        assert said == (["最初"] if before == last.seq else ["最初", "最後"])
    assert mei.get("messages", params={"before": 1}).json() == NOTHING
    ken = visit(kyoto, "ken")
    assert ken.get("messages", params={"before": 9}).json() == NOTHING


@on_both
def test_two_people_at_one_browser_see_each_their_own(
    visit: Visiting, anna: Browser, server: Running, kyoto: dict[str, Any]
) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    browser = visit(kyoto, "shared")
    browser.say(server, "Aです", vouched=Identity("a", "A", None, until))
    browser.say(server, "Bです", vouched=Identity("b", "B", None, until))
    secret = anna.get(f"shops/{kyoto['id']}/secret").json()["secret"]
    for who, said in (("a", "Aです"), ("b", "Bです")):
        token = signed(secret, external_id=who, exp=int(until.timestamp()))
        items = browser.get(
            "messages", params={"before": 9}, headers={"Madoguchi-Identity": token}
        ).json()["items"]
        assert [item["body"] for item in items] == [said]
    forged = signed("another secret", external_id="a", exp=int(until.timestamp()))
    answer = browser.get("messages?before=9", headers={"Madoguchi-Identity": forged})
    problem(answer, 401, "shops.bad_identity")

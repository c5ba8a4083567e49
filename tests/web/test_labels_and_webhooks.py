"""Tags, prepared answers and webhooks over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.webhooks.receiver import Receiver
from tests.web.conftest import Join, set_up
from tests.web.running import Browser, Running, problem
from tests.web.test_attachments import Visit, make_shop
from tests.worker.running import until


@pytest.fixture
def anywhere_set_up(anywhere: Running) -> Iterator[tuple[Running, Browser]]:
    browser = set_up(anywhere)
    yield anywhere, browser
    browser.close()


def test_tags_over_http(anywhere_set_up: tuple[Running, Browser]) -> None:
    server, anna = anywhere_set_up
    kyoto = make_shop(anna, "kyoto")
    made = anna.post("tags", json={"name": "返品", "color": "#f80", "shop_id": kyoto["id"]})
    assert made.status_code == 201, made.text
    tag = made.json()
    assert tag == {
        "id": tag["id"], "version": 1, "name": "返品", "color": "#ff8800", "shop_id": kyoto["id"],
    }  # fmt: skip
    problem(anna.post("tags", json={"name": "返品", "shop_id": kyoto["id"]}), 409, "tag.name_taken")
    changed = anna.patch(f"tags/{tag['id']}", json={"name": "返品・交換"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert anna.get("tags").json() == [changed.json()]
    with Visit(server, kyoto, "mei") as mei:
        number = mei.say(server, "hello").conversation_id
    tagged = anna.put(f"conversations/{number}/tags", json={"tag_ids": [tag["id"]]})
    assert tagged.json()["tag_ids"] == [tag["id"]]
    inbox = anna.get("conversations", params={"tag_id": tag["id"]}).json()
    assert [item["id"] for item in inbox["items"]] == [number]
    assert anna.delete(f"tags/{tag['id']}").status_code == 204
    assert anna.get("tags").json() == []
    problem(anna.delete(f"tags/{tag['id']}"), 404, "tag.not_found")
    problem(
        anna.put(f"conversations/{number}/tags", json={"tag_ids": [tag["id"] + 9]}),
        404,
        "tag.not_found",
    )


def test_prepared_answers_over_http(anna: Browser, join: Join) -> None:
    draft = {"shortcut": "/hi", "title": "Hello", "texts": {"ja": "{customer}様"}}
    made = anna.post("canned-replies", json=draft)
    assert made.status_code == 201, made.text
    reply = made.json()
    assert reply["texts"] == {"ja": "{customer}様"}
    changed = anna.patch(f"canned-replies/{reply['id']}", json={"title": "挨拶"}).json()
    assert (changed["title"], changed["version"]) == ("挨拶", 2)
    sora = join("sora", all_shops=True)
    assert sora.get("canned-replies").json() == [changed]
    problem(sora.delete(f"canned-replies/{reply['id']}"), 403, "people.supervisor_only")
    assert anna.delete(f"canned-replies/{reply['id']}").status_code == 204
    assert anna.get("canned-replies").json() == []


def test_webhooks_over_http(anywhere_set_up: tuple[Running, Browser]) -> None:
    _, anna = anywhere_set_up
    refused = anna.post("webhooks", json={"url": "http://127.0.0.1:9/"})
    problem(refused, 422, "webhook.private_address")
    made = anna.post("webhooks", json={"url": "https://hooks.invalid/", "kinds": ["tag_*"]})
    assert made.status_code == 201, made.text
    hook, secret = made.json()["webhook"], made.json()["secret"]
    assert secret.startswith("whsec_")
    assert secret not in anna.get("webhooks").text
    assert anna.get(f"webhooks/{hook['id']}").json() == hook
    anna.post("tags", json={"name": "急ぎ"})
    log = f"webhooks/{hook['id']}/deliveries"
    until(lambda: [e["attempts"] for e in anna.get(log).json()["items"]] == [1])
    until(lambda: anna.get(log).json()["items"][0]["answer"])
    entry = anna.get(log).json()["items"][0]
    assert (entry["kind"], entry["state"], entry["status"]) == ("tag_made", "pending", None)
    assert entry["answer"] == "hooks.invalid cannot be found"
    again = anna.post(f"{log}/{entry['id']}/retry")
    assert (again.status_code, again.json()["attempts"]) == (200, 0)
    tried = anna.post(f"webhooks/{hook['id']}/test")
    assert (tried.status_code, tried.json()["kind"]) == (202, "webhook_tested")
    off = anna.patch(f"webhooks/{hook['id']}", json={"active": False}).json()
    assert (off["active"], off["version"]) == (False, 2)
    assert anna.delete(f"webhooks/{hook['id']}").status_code == 204
    problem(anna.get(log), 404, "webhook.not_found")


def test_a_webhook_hears_of_a_customer_within_the_server(tmp_path: Path) -> None:
    with (
        Receiver() as receiver,
        Running(tmp_path, webhooks_to_private_addresses=True) as server,
    ):
        anna = set_up(server)
        kyoto = make_shop(anna, "kyoto")
        anna.post("webhooks", json={"url": receiver.url, "kinds": ["message_received"]})
        with Visit(server, kyoto, "mei") as mei:
            mei.say(server, "届きません")
        got = receiver.wait_for(1)[0].json
        said = [c["value"]["body"] for c in got["changes"] if c["type"] == "message"]
        assert said == ["届きません"]
        anna.close()


def test_owners_alone_reach_webhooks(anna: Browser, join: Join) -> None:
    boss = join("bo", "supervisor", all_shops=True)
    tries: list[tuple[str, str, Any]] = [
        ("GET", "webhooks", None),
        ("POST", "webhooks", {"url": "https://shop.example/"}),
        ("GET", "webhooks/1", None),
        ("PATCH", "webhooks/1", {"active": False}),
        ("DELETE", "webhooks/1", None),
        ("GET", "webhooks/1/deliveries", None),
        ("POST", "webhooks/1/deliveries/1/retry", None),
        ("POST", "webhooks/1/test", None),
    ]
    for method, path, body in tries:
        problem(boss.request(method, path, json=body), 403, "people.owner_only")

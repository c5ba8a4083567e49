"""The customer's profile over HTTP, as the desk's column beside the conversation asks for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from madoguchi.channels.webchat.visitors import Visitor, introduce
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Speech
from madoguchi.desk.tables import conversation_table
from madoguchi.orders.contracts import Source
from madoguchi.orders.operations import keep_order
from tests.orders.conftest import order_draft
from tests.web.conftest import Join
from tests.web.running import Browser, Running, problem

TOKYO = {
    "country": "JP", "recipient": "山田 花子", "postal_code": "１５００００１", "region": "東京都",
    "city": "渋谷区", "lines": ["神宮前1-2-3"],
}  # fmt: skip


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    made = anna.post("shops", json={"name": "京都の店", "locale": "ja", "zone": "Asia/Tokyo"})
    return dict(made.json())


def customer_of(server: Running, shop: dict[str, Any], browser: str) -> int:
    """Let somebody write into the chat; returns whom the shop knows them as."""
    introduction = introduce(Visitor(browser, shop["id"]), None, locale="ja", zone=None, page=None)
    speech = Speech(client_id=f"client-of-{browser}", body="こんにちは")
    posted = server.desk.store.write_now(desk.receive, introduction, speech)
    return int(posted.message.author.id)


@pytest.fixture
def hanako(server: Running, shop: dict[str, Any]) -> int:
    return customer_of(server, shop, "hanako")


def profile(by: Browser, customer: int) -> dict[str, Any]:
    answer = by.get(f"customers/{customer}/profile")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_who_they_are_is_corrected_where_it_stands(anna: Browser, hanako: int) -> None:
    path = f"customers/{hanako}"
    given = {
        "name": "山田 花子", "tags": ["茶器", "茶器"], "tier": "gold", "note": "紙袋は二つ",
        "zone": "Asia/Tokyo", "locale": "ja-JP",
    }  # fmt: skip
    changed = anna.patch(path, json=given).json()
    assert changed == changed | given | {"tags": ["茶器"]}
    assert anna.patch(path, json={"zone": None}).json()["zone"] is None
    body = problem(anna.patch(path, json={"zone": "Asia/Edo"}), 422, "customer.bad_zone")
    assert body["field"] == "zone"
    body = problem(
        anna.patch(path, json={"note": "x", "phone": "not a number"}), 422, "customer.bad_phone"
    )
    assert anna.get(path).json()["note"] == "紙袋は二つ"  # all of it or nothing


def test_an_address_is_checked_as_its_country_writes_it(anna: Browser, hanako: int) -> None:
    path = f"customers/{hanako}/addresses"
    wrong = anna.post(path, json={**TOKYO, "postal_code": "15000"})
    body = problem(wrong, 422, "address.bad_postal_code")
    assert (body["field"], "100-0001" in body["detail"]) == ("postal_code", True)
    body = problem(anna.post(path, json={**TOKYO, "city": ""}), 422, "address.incomplete")
    assert body["field"] == "city"
    kept = anna.post(path, json=TOKYO).json()
    (shown,) = profile(anna, hanako)["addresses"]
    assert shown["label"].startswith("〒150-0001\n東京都渋谷区神宮前1-2-3\n山田 花子")
    assert shown["label_abroad"].endswith("JAPAN")
    assert anna.put(f"addresses/{kept['id']}", json={**TOKYO, "title": "会社"}).status_code == 200
    assert anna.delete(f"addresses/{kept['id']}").status_code == 204
    assert profile(anna, hanako)["addresses"] == []


def test_a_consent_stands_with_its_proof_and_where_it_was_withdrawn(
    anna: Browser, hanako: int
) -> None:
    anna.patch(f"customers/{hanako}", json={"zone": "Asia/Tokyo"})
    noon = {"purpose": "marketing_email", "at": "2026-11-20T03:00:00Z"}
    asked = f"customers/{hanako}/may-contact"
    assert anna.get(asked, params=noon).json()["why"] == "no_consent"
    draft = {"purpose": "marketing_email", "locale": "ja", "channel": "counter"}
    path = f"customers/{hanako}/consents"
    problem(anna.post(path, json={**draft, "text": " "}), 422, "consent.text_missing")
    kept = anna.post(path, json={**draft, "text": "お知らせを受け取る"}).json()
    assert anna.get(asked, params=noon).json()["allowed"]
    night = anna.get(asked, params={**noon, "at": "2026-11-20T14:00:00Z"}).json()
    assert (night["why"], night["from_when"]) == ("quiet_hours", "2026-11-20T23:00:00Z")
    gone = anna.post(f"consents/{kept['id']}/withdraw", json={"channel": "phone"}).json()
    assert (gone["text"], gone["withdrawn_channel"]) == ("お知らせを受け取る", "phone")
    assert anna.get(asked, params=noon).json()["why"] == "withdrawn"


def test_what_went_wrong_and_who_wrote_are_there_for_the_next(
    anna: Browser, join: Join, hanako: int
) -> None:
    lin = join("lin", all_shops=True)
    path = f"customers/{hanako}/incidents"
    problem(anna.post(path, json={"cause": "late", "what": " "}), 422, "incident.what_missing")
    noted = lin.post(path, json={"cause": "late", "what": "三日遅れた"}).json()
    put = {"cause": "late", "what": "三日遅れた", "done": "送料を返金"}
    assert anna.put(f"incidents/{noted['id']}", json=put).status_code == 200
    (kept,) = profile(lin, hanako)["incidents"]
    assert (kept["done"], kept["by_name"]) == ("送料を返金", "Lin")
    (contact,) = lin.get(f"customers/{hanako}/contacts").json()["items"]
    assert (contact["direction"], contact["channel"], contact["count"]) == ("in", "webchat", 1)


def test_what_they_bought_is_counted_by_what_was_paid(
    server: Running, anna: Browser, shop: dict[str, Any], hanako: int
) -> None:
    other = customer_of(server, shop, "her-telephone")

    def buy(number: str, customer: int, **more: Any) -> None:
        draft = order_draft(shop["id"], number, customer_id=customer, **more)
        server.desk.store.write_now(keep_order, draft, source=Source(name="shopify"))

    buy("1", hanako, paid=1980)
    buy("2", other, paid=3000, total=3000, refunded=500)
    buy("3", hanako)  # never paid
    buy("4", hanako, currency="USD", total=2000, paid=2000)
    assert [each["paid"] for each in profile(anna, hanako)["worth"]] == [1980, 2000]
    anna.post(f"customers/{hanako}/merge", json={"other_id": other})
    yen, dollars = profile(anna, hanako)["worth"]
    assert (yen["currency"], yen["orders"], yen["paid"], yen["refunded"]) == ("JPY", 2, 4980, 500)
    assert (dollars["currency"], dollars["orders"], dollars["paid"]) == ("USD", 1, 2000)


def test_a_name_is_written_down_taken_back_and_leads_to_whose_it_is(
    server: Running, anna: Browser, join: Join, shop: dict[str, Any], hanako: int
) -> None:
    lin = join("lin", all_shops=True)
    other = customer_of(server, shop, "her-telephone")
    line = {"channel": "line", "external_id": "U4711"}
    assert lin.post(f"customers/{hanako}/identities", json=line).status_code == 201
    taken = problem(lin.post(f"customers/{other}/identities", json=line), 409, "identity.taken")
    # By what the refusal says the other profile is found, and the two are made one.
    found = lin.get("search", params={"q": str(taken["params"]["name"])}).json()["found_customers"]
    assert hanako in [each["customer"]["id"] for each in found]
    assert profile(lin, other)["suggestions"] == []
    made = lin.post(f"customers/{other}/merge", json={"other_id": hanako}).json()
    assert (made["basis"], made["by_name"]) == ("staff", "Lin")
    assert lin.post(f"customer-merges/{made['id']}/undo").status_code == 200
    away = f"customers/{hanako}/identities/remove"
    problem(lin.post(away, json=line), 403, "people.supervisor_only")
    assert anna.post(away, json=line).status_code == 200
    assert lin.post(f"customers/{other}/identities", json=line).status_code == 201


def test_of_two_who_merge_at_once_the_second_is_told_in_words(
    server: Running, anna: Browser, join: Join, shop: dict[str, Any], hanako: int
) -> None:
    lin = join("lin", all_shops=True)
    second, third = (customer_of(server, shop, name) for name in ("second", "third"))
    assert anna.post(f"customers/{hanako}/merge", json={"other_id": second}).status_code == 201
    late = lin.post(f"customers/{second}/merge", json={"other_id": third})
    body = problem(late, 409, "customer.merged_meanwhile")
    assert body["detail"].count("#") == 2  # who, and under whose profile


def test_earlier_conversations_are_read_in_pages(
    server: Running, shop: dict[str, Any], anna: Browser, hanako: int
) -> None:
    path = f"customers/{hanako}/conversations"
    first = anna.get(path).json()
    assert (len(first["items"]), first["next_cursor"]) == (1, None)
    anna.post(f"conversations/{first['items'][0]['id']}/resolve", json={}).raise_for_status()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)  # so that it is not the one that is gone on with
    server.desk.store.write_now(
        lambda tx: tx.execute(conversation_table.update().values(resolved_at=long_ago))
    )
    made = anna.post("conversations", json={"customer_id": hanako})
    made.raise_for_status()
    newest = anna.get(path, params={"limit": 1}).json()
    rest = anna.get(path, params={"limit": 1, "cursor": newest["next_cursor"]}).json()
    found = [each["id"] for each in (*newest["items"], *rest["items"])]
    assert found == [made.json()["id"], first["items"][0]["id"]]
    assert rest["next_cursor"] is None
    problem(anna.get(path, params={"cursor": "yesterday"}), 422, "list.bad_cursor")

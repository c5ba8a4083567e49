"""Orders over HTTP: brought, shown to those in sight, followed by their customer through a link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from tests.web.conftest import Join
from tests.web.running import Browser, Running
from tests.web.visits import make_shop

TEA = {
    "platform": "shopify",
    "external_id": "1001",
    "number": "#1001<b>",
    "version": 1,
    "placed_at": "2026-11-01T03:00:00Z",
    "currency": "JPY",
    "total": 1980,
    "lines": [{"title": "茶筒 <script>", "price": 1980}],
}


def later(**by: float) -> str:
    return (datetime.now(UTC) + timedelta(**by)).isoformat()


def bring(anna: Browser, shop_id: int, **more: object) -> int:
    made = anna.post("orders", json={**TEA, "shop_id": shop_id, **more})
    assert made.status_code == 200, made.text
    return int(made.json()["order"]["id"])


def test_a_customer_follows_an_order_until_the_link_is_taken_back(
    server: Running, anna: Browser
) -> None:
    shop = make_shop(anna, "kyoto")
    order = bring(anna, shop["id"])
    parcel = {
        "shop_id": shop["id"],
        "number": "EB204177335JP",
        "order_ids": [order],
        "expected_at": "2027-02-03T03:00:00Z",
    }
    number = anna.post("parcels", json=parcel).json()["parcel"]["id"]
    moves = [
        {"at": later(days=-3), "status": "InTransit", "text": "引受 <i>", "place": "OSAKA"},
        {"at": later(days=-1), "status": "InTransit", "detail": "CustomsProcessing"},
    ]
    moved = anna.post(f"parcels/{number}/movements", json={"movements": moves})
    assert moved.json()["orders"][0]["state"] == "customs"

    made = anna.post(f"orders/{order}/links", json={"days": 3}).json()
    path = made["url"].partition("/o/")[2]
    again = [anna.post(f"orders/{order}/links", json={}).json()["url"] for _ in range(2)]
    assert again[0] == again[1] != made["url"]
    with httpx.Client(base_url=server.url) as customer:
        page = customer.get(f"/o/{path}", headers={"Accept-Language": "ko"})
        assert page.status_code == 200
        assert "통관 중" in page.text
        assert "EB204177335JP" in page.text
        assert "도착 예정: 2월 3일" in page.text
        assert "<script>" not in page.text.replace("<script src=", "")
        assert "#1001<b>" not in page.text
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "お届け" in customer.get(f"/o/{path}?lang=ja").text

        torn = path[:-1] + ("1" if path[-1] == "0" else "0")
        kind = customer.get(f"/o/{torn}", headers={"Accept-Language": "zh-TW"})
        other = customer.get("/o/999." + path.partition(".")[2])
        assert (kind.status_code, other.status_code) == (404, 404)
        assert "連結不完整" in kind.text
        assert "EB204177335JP" not in kind.text
        assert 'id="talk"' not in kind.text, "nobody knows whose link it was meant to be"
        assert "En douane" in customer.get(f"/o/{path}?lang=fr").text
        assert "En aduana" in customer.get(f"/o/{path}", headers={"Accept-Language": "es"}).text

        assert anna.delete(f"order-links/{made['link']['id']}").status_code == 200
        over = customer.get(f"/o/{path}", headers={"Accept-Language": "en"})
        assert (over.status_code, "withdrawn" in over.text) == (404, True)
        assert 'id="talk"' in over.text, "its shop can be asked for another"
        assert f'data-shop="{shop["public_key"]}"' in over.text
        assert "EB204177335JP" not in over.text


def test_what_lies_in_the_warehouse_has_arrived_there_and_nowhere_else(
    server: Running, anna: Browser
) -> None:
    shop = make_shop(anna, "kyoto")
    order = bring(anna, shop["id"], via_warehouse=True, state="storage")
    stored = {"free_until": later(days=27.5), "ends_at": later(days=57.5), "fee": 50}
    parcel = {
        "shop_id": shop["id"], "number": "442109375816", "direction": "domestic",
        "order_ids": [order], "storage": {**stored, "currency": "JPY"},
    }  # fmt: skip
    number = anna.post("parcels", json=parcel).json()["parcel"]["id"]
    moves = [{"at": later(days=-1), "status": "Delivered", "text": "配達完了"}]
    anna.post(f"parcels/{number}/movements", json={"movements": moves})
    url = anna.post(f"orders/{order}/links", json={}).json()["url"]
    with httpx.Client(base_url=server.url) as customer:
        path = "/o/" + url.partition("/o/")[2]
        page = {lang: customer.get(f"{path}?lang={lang}").text for lang in ("ja", "en", "es")}
    assert "（残り28 日）" in page["ja"]
    assert "1日につき￥50" in page["ja"]
    assert "58 days left" in page["en"]
    assert "quedan 28 días" in page["es"]
    assert "倉庫に到着</b>" in page["ja"]
    assert "お届け済み" not in page["ja"]


def test_orders_are_for_those_who_see_the_shop(server: Running, anna: Browser, join: Join) -> None:
    kyoto, canton = make_shop(anna, "kyoto"), make_shop(anna, "canton")
    order = bring(anna, canton["id"])
    sora = join("sora", all_shops=False, shop_ids=[kyoto["id"]])
    assert sora.get(f"orders/{order}").status_code == 404
    assert sora.put(f"orders/{order}/note", json={"note": "x"}).status_code == 404
    assert sora.post(f"orders/{order}/links", json={}).status_code == 404
    assert sora.get("orders", params={"q": "1001"}).json()["items"] == []
    refused = sora.post("orders", json={**TEA, "shop_id": kyoto["id"]})
    assert (refused.status_code, refused.json()["key"]) == (403, "order.bringing_needs_supervisor")

    assert anna.put(f"orders/{order}/flag", json={"flag": "red"}).json()["flag"] == "red"
    whole = anna.get(f"orders/{order}").json()
    assert whole["order"]["flag"] == "red"
    assert whole["parcels"] == []
    wrong = anna.post("orders", json={**TEA, "shop_id": kyoto["id"], "currency": "ZZZ"})
    assert (wrong.status_code, wrong.json()["key"]) == (422, "order.unknown_currency")
    words = anna.get("journeys", headers={"Accept-Language": "ja"}).json()
    assert words["via_warehouse"]["storage"]["name"] == "保管中"

"""An order beside the talk: it moves before the agent's eyes, and its customer sees the same."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.people import PATIENCE_SECONDS, Colleague
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.house.tree import ROOT


def words(colleague: Colleague, key: str) -> str:
    """What the orders' own book says for a key, in the language of this screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    book = ROOT / "ui" / "desk" / "orders" / "texts" / f"{locale}.json"
    return str(json.loads(book.read_text("utf-8"))[key])


def test_an_order_moves_before_everybodys_eyes(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("Where has my iron kettle got to?")
    camille = stage.colleague("camille")
    camille.open("iron kettle got to")
    with stage.api("ruoxi") as owner:
        talk = owner.get(f"/api/v1/conversations/{camille.conversation_id}").json()["conversation"]

        def post(path: str, **body: Any) -> Any:
            answer = owner.post(f"/api/v1/{path}", json=body)
            assert answer.is_success, answer.text
            return answer.json()

        began = datetime.now(UTC) - timedelta(days=9)
        order = post(
            "orders",
            shop_id=talk["shop_id"],
            customer_id=talk["customer_id"],
            platform="shopify",
            external_id="kettle-1",
            number="#K-1",
            state="preparing",
            placed_at=began.isoformat(),
            currency="JPY",
            total=12800,
            paid=12800,
            lines=[{"title": "南部鉄器 鉄瓶 1.2L", "price": 12800}],
        )["order"]
        parcel = post(
            "parcels", shop_id=talk["shop_id"], number="RN488172030JP", order_ids=[order["id"]]
        )["parcel"]

        # It comes by the feed, to a pane that is open already.
        card = camille.page.locator(".order", has_text="鉄瓶")
        expect(card).to_be_visible()
        expect(card.locator(".order-state")).to_have_text("Being prepared")
        card.get_by_role("button").first.click()
        expect(card.locator(".order-stations .is-now")).to_contain_text("Paid")

        card.get_by_role("button", name=words(camille, "send")).click()
        camille.page.get_by_role("menuitem", name=words(camille, "send.order")).click()
        sent = hana.log.locator("a.order", has_text="鉄瓶")
        expect(sent).to_contain_text("¥12,800")
        expect(camille.log.locator(".order-sent")).to_contain_text("#K-1")

        page = stage.page(viewport=PHONE, locale="en-GB")
        page.goto(str(sent.get_attribute("href")))
        expect(page.get_by_role("heading", level=1)).to_have_text("Being prepared")
        check_fits(page)

        moves = [
            {"at": (began + timedelta(days=2)).isoformat(), "status": "InTransit", "text": "引受"},
            {
                "at": (began + timedelta(days=5)).isoformat(),
                "status": "InTransit",
                "detail": "CustomsProcessing",
                "place": "MELBOURNE",
            },
        ]
        post(f"parcels/{parcel['id']}/movements", movements=moves)
        expect(card.locator(".order-state")).to_have_text("At customs")
        expect(card.locator(".order-stations .is-now")).to_contain_text("Customs")
        expect(card.locator(".parcel")).to_contain_text("MELBOURNE")
        card.locator(".parcel-moves summary").click()
        expect(card.locator(".parcel-moves li")).to_have_count(2)
        expect(card.locator(".parcel-moves li").last).to_contain_text("引受")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("At customs")
        expect(page.locator(".stops .is-now")).to_contain_text("Customs")
        expect(page.locator(".moves li").first).to_contain_text("MELBOURNE")
        check_accessible(page)

        # The link is taken back at the desk: whoever has it is told so, and whom to ask.
        card.locator(".order-links summary").click()
        card.get_by_role("button", name=words(camille, "link.revoke")).click()
        expect(card.locator(".order-links li")).to_have_count(0)
        stage.forgive("404")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("This page cannot be opened")
        expect(page.locator("main")).not_to_contain_text("RN488172030JP")
        expect(page.get_by_role("button", name="Talk to us")).to_be_visible()


def test_how_long_a_parcel_may_lie_is_seen_on_both_sides(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("How long may the record player stay with you?")
    camille = stage.colleague("camille")
    camille.open("record player stay")
    with stage.api("ruoxi") as owner:
        talk = owner.get(f"/api/v1/conversations/{camille.conversation_id}").json()["conversation"]
        now = datetime.now(UTC)
        lines = [{"title": "レコードプレーヤー", "price": 24000}]
        order = {
            "shop_id": talk["shop_id"], "customer_id": talk["customer_id"], "platform": "own",
            "external_id": "player-1", "number": "P-1", "via_warehouse": True, "state": "storage",
            "placed_at": (now - timedelta(days=40)).isoformat(), "currency": "JPY",
            "total": 24000, "paid": 24000, "lines": lines,
        }  # fmt: skip
        made = owner.post("/api/v1/orders", json=order).raise_for_status().json()["order"]
        storage = {
            "free_until": (now - timedelta(days=4, hours=12)).isoformat(),
            "ends_at": (now + timedelta(days=5, hours=12)).isoformat(),
            "fee": 50,
            "currency": "JPY",
        }
        parcel = {
            "shop_id": talk["shop_id"], "number": "442109375816", "carrier": "yamato",
            "direction": "domestic", "order_ids": [made["id"]], "storage": storage,
        }  # fmt: skip
        owner.post("/api/v1/parcels", json=parcel).raise_for_status()
        link = owner.post(f"/api/v1/orders/{made['id']}/links", json={}).json()["url"]
    card = camille.page.locator(".order", has_text="レコードプレーヤー")
    card.get_by_role("button").first.click()
    stored = card.locator(".parcel-storage.is-urgent")
    expect(stored).to_contain_text("¥250 so far")
    expect(stored).to_contain_text("6 days left")
    check_accessible(camille.page)

    page = stage.page(viewport=PHONE, locale="en-GB")
    page.goto(link)
    expect(page.locator(".storage")).to_contain_text("¥50 a day: ¥250 so far")
    expect(page.locator(".storage")).to_contain_text("6 days left")
    check_fits(page)


def test_an_address_is_confirmed_and_a_payment_reminded_of_by_one_tap_each(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("Please send the tea caddy to my new flat.")
    camille = stage.colleague("camille")
    camille.open("tea caddy to my new flat")
    with stage.api("ruoxi") as owner:
        talk = owner.get(f"/api/v1/conversations/{camille.conversation_id}").json()["conversation"]
        rules = f"/api/v1/shops/{talk['shop_id']}/card-rules"
        # Whatever the time is where this story is played, nobody sleeps.
        awake = {"most": 2, "quiet_from": 0, "quiet_until": 0}
        owner.put(rules, json=awake).raise_for_status()
        order = {
            "shop_id": talk["shop_id"], "customer_id": talk["customer_id"], "platform": "own",
            "external_id": "caddy-1", "number": "C-1", "placed_at": datetime.now(UTC).isoformat(),
            "currency": "JPY", "total": 1980, "lines": [{"title": "開化堂 茶筒", "price": 1980}],
            "address": {"name": "Hana", "lines": ["12 Elm Street"], "country": "GB"},
        }  # fmt: skip
        owner.post("/api/v1/orders", json=order).raise_for_status()
    card = camille.page.locator(".order", has_text="茶筒")
    card.get_by_role("button").first.click()

    def tap(kind: str) -> None:
        card.get_by_role("button", name=words(camille, "send")).click()
        camille.page.get_by_role("menuitem", name=words(camille, f"send.{kind}")).click()

    tap("address")
    expect(hana.log.locator(".theirs", has_text="12 Elm Street")).to_be_visible()
    hana.log.get_by_role("button", name="Yes, it is right").click()
    expect(camille.page.locator(".choice-card .is-chosen")).to_contain_text("Yes, it is right")
    tap("payment")
    expect(hana.log.locator("a.order", has_text="¥1,980 is still to be paid")).to_be_visible()


def test_a_note_and_a_flag_reach_a_colleague_on_a_telephone(stage: Stage) -> None:
    camille, man = stage.colleague("camille"), stage.colleague("man", viewport=PHONE)
    with stage.api("ruoxi") as owner:
        order = owner.get("/api/v1/orders", params={"q": "W20611"}).json()["items"][0]
        talks = owner.get(f"/api/v1/customers/{order['customer_id']}/conversations").json()
    for colleague in (camille, man):
        colleague.page.goto(f"{stage.origin}/desk/conversations/{talks['items'][0]['id']}")
    man.press("customer")
    for colleague in (camille, man):
        card = colleague.page.locator(".order", has_text="W20611").or_(
            colleague.page.locator(".order", has_text="こけし")
        )
        card.get_by_role("button").first.click()
    note = camille.page.locator(".order-note")
    note.fill("Statement sent to the broker")
    note.blur()
    expect(man.page.locator(".order-note")).to_have_value("Statement sent to the broker")
    check_fits(man.page)


ROWS = "\r\n".join(
    [
        "Order number,Order date,Currency,Total,Product name,Buyer,Buyer e-mail",
        'BR-1,2026-11-01 12:00,JPY,"1,980",Tea caddy,Hana,hana@example.com',
        "BR-2,2026-11-02 12:00,XXQ,2980,Teapot,Kai,kai@example.com",
        "BR-3,2026-11-03 12:00,JPY,4980,Kettle,Mio,mio@example.com",
    ]
)


def test_orders_come_in_from_a_file_and_go_again(stage: Stage) -> None:
    leader = stage.colleague("ruoxi", path="/desk/settings/orders")
    page = leader.page
    page.locator("input[type=file]").set_input_files(
        {"name": "november.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    )
    preview = page.locator(".import-preview")
    expect(preview.locator(".import-made tr")).to_have_count(2)
    expect(preview.locator(".import-warning")).to_contain_text("XXQ")
    check_accessible(page)
    page.set_viewport_size(PHONE)
    check_fits(page)
    preview.locator(".import-buttons .button-primary").click()

    row = page.locator(".import", has_text="november.csv")
    expect(row.locator(".mark.is-good")).to_be_visible()
    row.locator("summary").click()
    expect(row.locator(".fault-list li")).to_contain_text("XXQ")
    with stage.api("ruoxi") as owner:
        found = owner.get("/api/v1/orders", params={"q": "BR-3"}).json()["items"]
        assert [each["total"] for each in found] == [4980]
        row.locator(".import-acts button").click()
        expect(row.locator(".mark.is-good")).to_have_count(0)
        expect(row.get_by_role("status")).to_have_count(0)
        until = time.monotonic() + PATIENCE_SECONDS
        while owner.get("/api/v1/orders", params={"q": "BR-3"}).json()["items"]:
            assert time.monotonic() < until, "what came from the file has stayed"
            page.wait_for_timeout(100)

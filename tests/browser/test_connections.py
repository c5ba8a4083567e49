"""An owner connects a program, sees in words what could not be kept, and has it tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time

import httpx
from playwright.sync_api import expect

from tests.browser.people import PATIENCE_SECONDS, Colleague, unhurried
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.browser.vendure_shop import VendureShop
from tests.house.tree import ROOT

SECRET = "a-long-random-word-7431"


def words(colleague: Colleague, key: str, **values: object) -> str:
    """What the connections' own book says for a key, in the language of this screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    folder = ROOT / "ui" / "desk" / "settings" / "connections" / "texts"
    text = str(json.loads((folder / f"{locale}.json").read_text("utf-8"))[key])
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def tell(address: str, topic: str, body: object) -> int:
    """Post a notice as the shop's program would; returns how it was answered."""
    content = json.dumps(body).encode()
    stamp = str(int(time.time()))
    sign = hmac.new(SECRET.encode(), stamp.encode() + b"." + content, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "Madoguchi-Id": f"{topic}-{time.time_ns()}",
        "Madoguchi-Topic": topic,
        "Madoguchi-Timestamp": stamp,
        "Madoguchi-Signature": f"v1={sign.hexdigest()}",
    }
    answer = httpx.post(address, content=content, headers=headers, timeout=PATIENCE_SECONDS)
    return answer.status_code


def test_a_program_is_connected_mended_rested_and_removed(stage: Stage) -> None:
    ruoxi = stage.colleague("ruoxi", path="/desk/settings/connections")
    page = ruoxi.page
    unhurried(page)
    page.get_by_role("button", name=words(ruoxi, "add")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(words(ruoxi, "kind"), exact=True).select_option("generic")
    expect(dialog).to_contain_text(words(ruoxi, "can.tracking"))
    expect(dialog).to_contain_text(words(ruoxi, "where.generic"))
    make = dialog.get_by_role("button", name=words(ruoxi, "make"), exact=True)
    expect(make).to_be_disabled()
    check_accessible(page)
    dialog.get_by_label(words(ruoxi, "setting.secret")).fill(SECRET)
    dialog.get_by_label(words(ruoxi, "name"), exact=True).fill("Storehouse ERP")
    make.click()
    address = dialog.locator(".copy-field input").input_value()
    assert re.fullmatch(rf"{re.escape(stage.origin)}/hooks/\d+", address)
    dialog.get_by_role("button", name=words(ruoxi, "made.on")).click()
    expect(page.locator(".crumb-name")).to_contain_text(words(ruoxi, "state.quiet"))

    # What it posts is answered at once, and what could not be kept says why, without a reload.
    order = f"late-{time.time_ns()}"
    lines = [{"title": "cup", "quantity": 1, "price": 500}]
    told = {
        "order": {
            "external_id": order, "version": 1, "number": order, "state": "paid",
            "placed_at": "2026-03-01T01:00:00Z", "currency": "JPY", "total": 500, "paid": 500,
            "lines": lines,
        }
    }  # fmt: skip
    assert tell(address, "order", told) == 200
    taken = page.locator(".notice", has=page.locator("code", has_text=re.compile("^order$")))
    expect(taken.locator(".mark.is-good")).to_be_visible()
    refund = {"external_id": "r1", "amount": 500, "currency": "USD", "at": "2026-03-02T01:00:00Z"}
    assert tell(address, "refunds", {"order": order, "refunds": [refund]}) == 200
    row = page.locator(".notice", has_text="refunds")
    expect(row.locator(".notice-reason")).to_contain_text("JPY")
    expect(row.locator(".mark")).to_have_text(words(ruoxi, "notice.failed"))
    check_accessible(page)
    page.set_viewport_size(PHONE)
    check_fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})

    # Its cause is gone, for the program had the order's money wrong: tried again, it is taken in.
    told["order"] |= {"version": 2, "currency": "USD"}
    assert tell(address, "order", told) == 200
    expect(taken.locator(".mark.is-good")).to_have_count(2)
    row.get_by_role("button", name=words(ruoxi, "notices.again")).click()
    expect(row.locator(".mark")).to_have_text(words(ruoxi, "notice.done"))

    # The secret is taken and never shown; resting, it refuses.
    secret = page.get_by_label(words(ruoxi, "setting.secret"))
    expect(secret).to_have_value("")
    expect(secret).to_have_attribute("placeholder", words(ruoxi, "unchanged"))
    page.get_by_label(words(ruoxi, "active")).click()
    expect(page.locator(".crumb-name .mark")).to_have_text(words(ruoxi, "state.off"))
    assert tell(address, "order", told) == 404

    # Removed with a way back.
    page.get_by_role("button", name=words(ruoxi, "remove"), exact=True).click()
    listed = page.locator(".entries").get_by_text("Storehouse ERP")
    expect(listed).to_have_count(0)
    page.get_by_role("button", name=ruoxi.t("undo"), exact=True).last.click()
    expect(listed).to_be_visible()


def test_a_shops_past_comes_in_and_money_goes_back(stage: Stage) -> None:
    """The owner watches the bar, and refunds one of the orders beside its customer's talk."""
    hana = stage.visitor()
    hana.open_chat()
    hana.write("One of the two cups came chipped, sadly.")
    ruoxi = stage.colleague("ruoxi")
    ruoxi.open("two cups came chipped")
    page = ruoxi.page
    with stage.api("ruoxi") as owner, VendureShop(60) as shop:
        talk = owner.get(f"/api/v1/conversations/{ruoxi.conversation_id}").json()["conversation"]
        settings = {"address": shop.address, "username": "desk", "password": "p"}
        draft = {"shop_id": talk["shop_id"], "kind": "vendure", "settings": settings}
        made = owner.post("/api/v1/connections", json=draft).raise_for_status().json()
        page.goto(f"{stage.origin}/desk/settings/connections/{made['id']}")
        page.get_by_role("button", name=words(ruoxi, "backfill.start")).click()
        bar = page.get_by_role("progressbar", name=words(ruoxi, "backfill"))
        expect(bar).to_have_js_property("value", 50)
        expect(bar).to_have_js_property("max", 60)
        progress = page.locator(".connection-progress")
        expect(progress).to_contain_text(words(ruoxi, "backfill.of", done=50, total=60))
        check_accessible(page)
        shop.go_on.set()
        expect(progress).to_contain_text(words(ruoxi, "backfill.is.done"))
        expect(progress).to_contain_text(words(ruoxi, "backfill.of", done=60, total=60))

        (order,) = owner.get("/api/v1/orders", params={"q": "VEN0007"}).json()["items"]
        mine = {"customer_id": talk["customer_id"]}
        owner.put(f"/api/v1/orders/{order['id']}/customer", json=mine).raise_for_status()
        page.goto(f"{stage.origin}/desk/conversations/{talk['id']}")
        card = page.locator(".order", has_text="清水焼の湯呑")
        card.get_by_role("button").first.click()
        card.locator(".refunds").get_by_role("button").click()
        dialog = page.get_by_role("dialog")
        check_accessible(page)
        amount = dialog.get_by_role("textbox").first
        expect(amount).to_have_value("5460")
        amount.fill("1,980")
        dialog.get_by_role("textbox").last.fill("A chip in the glaze")
        dialog.get_by_role("button", name="¥1,980").click()
        expect(card.locator(".refund.is-refunded")).to_contain_text("¥1,980")
        expect(card.locator(".refund.is-refunded")).to_contain_text("A chip in the glaze")
        expect(card.locator(".facts small").first).to_contain_text("1,980")
        owner.delete(f"/api/v1/connections/{made['id']}").raise_for_status()

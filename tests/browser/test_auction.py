"""The other journey: a bid is outbid and won, and what was won waits in the warehouse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.browser.test_orders import words


def test_a_bid_is_won_before_everybodys_eyes(stage: Stage) -> None:
    kai = stage.visitor()
    kai.open_chat()
    kai.write("Have we won the lacquer box?")
    camille = stage.colleague("camille")
    camille.open("won the lacquer box")
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
    with stage.api("ruoxi") as owner:
        talk = owner.get(f"/api/v1/conversations/{camille.conversation_id}").json()["conversation"]

        def tell(version: int, state: str, **more: Any) -> None:
            order = {
                "shop_id": talk["shop_id"],
                "customer_id": talk["customer_id"],
                "platform": "auction",
                "external_id": "box-1",
                "version": version,
                "number": "A-301",
                "journey": "auction",
                "state": state,
                "placed_at": (ends - timedelta(days=1)).isoformat(),
                "currency": "JPY",
                "total": 9800,
                "lines": [{"title": "輪島塗 小箱", "price": 9800}],
                **more,
            }
            owner.post("/api/v1/orders", json=order).raise_for_status()

        tell(1, "bid", ends_at=ends.isoformat())
        card = camille.page.locator(".order", has_text="輪島塗")
        expect(card.locator(".order-state")).to_have_text("Bid placed")
        card.get_by_role("button").first.click()
        end = card.locator(".order-ends time")
        first_end = end.inner_text()
        card.get_by_role("button", name=words(camille, "send")).click()
        camille.page.get_by_role("menuitem", name=words(camille, "send.order")).click()
        sent = kai.log.locator("a.order", has_text="輪島塗")
        page = stage.page(viewport=PHONE, locale="en-GB")
        page.goto(str(sent.get_attribute("href")))
        expect(page.get_by_role("heading", level=1)).to_have_text("Bid placed")
        told_end = page.locator(".ends").inner_text()

        # Somebody bids more in the last minutes: the end moves. What comes late says nothing new.
        tell(3, "outbid", ends_at=(ends + timedelta(minutes=35)).isoformat(), total=11000)
        tell(2, "bid", ends_at=ends.isoformat())
        expect(card.locator(".order-state")).to_have_text("Outbid")
        expect(end).not_to_have_text(first_end)
        expect(card).to_contain_text("¥11,000")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Outbid")
        expect(page.locator(".ends")).not_to_have_text(told_end)

        tell(4, "won", total=12000)
        expect(card.locator(".order-state")).to_have_text("Won")
        tell(5, "paid", total=12000, paid=12000)
        tell(6, "storage", total=12000, paid=12000)
        expect(card.locator(".order-state")).to_have_text("In storage")
        expect(card.locator(".order-stations .is-now")).to_contain_text("Warehouse")
        check_accessible(camille.page)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("In storage")
        expect(page.locator(".stops .is-now")).to_contain_text("Warehouse")
        expect(page.locator(".ends")).to_have_count(0)
        check_fits(page)
        check_accessible(page)

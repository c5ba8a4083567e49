"""Nobody is there: the customer learns when, leaves a message, and finds the answer later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.stage import Stage, check_accessible, check_fits


def test_a_closed_shop_says_its_hours_and_takes_a_message(stage: Stage) -> None:
    in_three_days = (datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower()
    shop = stage.opened_shop(weekly={in_three_days: [["10:00", "18:00"]]})
    hana = stage.visitor(url=f"{stage.origin}/sample/{shop['public_key']}")
    hana.open_chat()
    expect(hana.window).to_contain_text("We’re closed right now")
    expect(hana.window).to_contain_text("Leave us a message")
    expect(hana.window).to_contain_text("Opening hours")
    check_accessible(hana.page)
    hana.write("Please call me when you open.")
    hana.expect_mark("Delivered")

    misaki = stage.colleague("misaki")
    misaki.open("Please call me when you open.")
    misaki.answer("承知いたしました。")
    expect(hana.answers("承知いたしました。")).to_be_visible()
    check_fits(hana.page)

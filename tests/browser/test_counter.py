"""The main story: a customer comes to the counter, is answered, and says how it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.people import unhurried
from tests.browser.pictures import png
from tests.browser.stage import DESKTOP, PHONE, Stage, check_accessible, check_fits


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_customer_asks_an_agent_answers_the_customer_rates(
    stage: Stage, size: ViewportSize
) -> None:
    hana = stage.visitor(viewport=size)
    camille = stage.colleague("camille", viewport=size)
    unhurried(camille.page)

    hana.open_chat()
    expect(hana.log).to_contain_text("Welcome to Watashibune")
    question = f"Is my bid on the tea bowl still the highest? ({size['width']})"
    hana.write(question)
    hana.expect_mark("Delivered")

    camille.open(question)
    hana.expect_mark("Read")
    hana.field.press_sequentially("And also")
    expect(camille.log).to_contain_text(camille.t("typing"))
    hana.field.fill("")

    camille.picks_canned("wait")
    canned = "Let me look into that for you."
    expect(camille.field).to_have_value(f"{canned} It will take a minute or two.")
    camille.press("send")
    expect(hana.answers(canned)).to_be_visible()
    expect(hana.window.locator(".head")).to_contain_text("Camille Moreau")
    expect(camille.page.locator(".reach-read")).to_be_visible()

    camille.attach(png("bowl.png"))
    expect(camille.page.locator(".chip img")).to_be_visible()
    camille.answer("This is the one, isn’t it?")
    photo = hana.log.get_by_role("button", name="bowl.png")
    expect(photo.get_by_role("img")).to_have_js_property("complete", True)
    photo.click()
    expect(hana.window.locator(".over img")).to_be_visible()
    hana.page.keyboard.press("Escape")
    expect(hana.window.locator(".over")).to_be_hidden()

    highest = f"Up to ¥{size['width']}0"
    camille.send_card("Shall we bid higher?", ["Up to ¥12,000", highest, "No, let it go"])
    check_accessible(hana.page)
    check_accessible(camille.page)
    check_fits(hana.page)
    check_fits(camille.page)
    hana.log.get_by_role("button", name=highest).click()
    expect(camille.page.locator(".choice-card .is-chosen")).to_contain_text(highest)
    expect(hana.log.get_by_role("button", name="Up to ¥12,000")).to_be_disabled()

    camille.press("resolve")
    expect(hana.log).to_contain_text("This conversation is closed.")
    hana.window.get_by_role("radio", name="Excellent").check(force=True)
    check_accessible(hana.page)
    hana.window.get_by_role("textbox", name="Anything you’d like to tell us?").fill("So quick!")
    hana.window.get_by_role("button", name="Send rating").click()
    expect(hana.window).to_contain_text("Thank you for telling us!")

    camille.page.goto(f"{stage.origin}/desk/inbox/resolved")
    camille.open(highest)
    expect(camille.log).to_contain_text(camille.t("line.rated", score=5))
    check_accessible(camille.page)


def test_history_comes_back_with_the_customer(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("Do you also ship tatami mats?")
    hana.expect_mark("Delivered")
    camille = stage.colleague()
    camille.open("Do you also ship tatami mats?")
    hana.page.keyboard.press("Escape")
    camille.answer("We do, up to two metres.")

    expect(hana.button).to_have_attribute("data-unread", "1")
    hana.page.reload()
    expect(hana.button).to_have_attribute("data-unread", "1")
    hana.open_chat()
    expect(hana.line("Do you also ship tatami mats?")).to_have_count(1)
    expect(hana.answers("We do, up to two metres.")).to_have_count(1)
    expect(hana.button).to_have_attribute("data-unread", "0")

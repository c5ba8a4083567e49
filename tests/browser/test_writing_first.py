"""An agent writes to a customer first, and the customer finds it on the shop's page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.stage import PHONE, Stage, check_accessible, check_fits


def test_a_customer_who_went_away_finds_what_the_agent_wrote_first(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("Thank you, the teapot has arrived safely.")
    hana.expect_mark("Delivered")
    camille = stage.colleague("camille")
    camille.open("the teapot has arrived safely")
    talk = camille.conversation_id
    with stage.api("camille") as api:
        her = api.get(f"/api/v1/conversations/{talk}").json()["customer"]["id"]
        api.patch(f"/api/v1/customers/{her}", json={"name": "Hana Writefirst"}).raise_for_status()
    camille.press("resolve")
    expect(hana.log).to_contain_text("This conversation is closed.")
    # She goes to another page of the shop and leaves the window closed.
    hana.page.keyboard.press("Escape")
    hana.page.goto(f"{stage.origin}/sample/proxy?page=2")
    expect(hana.button).to_have_attribute("data-unread", "0")

    camille.page.goto(f"{stage.origin}/desk/search")
    camille.page.get_by_role("searchbox").fill("Writefirst")
    words = camille.t("customer.write", name="Hana Writefirst")
    write = camille.page.get_by_role("button", name=words)
    expect(write).to_be_visible()
    check_accessible(camille.page)
    write.click()
    expect(camille.field).to_be_focused()
    assert camille.conversation_id == talk
    camille.page.keyboard.type("The second teapot leaves the warehouse today.")
    camille.page.keyboard.press("Enter")

    expect(hana.button).to_have_attribute("data-unread", "1")
    hana.open_chat()
    expect(hana.answers("The second teapot leaves the warehouse today.")).to_be_visible()
    expect(hana.button).to_have_attribute("data-unread", "0")


def test_beside_the_customer_on_a_phone_the_sheet_makes_room_for_the_composer(
    stage: Stage,
) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("Is the lacquer tray still to be had?")
    hana.expect_mark("Delivered")
    camille = stage.colleague("camille", viewport=PHONE)
    camille.open("lacquer tray still to be had")
    camille.press("customer")
    sheet = camille.page.get_by_role("complementary", name=camille.t("customer"))
    write = sheet.locator(".customer-who:not([aria-busy])").get_by_role("button").first
    expect(write).to_be_visible()
    check_accessible(camille.page)
    check_fits(camille.page)
    write.click()
    expect(sheet).to_have_count(0)
    expect(camille.field).to_be_focused()

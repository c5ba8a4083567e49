"""An agent asks the warehouse for a photo; the answer goes on to the customer."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from madoguchi.demo.company import PASSWORD
from madoguchi.demo.warehouse import EMAIL
from tests.browser.people import Colleague
from tests.browser.pictures import jpeg_with_place
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.house.tree import ROOT

REFERENCE = "WT-77001"


def test_a_photo_is_asked_for_taken_and_passed_on(stage: Stage) -> None:
    mei = stage.visitor()
    mei.open_chat()
    mei.write("Could you show me the corner of my parcel?")

    agent = stage.colleague()
    agent.open("Could you show me the corner")
    agent.answer("Let me ask our warehouse.")
    expect(mei.answers("Let me ask our warehouse.")).to_be_visible()
    agent.page.locator("body").click(position={"x": 5, "y": 5})
    agent.page.keyboard.press("q")
    sheet = agent.page.get_by_role("dialog")
    expect(sheet.locator(".ask-kind").first).to_be_focused()
    agent.page.keyboard.press("Enter")  # the first kind: a photo
    check_accessible(agent.page)
    sheet.get_by_label(say(agent, "reference"), exact=True).fill(REFERENCE)
    sheet.get_by_label(say(agent, "words")).fill("Please show the left corner.")
    sheet.locator("button[type=submit]").click()
    owed = agent.page.locator(".partner-row", has_text=REFERENCE)
    expect(owed.locator(".promise-left")).to_be_visible()

    phone = stage.page(viewport=PHONE, locale="ja-JP")
    phone.goto(f"{stage.origin}/portal")
    phone.get_by_label("メールアドレス").fill(EMAIL)
    phone.get_by_label("パスワード").fill(PASSWORD)
    phone.get_by_role("button", name="ログイン").click()
    row = phone.get_by_role("link").filter(has_text=REFERENCE)
    expect(row.locator("[data-left]")).to_contain_text("残り")
    check_accessible(phone)
    check_fits(phone)
    row.click()
    expect(phone.get_by_text("Please show the left corner.")).to_be_visible()
    answer = phone.get_by_role("textbox", name="コメント")
    answer.fill("角にへこみはありません。")
    photos = phone.locator("#photos")
    photos.locator("input[type=file]").set_input_files(jpeg_with_place("corner.jpg"))
    expect(photos.get_by_role("img")).to_have_count(1)
    expect(answer).to_have_value("角にへこみはありません。")  # the upload has left it alone
    check_accessible(phone)
    phone.get_by_role("button", name="回答を送る").click()
    expect(phone.locator(".thread .theirs")).to_contain_text("角にへこみはありません。")

    note = agent.log.locator(".message-note", has_text="角にへこみはありません。")
    expect(note.get_by_role("img")).to_be_visible()
    owed.get_by_role("button", name=say(agent, "forward")).click()
    expect(agent.field).to_have_value("角にへこみはありません。")
    expect(owed).to_have_count(0)
    agent.answer("There is no dent:\n角にへこみはありません。")
    expect(mei.answers("There is no dent:")).to_be_visible()
    picture = mei.log.locator(".theirs img")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalWidth", 64)


def say(colleague: Colleague, key: str) -> str:
    """What the desk says of partners for a key, in the language of a screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    file = ROOT / "ui" / "desk" / "partners" / "texts" / f"{locale}.json"
    return str(json.loads(file.read_text("utf-8"))[key])

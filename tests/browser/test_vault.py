"""The vault: an agent asks, the customer gives by the link, and only the owner reads."""

from __future__ import annotations

import io
import json
import re

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.people import Colleague
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.customers.vault.numbers import KNOWN
from tests.house.tree import ROOT


def words(colleague: Colleague, key: str) -> str:
    """What the vault's own book says for a key, in the language of this screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    book = ROOT / "ui" / "desk" / "vault" / "texts" / f"{locale}.json"
    return str(json.loads(book.read_text("utf-8"))[key])


def photograph(name: str) -> FilePayload:
    written = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(written, format="PNG")
    return {"name": name, "mimeType": "image/png", "buffer": written.getvalue()}


def press(colleague: Colleague, key: str) -> None:
    colleague.page.get_by_role("button", name=words(colleague, key), exact=True).click()


def give(phone: Page) -> None:
    """Fill the customer's form: first with a slip, then as it should be."""
    phone.get_by_label("姓名").fill("王小明")
    phone.get_by_label("身份证号码").fill(KNOWN[:-1] + "0")
    phone.get_by_role("checkbox").check()
    # In the page's language, whatever the browser's own control would say.
    choose = phone.get_by_text("选择照片", exact=True)
    chosen = phone.get_by_text("已选择照片")
    expect(choose.filter(visible=True)).to_have_count(2)
    for side in ("人像面", "国徽面"):
        phone.get_by_label(side).set_input_files(photograph(f"{side}.png"))
    expect(chosen.filter(visible=True)).to_have_count(2)
    phone.locator("button[type=submit]").click()
    expect(phone.locator("#number-error")).to_be_visible()
    check_fits(phone)
    phone.get_by_label("身份证号码").fill(KNOWN)
    for side in ("人像面", "国徽面"):
        phone.get_by_label(side).set_input_files(photograph(f"{side}.png"))
    phone.locator("button[type=submit]").click()
    expect(phone.locator("h1")).to_contain_text("已收到")


def open_document(colleague: Colleague) -> None:
    """Say what for, in the dialog that opens a document."""
    row = colleague.page.locator(".vault-list li", has=colleague.page.locator(".vault-mask")).first
    row.get_by_role("button").click()
    colleague.page.get_by_role("menuitem", name=words(colleague, "open")).click()
    colleague.page.get_by_label(words(colleague, "open.words")).fill("P-1")
    press(colleague, "open")


def test_a_document_is_asked_for_given_and_read_for_a_purpose(stage: Stage) -> None:
    wang = stage.visitor(locale="zh-CN")
    wang.open_chat()
    wang.write(f"清关要身份证吗？我的是 {KNOWN}")
    expect(wang.line("••••")).to_be_visible()
    expect(wang.log).not_to_contain_text(KNOWN)

    camille = stage.colleague("camille")
    camille.open("清关要身份证吗")
    press(camille, "hidden.ask")
    camille.page.get_by_label(words(camille, "ask.photos")).check()
    check_accessible(camille.page)
    press(camille, "ask.make")
    expect(camille.page.locator(".vault-list")).to_contain_text(words(camille, "kind.cn_id"))
    expect(camille.field).to_have_value(re.compile("/documents/"))
    camille.field.press("Enter")

    answer = wang.answers("/documents/")
    expect(answer).to_be_visible()
    found = re.search(r"http\S+/documents/[\w-]+", answer.inner_text())
    assert found
    url = found[0]
    phone = stage.page(viewport=PHONE, color_scheme="dark", locale="zh-CN")
    stage.forgive("422")
    phone.goto(url)
    check_accessible(phone)
    check_fits(phone)
    give(phone)
    phone.goto(url)
    expect(phone.locator("main")).to_contain_text("已经收到")
    stage.forgive("404")

    expect(camille.log.locator(".system-line").last).to_contain_text(words(camille, "kind.cn_id"))
    stage.forgive("403")
    open_document(camille)
    expect(camille.page.locator(".form-problem")).to_be_visible()
    expect(camille.page.locator("body")).not_to_contain_text(KNOWN)

    ruoxi = stage.colleague("ruoxi", path=camille.page.url.removeprefix(stage.origin))
    open_document(ruoxi)
    expect(ruoxi.page.locator(".vault-fields")).to_contain_text(KNOWN)
    expect(ruoxi.page.locator(".vault-photos img").first).to_have_js_property("naturalWidth", 320)
    check_accessible(ruoxi.page)
    ruoxi.page.locator(".dialog-buttons button").last.click()
    expect(ruoxi.page.locator("body")).not_to_contain_text(KNOWN)
    ruoxi.page.goto(f"{stage.origin}/desk/settings/vault")
    entries = ruoxi.page.locator(".entries .entry")  # the latest first, before the company's own
    expect(entries.first).to_contain_text("P-1")
    expect(entries.nth(1)).to_contain_text("P-1")
    expect(entries.nth(1).locator(".vault-refused")).to_be_visible()
    expect(ruoxi.page.locator("body")).not_to_contain_text(KNOWN)
    check_accessible(ruoxi.page)

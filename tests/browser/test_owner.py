"""The owner's way: from an empty installation to a first shop; a second factor at the door."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.people import Colleague, Visitor
from tests.browser.server import serving
from tests.browser.shop_page import hosting
from tests.browser.stage import Stage, check_accessible

PASSWORD = "three calm herons"
NOBODY_YET = r"status of 401"
NO_ORIGIN = r"status of 422"


def test_from_an_empty_installation_to_the_first_answer(stage: Stage, tmp_path: Path) -> None:
    stage.forgive(NOBODY_YET)
    stage.forgive(NO_ORIGIN)
    with serving("serve", tmp_path / "data") as stage.origin:
        page = stage.page(locale="en-US")
        page.goto(f"{stage.origin}/desk")
        anna = Colleague(page, stage.origin)
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Madoguchi")
        check_accessible(page)
        anna.fill("setup.organisation", "Uji Trading")
        anna.fill("name", "Anna")
        anna.fill("signIn.email", "anna@uji.example")
        anna.fill("signIn.password", PASSWORD)
        anna.press("setup.next")
        expect(page.get_by_role("heading", level=1)).to_have_text(anna.t("setup.shop"))
        check_accessible(page)
        page.locator("form input").first.fill("Tea from Uji")
        anna.press("shops.make")
        code = page.locator("pre code").inner_text()
        check_accessible(page)
        anna.fill("embed.origins", "tea.example/shop")
        anna.press("setup.look")
        expect(page.get_by_label(anna.t("embed.origins"))).to_have_attribute("aria-invalid", "true")
        anna.fill("embed.origins", "https://tea.example")
        anna.press("setup.look")
        page.wait_for_url("**/settings/shops/*/chat")
        page.goto(page.url.replace("/chat", "/embed"))
        named = page.get_by_label(anna.t("embed.origins.label"), exact=True)
        expect(named).to_have_value("https://tea.example")
        with hosting(code) as allowed, hosting(code) as foreign:
            named.fill(f"https://tea.example\n{allowed}")
            anna.press("save")
            # Kept, and not only on its way.
            kept = page.locator("button[type=submit]:disabled:not([aria-busy])")
            expect(kept).to_have_text(anna.t("save"))
            expect_embedded(stage, anna, allowed)
            expect_refused(stage, foreign)
        stage.end()


def expect_embedded(stage: Stage, anna: Colleague, origin: str) -> None:
    """The code works here: a customer writes and is answered."""
    hana = stage.visitor(url=origin)
    hana.open_chat()
    hana.write("Is the first flush in yet?")
    hana.expect_mark("Delivered")
    anna.page.goto(f"{stage.origin}/desk/inbox/mine")  # nobody else is there to be given them
    anna.open("Is the first flush in yet?")
    anna.answer("Next week, from the north slope.")
    expect(hana.answers("Next week, from the north slope.")).to_be_visible()


def expect_refused(stage: Stage, origin: str) -> None:
    """The code does not work here: no button, and a word for the page's developer."""
    stage.forgive(r"status of 403|CORS|ERR_FAILED")
    page = stage.page()
    with page.expect_console_message(lambda message: message.type == "warning"):
        page.goto(origin)
    assert Visitor(page).button.count() == 0


def test_a_second_factor_from_the_picture_to_the_next_sign_in(stage: Stage) -> None:
    stage.forgive(NOBODY_YET)
    haeun = stage.newly_signed_in("haeun", path="/desk/settings/account")
    page = haeun.page
    haeun.press("twoFactor.begin")
    totp = pyotp.TOTP(page.get_by_label(haeun.t("twoFactor.secret")).input_value())
    check_accessible(page)
    haeun.fill("twoFactor.code", totp.now())
    haeun.press("twoFactor.confirm")
    codes = page.locator(".recovery-codes li")
    expect(codes.first).to_be_visible()
    recovery = codes.first.inner_text()
    check_accessible(page)
    haeun.press("twoFactor.codes.kept")

    for code in (lambda: totp.at(int(time.time()) + totp.interval), lambda: recovery):
        door = stage.page(locale="ko-KR")
        door.goto(f"{stage.origin}/desk")
        sign_in_with_code(Colleague(door, stage.origin), stage.password, code)

    haeun.press("twoFactor.turnOff")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(haeun.t("signIn.password")).fill(stage.password)
    dialog.get_by_role("button", name=haeun.t("twoFactor.turnOff")).click()
    expect(page.get_by_role("button", name=haeun.t("twoFactor.begin"))).to_be_visible()


def sign_in_with_code(haeun: Colleague, password: str, code: Callable[[], str]) -> None:
    """Sign in through the door, with the code of that moment, which it asks for in the end."""
    page: Page = haeun.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check_accessible(page)
    haeun.fill("signIn.email", "haeun@shiomi.example")
    haeun.fill("signIn.password", password)
    haeun.press("signIn")
    expect(page.get_by_label(haeun.t("signIn.code"), exact=True)).to_be_visible()
    check_accessible(page)
    haeun.fill("signIn.code", code())
    haeun.press("signIn")
    expect(page.get_by_role("button", name="김하은")).to_be_visible()

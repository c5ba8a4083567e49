"""Two shops know one person: one agent compares, makes them one and two again; another sees it."""

from __future__ import annotations

import json

from playwright.sync_api import Locator, expect

from tests.browser.people import Colleague
from tests.browser.stage import Stage, check_accessible
from tests.house.tree import ROOT

WRITER = "渡辺 真由美"
"""Who has written to two shops of the sample company, from one address."""


def words(colleague: Colleague, key: str) -> str:
    """What the profile's own book says for a key, in the language of this screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    book = ROOT / "ui" / "desk" / "customer" / "whole" / "texts" / f"{locale}.json"
    return str(json.loads(book.read_text("utf-8"))[key])


def press(colleague: Colleague, key: str) -> None:
    colleague.page.get_by_role("button", name=words(colleague, key), exact=True).first.click()


def suggestion(colleague: Colleague) -> Locator:
    return colleague.page.get_by_role(
        "complementary", name=words(colleague, "suggestion"), exact=True
    )


def test_two_profiles_become_one_and_two_again(stage: Stage) -> None:
    ruoxi = stage.colleague("ruoxi")
    ruoxi.open(WRITER)
    expect(suggestion(ruoxi)).to_contain_text(WRITER)
    misaki = stage.colleague("misaki", path=ruoxi.page.url.removeprefix(stage.origin))
    expect(suggestion(misaki)).to_contain_text("mayumi.w@mail.example")

    # With the keyboard alone: compare, and make them one.
    opener = ruoxi.page.get_by_role("button", name=words(ruoxi, "suggestion.compare"))
    opener.focus()
    ruoxi.page.keyboard.press("Enter")
    dialog = ruoxi.page.get_by_role("dialog", name=words(ruoxi, "compare.title"))
    expect(dialog.locator(".compare-side")).to_have_count(2)
    expect(dialog).to_contain_text("潮音茶舗")
    expect(dialog).to_contain_text("渡舟")
    check_accessible(ruoxi.page)
    one = dialog.get_by_role("button", name=words(ruoxi, "compare.merge"))
    one.focus()
    ruoxi.page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    for colleague in (ruoxi, misaki):
        expect(suggestion(colleague)).to_have_count(0)

    # The other agent finds both names in the profile, and takes the merge back.
    misaki.page.get_by_role("heading", name=words(misaki, "names"), exact=True).click()
    expect(misaki.page.locator(".face")).to_have_count(2)
    expect(misaki.page.locator(".face").first).to_contain_text("st-1950")
    check_accessible(misaki.page)
    press(misaki, "merge.undo")
    expect(misaki.page.locator(".face")).to_have_count(1)
    for colleague in (ruoxi, misaki):
        expect(suggestion(colleague)).to_be_visible()

"""Every language is whole: no key instead of a sentence, nothing wider than a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import desk_texts
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits

SPEAKERS = {"zh-CN": "lin", "zh-TW": "man", "ja": "yuto", "ko": "haeun", "en": "camille"}
WIDGET = ["zh-CN", "zh-TW", "ja", "ko", "en", "fr", "es"]
KEYS = re.compile(
    r"\[\[|\{\w+\}|\b(?:"
    + "|".join(re.escape(key) for key in desk_texts("en") if "." in key or "_" in key)
    + r")\b"
)


def check_whole(page: Page) -> None:
    """No key and no unfilled place is shown."""
    found = KEYS.search(page.locator("body").inner_text())
    assert not found, found


@pytest.mark.parametrize("locale", SPEAKERS)
def test_the_desk_speaks(stage: Stage, locale: str) -> None:
    colleague = stage.colleague(SPEAKERS[locale], viewport=PHONE)
    page = colleague.page
    expect(page.locator("html")).to_have_attribute("lang", locale)
    page.locator(".row-link").first.wait_for()
    for view in ("mine", "unassigned", "open", "team", "snoozed", "resolved"):
        page.goto(f"{stage.origin}/desk/inbox/{view}")
        expect(
            page.get_by_role("heading", level=1).or_(page.locator(".inbox-views")).first
        ).to_contain_text(desk_texts(locale)[f"view.{view}"])
        page.locator(".row-link:not(.row-skeleton), .blank").first.wait_for()
        check_whole(page)
        check_fits(page)
    page.locator(".row-link").first.click()
    page.locator(".message").first.wait_for()
    check_whole(page)
    check_fits(page)
    check_accessible(page)


@pytest.mark.parametrize("locale", WIDGET)
def test_the_widget_speaks(stage: Stage, locale: str) -> None:
    visitor = stage.visitor(locale=locale, viewport=PHONE)
    visitor.open_chat()
    panel = visitor.page.locator(".panel")
    expect(panel).to_have_attribute("lang", locale)
    expect(visitor.log.locator(".bubble")).to_be_visible()
    assert not KEYS.search(panel.inner_text())
    status = visitor.window.locator(".who p")
    assert status.evaluate("it => it.scrollWidth <= it.clientWidth"), status.inner_text()
    visitor.window.locator(".head .tool[aria-expanded]").click()
    expect(visitor.window.locator(".menu")).to_be_visible()
    assert not KEYS.search(panel.inner_text())
    check_fits(visitor.page)
    check_accessible(visitor.page)


def test_the_language_can_be_changed_in_the_widget(stage: Stage) -> None:
    visitor = stage.visitor(locale="fr-FR")
    visitor.open_chat()
    visitor.window.locator(".head .tool[aria-expanded]").click()
    visitor.window.get_by_role("combobox").select_option("ko")
    expect(visitor.page.locator(".panel")).to_have_attribute("lang", "ko")
    visitor.page.reload()
    visitor.open_chat()
    expect(visitor.page.locator(".panel")).to_have_attribute("lang", "ko")

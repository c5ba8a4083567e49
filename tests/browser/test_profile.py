"""What stands in a profile: names that lead to one another, the customer's clock, their consent."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.people import Colleague
from tests.browser.stage import Stage, check_accessible
from tests.browser.test_merging import words


def name_on_line(colleague: Colleague, name: str) -> None:
    """Write down by which name LINE knows the customer."""
    page = colleague.page
    page.get_by_role("button", name=words(colleague, "name.add"), exact=True).click()
    page.get_by_label(words(colleague, "name.channel"), exact=True).select_option("line")
    page.get_by_label(words(colleague, "name.value"), exact=True).fill(name)
    page.get_by_role("button", name=words(colleague, "save"), exact=True).click()


def test_a_name_leads_to_whose_it_is_and_a_mistake_is_taken_back(stage: Stage) -> None:
    mei = stage.visitor()
    mei.open_chat()
    mei.write("Is the teapot glazed inside?")
    again = stage.visitor()
    again.open_chat()
    again.write("It is me again, from my telephone")

    camille = stage.colleague("camille")
    camille.open("the teapot glazed inside")
    name_on_line(camille, "mei-4711")
    expect(camille.page.locator(".face")).to_contain_text("mei-4711")

    # LINE knows somebody else by it already: that is the same person, and one may say so.
    stage.forgive("409")
    camille.open("me again, from my telephone")
    name_on_line(camille, "mei-4711")
    found = camille.page.get_by_role("dialog", name=words(camille, "same.title"))
    expect(found.get_by_role("searchbox")).to_be_focused()
    expect(found.locator(".same button").first).to_be_visible()
    check_accessible(camille.page)
    found.locator(".same button").first.click()
    compared = camille.page.get_by_role("dialog", name=words(camille, "compare.title"))
    expect(compared.locator(".compare-side")).to_have_count(2)
    compared.get_by_role("button", name=words(camille, "compare.merge")).click()
    expect(camille.page.locator(".face")).to_have_count(2)

    # Taking a name back is a supervisor's affair, and can be undone.
    away = re.compile(re.escape(words(camille, "name.remove")))
    expect(camille.page.get_by_role("button", name=away)).to_have_count(0)
    ruoxi = stage.colleague("ruoxi", path=camille.page.url.removeprefix(stage.origin))
    ruoxi.page.get_by_role("heading", name=words(ruoxi, "names"), exact=True).click()
    away = re.compile(re.escape(words(ruoxi, "name.remove")) + ".*mei-4711")
    ruoxi.page.get_by_role("button", name=away).click()
    expect(ruoxi.page.locator(".face").first).not_to_contain_text("mei-4711")
    expect(ruoxi.page.locator(".face").last).not_to_contain_text("mei-4711")


def test_their_clock_and_what_they_agreed_to_are_kept_true(stage: Stage) -> None:
    lena = stage.visitor()
    lena.open_chat()
    lena.write("Do write to me about new tea bowls")
    camille = stage.colleague("camille")
    camille.open("about new tea bowls")
    page = camille.page

    # Quiet hours go by the customer's clock: it is set where it stands.
    clock = page.locator(".fact", has_text=camille.t("customer.clock"))
    clock.get_by_role("button").click()
    clock.get_by_role("combobox").select_option("Asia/Tokyo")
    expect(clock).to_contain_text("Japan Standard Time")

    page.get_by_role("button", name=words(camille, "consent.add"), exact=True).click()
    page.get_by_label(words(camille, "consent.purpose"), exact=True).select_option(
        "marketing_phone"
    )
    page.get_by_label(words(camille, "consent.text"), exact=True).fill("Yes, please call me.")
    page.get_by_role("button", name=words(camille, "save"), exact=True).click()
    consent = page.locator("details.consent", has_text="Yes, please call me.")
    consent.locator("summary").click()
    check_accessible(page)

    # Where they said that they no longer agree is part of the proof.
    consent.get_by_role("button", name=words(camille, "consent.withdraw")).click()
    where = consent.get_by_label(words(camille, "consent.withdraw.where"), exact=True)
    where.select_option("phone")
    consent.get_by_role("button", name=words(camille, "consent.withdraw.note")).click()
    expect(consent.locator("p").last).to_contain_text(words(camille, "channel.phone"))
    expect(consent.locator("blockquote")).to_have_text("Yes, please call me.")

"""A promise is offered as it is written, taken, kept; another is broken, and the owner sees it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.people import Colleague
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.house.tree import ROOT


def words(colleague: Colleague, key: str) -> str:
    """What the promises' own book says for a key, in the language of this screen."""
    locale = colleague.page.locator("html").get_attribute("lang")
    book = ROOT / "ui" / "desk" / "promises" / "texts" / f"{locale}.json"
    return str(json.loads(book.read_text("utf-8"))[key])


def test_a_promise_is_offered_taken_and_kept(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("When does my lacquer bowl leave the warehouse?")
    camille = stage.colleague("camille")
    camille.open("lacquer bowl leave the warehouse")
    camille.field.fill("I'll check with the warehouse and call you tomorrow.")
    offer = camille.page.locator(".promise-row.is-offered")
    expect(offer).to_contain_text("check with the warehouse and call you tomorrow")
    expect(offer.get_by_role("button").first).to_contain_text("18:00")
    check_accessible(camille.page)

    camille.field.press("Alt+Enter")
    expect(camille.page.locator(".promise-row.is-taken")).to_be_visible()
    expect(offer).to_have_count(0)
    camille.field.press("Enter")
    expect(hana.answers("call you tomorrow")).to_be_visible()
    owed = camille.page.locator(".promise-row.is-owed")
    expect(owed).to_contain_text("call you tomorrow")

    talk = camille.page.url
    camille.field.press("Escape")
    camille.page.keyboard.press("7")
    row = camille.page.locator(".promises-row", has_text="call you tomorrow")
    expect(row).to_be_visible()
    check_accessible(camille.page)
    row.get_by_role("link").click()
    expect(camille.page).to_have_url(f"{talk.split('?')[0]}?seq=2")

    # An answer by itself keeps nothing; it does when the agent says so.
    camille.answer("The warehouse is looking for it.")
    expect(hana.answers("The warehouse is looking for it.")).to_be_visible()
    expect(owed).to_be_visible()
    camille.field.fill("It leaves this afternoon, here is the number.")
    camille.page.get_by_role("button", name=words(camille, "keeps")).click()
    camille.field.press("Enter")
    expect(hana.answers("It leaves this afternoon")).to_be_visible()
    expect(owed).to_have_count(0)
    expect(camille.log.locator(".system-line").last).to_contain_text("call you tomorrow")
    expect(hana.log).not_to_contain_text("promise")


def test_words_that_are_no_promise_are_not_offered_again(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("Could the tea whisk be wrapped as a present?")
    camille = stage.colleague("camille", viewport=PHONE)
    camille.open("tea whisk be wrapped")
    camille.field.fill("I'll wrap it tomorrow.")
    offer = camille.page.locator(".promise-row.is-offered")
    expect(offer).to_be_visible()
    check_fits(camille.page)
    offer.get_by_role("button", name=words(camille, "dismiss")).click()
    expect(offer).to_have_count(0)
    camille.field.fill("I'll wrap it tomorrow. We'll send a picture by Friday.")
    expect(offer).to_have_count(1)
    expect(offer).to_contain_text("a picture by Friday")


def test_a_promise_is_broken_and_the_supervisor_sees_it(stage: Stage) -> None:
    hana = stage.visitor()
    hana.open_chat()
    hana.write("Please ring me about the broken saucer.")
    camille = stage.colleague("camille")
    camille.open("ring me about the broken saucer")
    camille.answer("Certainly.")
    ruoxi = stage.colleague("ruoxi", path="/desk/promises/open")
    with stage.api("camille") as api:
        due_at = datetime.now(UTC) + timedelta(seconds=5)
        made = api.post(
            f"/api/v1/conversations/{camille.conversation_id}/promises",
            json={"text": "Ring about the saucer", "due_at": due_at.isoformat()},
        )
        made.raise_for_status()
    row = ruoxi.page.locator(".promises-row", has_text="Ring about the saucer")
    # What is written beside a row stays as the row goes to those that are late.
    row.get_by_role("button", name=words(ruoxi, "more")).press("Enter")
    ruoxi.page.get_by_role("menuitem", name=words(ruoxi, "another")).press("Enter")
    reason = ruoxi.page.locator(".promise-form").get_by_label(words(ruoxi, "reason"))
    reason.fill("The potter rings on Monday")
    late = ruoxi.page.locator(".promises-group.is-late .promises-row.is-broken", has_text="saucer")
    expect(late).to_be_visible()
    expect(reason).to_have_value("The potter rings on Monday")
    reason.press("Escape")
    expect(row.get_by_role("button", name=words(ruoxi, "more"))).to_be_focused()
    # Somebody else's clock may run out at the same time.
    toasts = ruoxi.page.locator(".toast-bad").filter(has_text=ruoxi.t("owed.promise"))
    expect(toasts.first).to_be_visible()
    check_accessible(ruoxi.page)
    lines = camille.log.locator(".system-line", has_text="Ring about the saucer")
    expect(lines).to_have_count(2)  # made by hand, and broken
    expect(camille.page.locator(".promise-row.is-broken")).to_be_visible()

    row.get_by_role("button", name=words(ruoxi, "more")).press("Enter")
    ruoxi.page.get_by_role("menuitem", name=words(ruoxi, "kept")).press("Enter")
    expect(row).to_have_count(0)
    expect(lines).to_have_count(3)

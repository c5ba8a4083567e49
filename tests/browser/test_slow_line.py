"""A slow line and quick hands: answers come late or not at all, and nobody's work is lost by it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.people import PATIENCE_SECONDS, Colleague
from tests.browser.stage import Stage


class Late:
    """Answers that the server gives at once, and that a page gets when they are let go."""

    def __init__(self, page: Page, method: str, address: str) -> None:
        self._page = page
        self._method = method
        self._address = re.compile(address)
        self._held: list[tuple[Route, APIResponse]] = []
        self._over = False
        page.route(self._address, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == self._method and not self._over:
            self._held.append((route, route.fetch()))
        else:
            route.fallback()

    def expect_asked(self, times: int = 1) -> None:
        """Wait until the page has asked so often, and the server has answered."""
        wait_until(self._page, lambda: len(self._held) >= times)

    def let_go(self) -> None:
        """Let the page have what was held back, and what it asks for from now on at once."""
        self._over = True
        with self._page.expect_response(self._address):
            for route, answer in self._held:
                route.fulfill(response=answer)
        drawn(self._page)


def wait_until(page: Page, come: Callable[[], bool]) -> None:
    """Wait for what no element shows."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not come():
        assert time.monotonic() < until
        page.wait_for_timeout(20)


def drawn(page: Page) -> None:
    """Give the page the time to draw what it has been told."""
    page.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 60))")


def heard_by(page: Page) -> list[str]:
    """Return what the desk's line will have told this page, as it comes in."""
    heard: list[str] = []
    page.on(
        "websocket",
        lambda line: line.on("framereceived", lambda said: heard.append(str(said))),
    )
    return heard


def key(colleague: Colleague, *keys: str) -> None:
    """Press keys of the desk, away from any field."""
    for each in keys:
        colleague.page.locator("body").press(each)


def test_what_is_said_while_the_messages_are_on_their_way_is_shown(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Is the paper lantern waxed?")
    camille.open("Is the paper lantern waxed?")

    heard = heard_by(camille.page)
    messages = Late(camille.page, "GET", r"/conversations/\d+/messages")
    camille.page.reload()
    messages.expect_asked()
    hana.write("And does it fold?")
    wait_until(camille.page, lambda: any("And does it fold?" in frame for frame in heard))
    messages.let_go()
    expect(camille.line("Is the paper lantern waxed?")).to_be_visible()
    expect(camille.line("And does it fold?")).to_be_visible()


def test_the_list_fills_its_box_whatever_stood_there_before(stage: Stage) -> None:
    ruoxi = stage.colleague("ruoxi", viewport={"width": 1440, "height": 340})
    rows = ruoxi.page.locator(".row")
    first = ruoxi.page.locator('.row[aria-posinset="1"]')
    expect(first).to_be_visible()
    ruoxi.page.locator(".inbox-list").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(first).to_have_count(0)
    key(ruoxi, "5")  # those that were put aside: few, and not yet fetched
    expect(ruoxi.page.get_by_role("heading", name=ruoxi.t("view.snoozed"))).to_be_visible()
    expect(first).to_be_visible()
    key(ruoxi, "6")
    expect(first).to_be_visible()
    ruoxi.page.set_viewport_size({"width": 1440, "height": 2000})
    expect(ruoxi.page.locator('.row[aria-posinset="20"]')).to_be_visible()
    assert rows.count() < 40


def test_what_is_written_while_an_answer_is_on_its_way_stays(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Can the bowl go into the oven?")
    camille.open("Can the bowl go into the oven?")
    page = camille.page

    # Of the customer: the first words are being kept while more are written, Esc keeps nothing.
    kept = Late(page, "PATCH", r"/customers/\d+$")
    note = page.get_by_role("textbox", name=camille.t("customer.note"))
    note.press_sequentially("Bakes")
    note.blur()
    kept.expect_asked()
    note.press_sequentially(" bread")
    kept.let_go()
    expect(note).to_have_value("Bakes bread")
    note.blur()
    tier = page.get_by_role(
        "button", name=camille.t("customer.edit", what=camille.t("customer.tier"))
    )
    tier.click()
    page.get_by_role("textbox", name=camille.t("customer.tier")).fill("Gold")
    page.keyboard.press("Escape")
    expect(tier).not_to_contain_text("Gold")

    # The conversation is put away, and before it is, there is something to add.
    resolved = Late(page, "POST", r"/resolve$")
    here = page.url
    key(camille, "e")
    resolved.expect_asked()
    camille.field.press_sequentially("One more")
    resolved.let_go()
    expect(page.get_by_role("button", name=camille.t("reopen"))).to_be_visible()
    camille.field.press_sequentially(" thing")
    expect(camille.field).to_have_value("One more thing")
    assert page.url == here
    page.reload()
    expect(note).to_have_value("Bakes bread")
    expect(tier).not_to_contain_text("Gold")


def test_a_late_answer_leads_nobody_away_and_makes_no_note_public(stage: Stage) -> None:
    hana, jun, camille = stage.visitor(), stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Do you gild picture frames?")
    jun.open_chat()
    jun.write("Where does the cedar grow?")
    camille.open("Do you gild picture frames?")
    written = Late(camille.page, "POST", r"/conversations$")
    write = re.compile(re.escape(camille.t("customer.write", name="…").split("…", maxsplit=1)[0]))
    camille.page.locator(".customer-who").get_by_role("button", name=write).click()
    written.expect_asked()
    camille.open("Where does the cedar grow?")
    modes = camille.page.get_by_role("group", name=camille.t("composer.mode"))
    modes.get_by_role("button", name=camille.t("note")).click()
    camille.field.press_sequentially("Between us")
    here = camille.page.url
    written.let_go()
    assert camille.page.url == here
    camille.field.press_sequentially(": in Akita")
    camille.field.press("Enter")
    expect(camille.log.locator(".message-note", has_text="Between us: in Akita")).to_be_visible()


def test_quick_hands_on_a_slow_line_say_all_they_mean(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Two lids, please, for the tea caddy")
    camille.open("for the tea caddy")
    page = camille.page

    tagged = Late(page, "PUT", r"/tags$")
    key(camille, "t")
    choices = page.get_by_role("listbox", name=camille.t("tags")).get_by_role("option")
    names = [choices.nth(index).locator(".picker-label").inner_text() for index in (0, 1)]
    choices.nth(0).click()
    choices.nth(1).click()
    tagged.expect_asked()
    tagged.let_go()
    for name in names:
        expect(page.locator(".talk-who")).to_contain_text(name)
    page.keyboard.press("Escape")

    kept = Late(page, "PATCH", r"/customers/\d+$")
    for word in ("tea", "lids"):
        page.get_by_role("button", name=camille.t("customer.tag.add")).click()
        page.get_by_role("textbox", name=camille.t("customer.tag.add")).fill(word)
        page.keyboard.press("Enter")
    page.get_by_role("button", name=camille.t("customer.tag.add")).click()
    page.get_by_role("textbox", name=camille.t("customer.tag.add")).fill("never")
    page.keyboard.press("Escape")
    kept.expect_asked()
    kept.let_go()
    shown = page.locator(".customer-tag:not(.is-new)")
    expect(shown).to_have_text([re.compile("^tea"), re.compile("^lids")])


def test_what_could_not_be_fetched_is_fetched_when_the_line_is_back(stage: Stage) -> None:
    stage.forgive("ERR_FAILED|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|WebSocket connection")
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Is the ink vegan?")
    camille.open("Is the ink vegan?")
    address = re.compile(r"/api/v1/conversations/\d+$")
    camille.page.route(address, lambda route: route.abort())
    camille.page.goto(camille.page.url)
    again = camille.page.locator(".desk-main").get_by_role("button", name=camille.t("again"))
    again.click()
    expect(again).to_be_visible()
    camille.page.unroute(address)
    camille.page.context.set_offline(True)
    expect(camille.page.get_by_text(camille.t("connection.offline"))).to_be_visible()
    camille.page.context.set_offline(False)
    expect(camille.line("Is the ink vegan?")).to_be_visible()

    # A part of the desk whose code has not come.
    camille.page.context.set_offline(True)
    key(camille, "Escape", "7")
    expect(camille.page).to_have_url(re.compile("/desk/promises"))
    expect(camille.page.get_by_text(camille.t("connection.offline"))).to_be_visible()
    camille.page.context.set_offline(False)
    expect(camille.page.get_by_role("main").get_by_role("heading").first).to_be_visible()

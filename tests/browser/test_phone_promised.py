"""A call is muted, sent on without a word, promised, and called back from the promises."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone_callers import Called, Caller, answer, call_from, hang_up
from tests.browser.phone_house import (
    AGENT_HZ,
    CALLER_HZ,
    COLLEAGUE_HZ,
    Agents,
    Carrying,
    PhoneHouse,
    hears,
)
from tests.channels.phone.stage import PROMPTS

pytestmark = pytest.mark.phone

# Loopback loses nothing: the browser counts every other packet as lost while it is told to.
_LOSE = """() => {
  const count = RTCPeerConnection.prototype.getStats;
  RTCPeerConnection.prototype.getStats = async function () {
    const found = [...(await count.call(this)).entries()];
    return new Map(found.map(([name, report]) => [
      name,
      window.losing && report.type === 'inbound-rtp'
        ? { ...report, packetsLost: report.packetsLost + report.packetsReceived }
        : report,
    ]));
  };
}"""


def test_a_call_is_sent_on_promised_and_called_back_from_the_promises(
    house: PhoneHouse, agents: Agents, colleagues: Agents, carrier: Carrying
) -> None:
    page, other = agents.sits_down(), colleagues.sits_down(house.colleague)
    caller = Caller(house, carrier)
    answer(page)
    caller.hears(AGENT_HZ)
    page.get_by_role("button", name="Mute", exact=True).click()
    caller.hears_nothing()
    page.get_by_role("button", name="Unmute").click()
    caller.hears(AGENT_HZ)
    page.get_by_role("button", name="Hand over", exact=True).click()
    page.get_by_role("menuitem", name="Sora", exact=True).click()
    caller.hears(PROMPTS["please_hold"])
    expect(page.locator(".phone-card.is-on")).to_have_count(0)
    answer(other)
    caller.hears(COLLEAGUE_HZ)
    hears(other, CALLER_HZ)
    is_asked_before_it_closes(other)
    caller.hears(COLLEAGUE_HZ)
    other.get_by_role("button", name="Hang up").click()
    caller.is_through()

    form = other.get_by_role("form", name="Wrap up")
    form.get_by_label("Outcome").select_option("To be followed up")
    form.get_by_label("What was promised").fill("Tell Ms Tanaka when the bowl has left")
    form.get_by_label("Note").fill("She would like to know before Friday.")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    call = house.call(lambda each: each["outcome"] == "follow_up")
    assert call["note"] == "She would like to know before Friday."

    other.goto(f"{house.origin}/desk/promises/mine")
    row = other.locator(".promises-row", has_text="when the bowl has left")
    row.get_by_role("button").click()
    called = Called(house, carrier)
    other.get_by_role("menuitem", name="Call +819011112222").click()
    call_from(other)
    called.hears(COLLEAGUE_HZ)
    hears(other, CALLER_HZ)
    back = house.call(lambda each: each["direction"] == "out" and each["phase"] == "talking")
    assert back["conversation_id"] == call["conversation_id"]
    hang_up(other)
    called.is_through()


def test_who_asked_for_a_call_comes_up_in_their_turn(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    caller = Caller(house, carrier, number="+819055556666")
    caller.hears(PROMPTS["notice"])
    asked = house.call(lambda each: each["phase"] == "waiting")
    caller.ear.press("1")
    caller.hears(PROMPTS["callback_done"])
    caller.is_through()
    page = agents.sits_down()
    card = page.get_by_role("article", name="Their turn")
    expect(card).to_contain_text("+819055556666")
    called = Called(house, carrier)
    card.get_by_role("button", name="Call back").click()
    called.hears(AGENT_HZ)
    hears(page, CALLER_HZ)
    hang_up(page)
    called.is_through()
    expect(card).to_have_count(0)
    assert asked["id"] not in [each["id"] for each in house.get("calls?view=missed")["items"]]


def test_a_microphone_is_checked_before_the_first_call(house: PhoneHouse, agents: Agents) -> None:
    page = agents.sits_down(allowed=False)
    page.get_by_role("button", name="Check your microphone").click()
    card = page.get_by_role("article", name="Check your microphone")
    card.get_by_role("button", name="Allow and check").click()
    expect(card).to_contain_text("the bar should move")
    page.wait_for_function(
        "() => document.querySelector('.is-check .phone-level').value > 0.3", polling=50
    )
    expect(card.get_by_label("Microphone", exact=True)).to_be_visible()
    card.get_by_role("button", name="It works").click()
    expect(card).to_have_count(0)
    expect(page.get_by_role("button", name="Check your microphone")).to_have_count(0)


def test_a_poor_line_is_told(house: PhoneHouse, agents: Agents, carrier: Carrying) -> None:
    page = agents.sits_down()
    page.evaluate(_LOSE)
    caller = Caller(house, carrier)
    answer(page)
    hears(page, CALLER_HZ)
    expect(page.locator(".phone-poor")).to_have_count(0)
    page.evaluate("window.losing = true")
    expect(page.locator(".phone-poor")).to_have_text("The line is poor")
    page.evaluate("window.losing = false")
    expect(page.locator(".phone-poor")).to_have_count(0)
    hang_up(page)
    caller.is_through()


def is_asked_before_it_closes(page: Page) -> None:
    """Close a page with a call on it as by hand, and stay when the browser asks."""
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()

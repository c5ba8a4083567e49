"""Calls from a real carrier's program to a real browser, audio asserted both ways by its pitch."""

from __future__ import annotations

import io
import re
import signal
import time
import wave
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PATIENCE_SECONDS
from tests.browser.phone_callers import (
    Called,
    Caller,
    answer,
    call_from,
    hang_up,
    until_known,
)
from tests.browser.phone_house import (
    AGENT_HZ,
    CALLER_HZ,
    COLLEAGUE_HZ,
    Agents,
    Carrying,
    PhoneHouse,
    cable_pulled,
    hears,
)
from tests.browser.stage import AXE
from tests.channels.phone.carrier import Ear, Sipp, is_note
from tests.channels.phone.stage import PROMPTS

pytestmark = pytest.mark.phone

HOLD_HZ = 659.25
_RUN_AXE = """async () => {
  const { violations } = await axe.run('.phone', { resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary}`));
}"""
LINE = ("shop_id", "name", "number", "country", "languages", "trunk", "trunk_port", "wrap_up_s")


def is_accessible(page: Page) -> None:
    """Let axe look at the telephone as it stands, in each scheme: nothing serious."""
    page.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(_RUN_AXE) == []
    page.emulate_media(color_scheme="light")


def test_a_call_is_answered_and_both_hear_each_other(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    page = agents.sits_down()
    caller = Caller(house, carrier)
    answer(page)
    hears(page, CALLER_HZ)
    for _ in range(16):  # more than a second of it, for the recording's sake
        caller.hears(AGENT_HZ)
    page.get_by_role("button", name="Hang up").click()
    caller.is_through()
    page.get_by_label("Outcome").select_option("Solved")
    page.get_by_role("button", name="Save").click()
    call_now = house.call(lambda each: bool(each["recordings"]) and each["outcome"] == "solved")
    assert call_now["rings"] == 1 + int(
        (_at(call_now["taken_at"]) - _at(call_now["rang_at"])) * 1000 // call_now["ring_cycle_ms"]
    )
    (recording,) = call_now["recordings"]
    assert recording["announced_at"] is not None
    sound = house.owner.get(f"recordings/{recording['id']}").raise_for_status().content
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnchannels() == 2
        samples = file.readframes(file.getnframes())
    for side, hertz in ((0, CALLER_HZ), (2, AGENT_HZ)):
        alone = b"".join(samples[at : at + 2] for at in range(side, len(samples), 4))
        # A machine that stands still for a moment leaves a gap somewhere.
        parts = (alone[at : at + 8_000] for at in range(0, len(alone), 800))
        assert any(is_note(part, hertz) for part in parts)


def test_two_take_a_call_at_once_and_one_has_it(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    pages = [agents.sits_down(), agents.sits_down(house.colleague)]
    caller = Caller(house, carrier)
    for page in pages:
        expect(page.locator(".phone-count")).to_have_text(re.compile(r"Ring \d+"))
    # Both presses are under way before either is answered.
    for page in pages:
        page.evaluate("document.querySelector('.phone-answer').click()")
    caller.hears(AGENT_HZ)
    expect(pages[0].locator(".is-ringing")).to_have_count(0)
    expect(pages[1].locator(".is-ringing")).to_have_count(0)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (winners := [page for page in pages if page.locator(".is-on").count()]):
        assert time.monotonic() < until, "nobody has the call"
        pages[0].wait_for_timeout(50)
    (winner,) = winners
    hears(winner, CALLER_HZ)
    hang_up(winner)
    caller.is_through()


def test_a_tab_is_closed_and_a_colleague_takes_over(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    first = agents.sits_down()
    caller = Caller(house, carrier)
    answer(first)
    caller.hears(AGENT_HZ)
    second = agents.sits_down(house.colleague)
    first.close()
    caller.hears(PROMPTS["please_hold"])
    answer(second)
    caller.hears(AGENT_HZ)
    hears(second, CALLER_HZ)
    hang_up(second)
    caller.is_through()
    call = house.call(lambda each: each["ending"] == "talked")
    # The rings count to the first who took it; what came later is no ringing of ours.
    assert call["rings"] == 1


def test_the_desk_restarts_and_the_call_goes_on(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    page = agents.sits_down()
    caller = Caller(house, carrier)
    answer(page)
    caller.hears(AGENT_HZ)
    house.restart_desk()
    caller.hears(AGENT_HZ)
    hears(page, CALLER_HZ)
    expect(page.locator(".phone-card.is-on")).to_be_visible()
    # Another tab of hers knows of it too.
    expect(agents.sits_down().locator(".phone-elsewhere")).to_be_visible()
    expect(page.locator(".connection")).to_have_count(0)
    hang_up(page)
    caller.is_through()


def test_the_telephone_is_killed_and_its_calls_are_offered_for_callback(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    page = agents.sits_down()
    caller = Caller(house, carrier, "hang_up_unheard.xml")
    answer(page)
    caller.hears(AGENT_HZ)
    house.stop_phone(signal.SIGKILL)
    call = house.call(lambda each: each["ending"] == "dropped")
    assert call["callback_at"] == call["queued_at"]
    expect(page.locator(".phone-card.is-on")).to_have_count(0)
    house.start_phone()
    kept = house.call(lambda each: bool(each["recordings"]))
    assert kept["id"] == call["id"]
    caller.is_through()


def test_a_call_is_answered_by_a_key_held_and_keys_are_pressed(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    page = agents.sits_down()
    caller = Caller(house, carrier)
    expect(page.locator(".phone-count")).to_have_text(re.compile(r"Ring \d+"))
    is_accessible(page)
    page.keyboard.press("F9")
    caller.hears(AGENT_HZ)
    page.get_by_role("button", name="Hold", exact=True).click()
    caller.hears(HOLD_HZ)
    page.get_by_role("button", name="Take off hold").click()
    caller.hears(AGENT_HZ)
    page.get_by_role("button", name="Keypad").click()
    for key in "4", "2", "#":
        page.locator(".phone-keys").get_by_role("button", name=key).click()
    caller.presses("42#")
    page.get_by_role("button", name="Sound devices").click()
    expect(page.get_by_label("Microphone", exact=True)).to_be_visible()
    is_accessible(page)
    hang_up(page)
    caller.is_through()


def test_the_caller_gives_up_and_the_card_goes(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    page = agents.sits_down()
    # Where nothing is recorded nothing is announced: the carrier hears it ring until it is taken.
    line = {**house.get("phone-lines")[0], "number": "+81344440000"}
    house.post("phone-lines", {**{name: line[name] for name in LINE}, "record": False})
    over = carrier.start(until_known("cancel.xml", house, "81344440000", 9, "-d", "5000"))
    expect(page.locator(".is-ringing")).to_be_visible()
    expect(page.locator(".is-ringing")).to_have_count(0)
    over()
    assert house.call(lambda each: each["ended_at"] is not None)["ending"] == "abandoned"


def test_a_call_is_handed_over_after_a_word(
    house: PhoneHouse, agents: Agents, colleagues: Agents, carrier: Carrying
) -> None:
    page, other = agents.sits_down(), colleagues.sits_down(house.colleague)
    caller = Caller(house, carrier)
    answer(page)
    caller.hears(AGENT_HZ)
    page.get_by_role("button", name="Ask or bring in").click()
    page.get_by_role("menuitem", name="Ask Sora first").click()
    caller.hears(HOLD_HZ)
    is_accessible(other)
    other.get_by_role("button", name="Join").click()
    hears(page, COLLEAGUE_HZ)
    hears(other, AGENT_HZ)
    is_accessible(page)
    page.get_by_role("button", name="Leave the call to them").click()
    caller.hears(COLLEAGUE_HZ)
    hears(other, CALLER_HZ)
    expect(page.locator(".phone-card.is-on")).to_have_count(0)
    hang_up(other)
    caller.is_through()


def test_three_are_on_a_call_at_once(
    house: PhoneHouse, agents: Agents, colleagues: Agents, carrier: Carrying
) -> None:
    page, other = agents.sits_down(), colleagues.sits_down(house.colleague)
    caller = Caller(house, carrier)
    answer(page)
    caller.hears(AGENT_HZ)
    page.get_by_role("button", name="Ask or bring in").click()
    page.get_by_role("menuitem", name="Bring Sora in").click()
    other.get_by_role("button", name="Join").click()
    caller.hears_both(AGENT_HZ, COLLEAGUE_HZ)
    other.get_by_role("button", name="Leave the call").click()
    caller.hears(AGENT_HZ)
    hang_up(page)
    caller.is_through()


def test_a_cable_is_pulled_and_a_colleague_takes_over(
    house: PhoneHouse, agents: Agents, colleagues: Agents, carrier: Carrying, far_folder: Path
) -> None:
    other = colleagues.sits_down(house.colleague)
    caller = Caller(house, carrier)
    answer(other)
    caller.hears(COLLEAGUE_HZ)
    page = agents.sits_down()
    with cable_pulled(far_folder):
        caller.hears(PROMPTS["please_hold"])
        answer(page)
        caller.hears(AGENT_HZ)
        hears(page, CALLER_HZ)
        hang_up(page)
    caller.is_through()


def test_a_message_is_left_heard_and_called_back(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    closed = house.post("shops", {"name": "夜屋", "locale": "ja"})
    never = {"hours": {"zone": "Asia/Tokyo", "weekly": {}}}
    house.owner.patch(f"shops/{closed['id']}", json=never).raise_for_status()
    line = {**house.get("phone-lines")[0], "shop_id": closed["id"], "number": "+81355550000"}
    house.post("phone-lines", {name: line[name] for name in LINE})

    ear = carrier.do(Ear.listen(CALLER_HZ))
    over = carrier.start(until_known("hang_up.xml", house, "81355550000", ear.port, "-d", "4500"))
    carrier.do(ear.hears(PROMPTS["closed"]))
    over()
    ear.close()
    left = house.call(lambda each: bool(each["recordings"]))
    page = agents.sits_down()
    page.get_by_role("button", name="Missed calls").click()
    page.locator(".recording-open").click()
    row = page.get_by_role("listitem").filter(has=page.locator(".player"))
    row.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => document.querySelector('.player audio').currentTime > 0.2", polling=50
    )
    is_accessible(page)

    called = Called(house, carrier)
    row.get_by_role("button", name="Call back", exact=True).click()
    called.hears(PROMPTS["notice"])
    called.hears(AGENT_HZ)
    hears(page, CALLER_HZ)
    house.call(lambda each: each["direction"] == "out" and each["phase"] == "talking")
    hang_up(page)
    called.is_through()
    assert left["id"] not in [each["id"] for each in house.get("calls?view=missed")["items"]]


def test_a_number_is_called_with_a_press(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    page = agents.sits_down()
    page.get_by_role("button", name="Call a number").click()
    dialog = page.get_by_role("dialog", name="Call a number")
    is_accessible(page)
    expect(dialog.get_by_role("button", name="Call", exact=True)).to_be_disabled()
    dialog.get_by_role("button", name="Cancel").click()

    async def call() -> None:
        async with Sipp("hang_up.xml", house.sip_port, "-d", "300") as sipp:
            await sipp.done(60)

    carrier.do(call())
    page.goto(f"{house.origin}/desk/conversations/{house.call(bool)['conversation_id']}")
    called = Called(house, carrier)
    # Until the lines are known a number is the browser's own link.
    expect(page.get_by_role("button", name="Call a number")).to_be_visible()
    page.get_by_role("link", name="Call +819011112222").click()
    expect(dialog.get_by_label("Number")).to_have_value("+819011112222")
    call_from(page)
    called.hears(AGENT_HZ)
    hears(page, CALLER_HZ)
    hang_up(page)
    called.is_through()


def _at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()

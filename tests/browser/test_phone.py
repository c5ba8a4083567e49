"""Calls from a real carrier's program to a real browser, audio asserted both ways by its pitch."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.phone_house import (
    AGENT_HZ,
    CALLER_HZ,
    Agents,
    Carrying,
    PhoneHouse,
    hears,
    humming,
)
from tests.channels.phone.carrier import Ear, Sipp, is_note
from tests.channels.phone.stage import PROMPTS

pytestmark = pytest.mark.phone


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneHouse]:
    """A desk and its telephone; its screens are built from the present sources."""
    subprocess.run([sys.executable, "-I", "scripts/_screens.py", "build"], check=True)
    made = PhoneHouse(tmp_path_factory.mktemp("phone") / "data")
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def all_agents(
    house: PhoneHouse, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Agents]:
    with humming(playwright, tmp_path_factory.mktemp("hum")) as browser:
        yield Agents(browser, house)


@pytest.fixture
def agents(all_agents: Agents) -> Iterator[Agents]:
    yield all_agents
    all_agents.close()


@pytest.fixture
def carrier() -> Iterator[Carrying]:
    made = Carrying()
    yield made
    made.close()


def answer(page: Page) -> None:
    """Press the button that answers, which must be there and count."""
    expect(page.locator(".phone-count")).to_have_text(re.compile(r"Ring \d+"))
    page.get_by_role("button", name="Answer").click()


class Caller:
    """Somebody who calls by way of the carrier, and hums."""

    def __init__(
        self, house: PhoneHouse, carrier: Carrying, scenario: str = "wait_for_bye.xml"
    ) -> None:
        self.ear = carrier.do(Ear.listen(CALLER_HZ))
        self._carrier = carrier

        async def call() -> None:
            async with Sipp(scenario, house.sip_port, ear=self.ear.port) as sipp:
                await sipp.done(60)

        self._over = carrier.start(call())

    def hears(self, hertz: float) -> None:
        """Wait until they hear a note."""
        self._carrier.do(self.ear.hears(hertz))

    def is_through(self) -> None:
        """Wait until the call has ended as the scenario has it."""
        self._over()
        self.ear.close()


def hang_up(page: Page) -> None:
    """Press the red button, and put the form after it aside."""
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("form", name="Wrap up").get_by_role("button", name="Close").click()


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
    end = len(samples) // 4 * 4
    left = b"".join(samples[at : at + 2] for at in range(end - 16_000, end, 4))
    right = b"".join(samples[at : at + 2] for at in range(end - 15_998, end, 4))
    assert is_note(left, CALLER_HZ)
    assert is_note(right, AGENT_HZ)


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
    winner = next(page for page in pages if page.locator(".is-on").count())
    assert sum(page.locator(".is-on").count() for page in pages) == 1
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


def _at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()

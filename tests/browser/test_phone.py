"""Calls from a real carrier's program to a real browser, audio asserted both ways by its pitch."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import wave
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect, sync_playwright

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
def all_agents(house: PhoneHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agents]:
    with (
        sync_playwright() as playwright,
        humming(playwright, tmp_path_factory.mktemp("hum")) as browser,
    ):
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


def test_a_call_is_answered_and_both_hear_each_other(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    page = agents.sits_down()
    ear = carrier.do(Ear.listen(CALLER_HZ))

    async def call() -> None:
        async with Sipp("wait_for_bye.xml", house.sip_port, ear=ear.port) as sipp:
            await sipp.done(40)

    over = carrier.start(call())
    answer(page)
    hears(page, CALLER_HZ)
    for _ in range(16):  # more than a second of it, for the recording's sake
        carrier.do(ear.hears(AGENT_HZ))
    page.get_by_role("button", name="Hang up").click()
    over()
    ear.close()
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


def _at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()

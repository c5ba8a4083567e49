"""A supervisor sees a call on the board and listens to it; its recording is played afterwards."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.phone_callers import Caller
from tests.browser.phone_house import (
    AGENT_HZ,
    CALLER_HZ,
    SPECTRUM,
    Agents,
    Carrying,
    PhoneHouse,
)

pytestmark = pytest.mark.phone

_BOTH = f"""notes => {{{SPECTRUM}
  return notes.every(hertz => Math.max(...bins.slice(
    Math.floor((hertz - 25) / width), Math.ceil((hertz + 25) / width))) > -60);
}}"""


def look_at_the_board(page: Page, house: PhoneHouse) -> None:
    page.goto(f"{house.origin}/desk/wallboard")
    expect(page.get_by_role("region", name="Calls now")).to_be_visible()


def test_a_supervisor_listens_and_the_recording_is_played(
    house: PhoneHouse, agents: Agents, carrier: Carrying
) -> None:
    agent, supervisor = agents.sits_down(house.colleague), agents.sits_down()
    # She only looks on: it rings at her colleague's desk alone.
    owner = next(each for each in house.get("people") if each["role"] == "owner")
    away = house.owner.put(f"people/{owner['id']}/presence", json={"state": "away"})
    away.raise_for_status()
    look_at_the_board(supervisor, house)
    board = supervisor.get_by_role("region", name="Calls now")
    caller = Caller(house, carrier)
    expect(board.locator("li")).to_have_attribute("data-phase", "waiting")
    expect(board.locator("li")).to_contain_text("Sora")
    agent.get_by_role("button", name="Answer").click()
    expect(board.locator("li")).to_have_attribute("data-phase", "talking")

    board.get_by_role("button", name="Listen").click()
    supervisor.wait_for_function(_BOTH, arg=[CALLER_HZ, AGENT_HZ], polling=50)
    expect(agent.locator(".phone-supervised")).to_contain_text("is listening")
    expect(board.get_by_role("button", name="Listen")).to_have_attribute("aria-pressed", "true")
    for manner, seen in (
        ("Whisper", "is whispering to you"),
        ("Join in", "has joined the call"),
        ("Listen", "is listening"),
    ):
        board.get_by_role("button", name=manner).click()
        expect(agent.locator(".phone-supervised")).to_contain_text(seen)
        expect(board.get_by_role("button", name=manner)).to_have_attribute("aria-pressed", "true")
    for _ in range(16):  # more than a second of it, for the recording's sake
        caller.hears(AGENT_HZ)
    board.get_by_role("button", name="Leave").click()
    expect(agent.locator(".phone-supervised li")).to_have_count(0)

    agent.get_by_role("button", name="Hang up").click()
    caller.is_through()
    expect(board.locator("li")).to_have_count(0)
    expect(board.locator(".calls-three")).to_contain_text("100%")
    call_now = house.call(lambda each: bool(each["recordings"]))

    supervisor.goto(f"{house.origin}/desk/conversations/{call_now['conversation_id']}")
    supervisor.get_by_role("button", name=re.compile("Recording")).click()
    wave = supervisor.get_by_role("slider", name="Position in the recording")
    expect(wave.locator("path")).to_have_count(4)  # two sides, and as much as has been played
    supervisor.get_by_role("button", name="Play").click()
    supervisor.wait_for_function(
        "() => document.querySelector('.player audio').currentTime > 0.2", polling=50
    )
    wave.press("Home")
    supervisor.get_by_role("button", name="Pause").click()
    wave.press("End")
    seconds = round(call_now["recordings"][0]["seconds"])
    expect(wave).to_have_attribute("aria-valuenow", str(seconds))
    expect(supervisor.locator(".player-proof")).to_contain_text("was told of the recording")

    # A file that leaves the house: a supervisor's alone, and it is noted.
    with supervisor.expect_download() as file:
        supervisor.get_by_role("link", name="Download").click()
    assert file.value.suggested_filename == f"call-{call_now['id']}.wav"
    (noted,) = house.get("audit?kind=recording_downloaded")["items"]
    assert noted["conversation_id"] == call_now["conversation_id"]
    # On a slow line the desk hears of its calls only after the player was opened.
    late: list[Route] = []

    def keep(route: Route) -> None:
        late.append(route)

    agent.route(re.compile(r"/calls\?.*view=live"), keep)
    agent.goto(f"{house.origin}/desk/conversations/{call_now['conversation_id']}")
    agent.get_by_role("button", name=re.compile("Recording")).click()
    player = agent.get_by_role("slider", name="Position in the recording")
    expect(player).to_be_visible()
    with agent.expect_response(re.compile("view=missed")):
        for route in late:
            route.continue_()
    agent.wait_for_timeout(200)  # what came is drawn
    expect(player).to_be_visible()
    expect(agent.get_by_role("link", name="Download")).to_have_count(0)
    path = f"recordings/{call_now['recordings'][0]['id']}?download=true"
    assert house.colleague.get(path).status_code == 403

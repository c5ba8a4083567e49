"""A line is set up on a screen, tried with a call, and speaks in the shop's own voice."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.phone_callers import Called, until_known
from tests.browser.phone_house import Agents, Carrying, PhoneHouse
from tests.channels.phone.carrier import Ear
from tests.channels.phone.stage import PROMPTS, write_note

pytestmark = pytest.mark.phone

OWN_HZ = 900.0
NUMBER = "81366660000"


def test_a_line_is_set_up_tried_and_heard(
    house: PhoneHouse, agents: Agents, carrier: Carrying, tmp_path: Path
) -> None:
    page = agents.sits_down()
    page.goto(f"{house.origin}/desk/settings/phone")
    page.get_by_role("button", name="Add a line").click()
    dialog = page.get_by_role("dialog", name="Add a line")
    dialog.get_by_label("Name").fill("大阪")
    dialog.get_by_label("Number", exact=True).fill("call me")
    dialog.get_by_label("IP addresses").fill("127.0.0.1")
    dialog.get_by_label("Carrier’s port").fill(str(house.trunk_port))
    dialog.get_by_label("Japanese").uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("This is not a telephone number")
    dialog.get_by_label("Number", exact=True).fill(f"+{NUMBER}")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    row = page.get_by_role("listitem").filter(has_text="大阪")
    expect(row).to_contain_text(f"+{NUMBER}")

    # Its trunk is tried: first nobody is there, then somebody answers and is heard.
    row.get_by_role("button", name="Test call").click()
    trial = page.get_by_role("dialog", name="Test call")
    trial.get_by_label("Number", exact=True).fill("+819011112222")
    called = Called(house, carrier)
    trial.get_by_role("button", name="Ring it").click()
    expect(trial.get_by_role("status")).to_contain_text("answered, and sound came back")
    called.is_through()
    trial.get_by_role("button", name="Close").last.click()

    # Their own announcement is heard from the next call on, and then the shipped one again.
    write_note(tmp_path / "own.wav", OWN_HZ)
    own = FilePayload(
        name="own.wav", mimeType="audio/wav", buffer=(tmp_path / "own.wav").read_bytes()
    )
    row.get_by_role("button", name="Announcements").click()
    spoken = page.get_by_role("dialog", name="Announcements")
    notice = spoken.get_by_role("listitem").filter(has_text="Recording notice")
    expect(notice).to_contain_text("As shipped")
    notice.locator("input[type=file]").set_input_files([own])
    expect(notice).to_contain_text("New recording, 0.6 s")
    notice.get_by_role("button", name="Use this one").click()
    expect(notice).to_contain_text("Your own, 0.6 s")
    is_heard(house, carrier, OWN_HZ)
    notice.get_by_role("button", name="Back to the shipped one").click()
    expect(notice).to_contain_text("As shipped")
    is_heard(house, carrier, PROMPTS["notice"])


def is_heard(house: PhoneHouse, carrier: Carrying, hertz: float) -> None:
    """Call until a note is heard: what is changed is taken up within two seconds."""
    for _ in range(10):
        ear = carrier.do(Ear.listen())
        over = carrier.start(until_known("hang_up.xml", house, NUMBER, ear.port, "-d", "1200"))
        over()
        found = carrier.do(heard(ear, hertz))
        ear.close()
        if found:
            return
    raise AssertionError(f"{hertz} Hz was not heard in ten calls")


async def heard(ear: Ear, hertz: float) -> bool:
    """Say whether a note is in what an ear has heard of a call that is over."""
    try:
        await ear.hears(hertz, seconds=0.1)
    except AssertionError:
        return False
    return True

"""Those who call by way of the carrier, and what the stories do with their calls."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time

from playwright.sync_api import Page, expect

from tests.browser.people import PATIENCE_SECONDS
from tests.browser.phone_house import CALLER_HZ, Carrying, PhoneHouse
from tests.channels.phone.carrier import Ear, Sipp


def answer(page: Page) -> None:
    """Press the button that answers, which must be there and count."""
    expect(page.locator(".phone-count")).to_have_text(re.compile(r"Ring \d+"))
    page.get_by_role("button", name="Answer").click()


class Caller:
    """Somebody who calls by way of the carrier, and hums."""

    def __init__(
        self,
        house: PhoneHouse,
        carrier: Carrying,
        scenario: str = "wait_for_bye.xml",
        number: str = "+819011112222",
    ) -> None:
        self.ear = carrier.do(Ear.listen(CALLER_HZ))
        self._carrier = carrier

        async def call() -> None:
            async with Sipp(scenario, house.sip_port, caller=number, ear=self.ear.port) as sipp:
                await sipp.done(60)

        self._over = carrier.start(call())

    def hears(self, hertz: float) -> None:
        """Wait until they hear a note."""
        self._carrier.do(self.ear.hears(hertz))

    def hears_nothing(self) -> None:
        """Wait until they hear silence."""
        self._carrier.do(self.ear.hears_nothing())

    def hears_both(self, one: float, other: float) -> None:
        """Wait until they hear two notes at once."""
        self._carrier.do(self.ear.hears_both(one, other))

    def presses(self, keys: str) -> None:
        """Wait until keys have been pressed for them."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.ear.pressed != keys:
            assert time.monotonic() < until, self.ear.pressed
            time.sleep(0.02)

    def is_through(self) -> None:
        """Wait until the call has ended as the scenario has it."""
        self._over()
        self.ear.close()


async def until_known(
    scenario: str, house: PhoneHouse, number: str, ear: int, *options: str
) -> None:
    """Call a number; until the telephone knows its new line, two seconds, it is nobody's."""
    async with asyncio.timeout(60):
        while True:
            async with Sipp(scenario, house.sip_port, *options, number=number, ear=ear) as sipp:
                with contextlib.suppress(AssertionError):
                    return await sipp.done(60)


def hang_up(page: Page) -> None:
    """Press the red button, and put the form after it aside."""
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("form", name="Wrap up").get_by_role("button", name="Close").click()


class Called:
    """Somebody whom the desk calls by way of the carrier; they answer, and hum."""

    def __init__(self, house: PhoneHouse, carrier: Carrying) -> None:
        self.ear = carrier.do(Ear.listen(CALLER_HZ))
        self._carrier = carrier

        async def answered() -> None:
            async with Sipp(
                "called.xml", house.sip_port, "-d", "300", at=house.trunk_port, ear=self.ear.port
            ) as sipp:
                await sipp.done(60)

        self._over = carrier.start(answered())

    def hears(self, hertz: float) -> None:
        """Wait until they hear a note."""
        self._carrier.do(self.ear.hears(hertz))

    def is_through(self) -> None:
        """Wait until the desk has hung up."""
        self._over()
        self.ear.close()


def call_from(page: Page) -> None:
    """Call the number that stands in the window, also where it is night in Japan just now."""
    dialog = page.get_by_role("dialog", name="Call a number")
    dialog.get_by_role("button", name="Call", exact=True).click()
    anyway = dialog.get_by_role("button", name="Call anyway")
    expect(anyway.or_(page.locator(".phone-card.is-on"))).to_be_visible()
    if anyway.is_visible():
        anyway.click()

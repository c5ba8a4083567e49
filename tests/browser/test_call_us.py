"""A customer calls from the chat on a shop's page, and an agent answers in the desk."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.people import PATIENCE_SECONDS, Visitor
from tests.browser.phone_callers import Caller, hang_up
from tests.browser.phone_house import (
    AGENT_HZ,
    CALLER_HZ,
    Agents,
    Carrying,
    PhoneHouse,
    hears,
    humming,
)
from tests.browser.pictures import png
from tests.browser.shop_page import hosting

pytestmark = pytest.mark.phone

# What the page plays is out of reach in its module: the connection is looked at instead. And what
# improves a voice would take a pure note for noise.
_LISTEN = """
const Real = RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...given) {
    super(...given);
    this.addEventListener('track', ({ streams }) => {
      document.querySelector('.phone-voice')?.remove();
      const ear = Object.assign(document.createElement('i'), { className: 'phone-voice' });
      ear.srcObject = streams[0];
      document.body.append(ear);
    });
  }
};
const { mediaDevices } = navigator;
const open = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = () => open({
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
});
"""
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REFUSE = """() => {
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException('', 'NotAllowedError');
  };
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneHouse]:
    """A desk and its telephone, with a line that is in the chat."""
    subprocess.run([sys.executable, "-I", "scripts/_screens.py", "build"], check=True)
    made = PhoneHouse(tmp_path_factory.mktemp("chat_calls") / "data")
    made.open()
    (line,) = made.get("phone-lines")
    made.owner.patch(f"phone-lines/{line['id']}", json={"in_chat": True}).raise_for_status()
    yield made
    made.close()


@pytest.fixture(scope="module")
def agents_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    with humming(playwright, tmp_path_factory.mktemp("agent")) as browser:
        yield browser


@pytest.fixture(scope="module")
def customers_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    with humming(playwright, tmp_path_factory.mktemp("customer"), CALLER_HZ) as browser:
        yield browser


@pytest.fixture
def agents(house: PhoneHouse, agents_browser: Browser) -> Iterator[Agents]:
    made = Agents(agents_browser, house)
    yield made
    made.close()


@pytest.fixture
def customer(house: PhoneHouse, customers_browser: Browser) -> Iterator[Visitor]:
    """Somebody on the shop's page, which is not the desk's."""
    with ExitStack() as stack:
        key = house.get("shops")[0]["public_key"]
        code = f'<script src="{house.origin}/widget.js" data-shop="{key}" async></script>'
        page_origin = stack.enter_context(hosting(code))
        shop = house.get("shops")[0]["id"]
        changed = house.owner.patch(f"shops/{shop}", json={"allowed_origins": [page_origin]})
        changed.raise_for_status()
        context = customers_browser.new_context(permissions=["microphone"], locale="en-US")
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        stack.callback(context.close)
        page = context.new_page()
        page.add_init_script(_LISTEN)
        page.goto(page_origin)
        yield Visitor(page)


def press_call(customer: Visitor) -> None:
    customer.open_chat()
    customer.window.get_by_role("button", name="Call us").click()


def test_a_customer_calls_from_the_chat_and_writes_meanwhile(
    house: PhoneHouse, agents: Agents, customer: Visitor
) -> None:
    desk = agents.sits_down()
    press_call(customer)
    expect(customer.window).to_contain_text("recorded")
    customer.window.get_by_role("button", name="Agree and call").click()
    expect(desk.locator(".phone-count")).to_have_text(re.compile(r"Ring \d+"))
    expect(desk.locator(".is-ringing")).to_contain_text("From the chat")
    expect(customer.window).to_contain_text("next in line")
    desk.get_by_role("button", name="Answer").click()
    expect(customer.window).to_contain_text("On the call")
    hears(desk, CALLER_HZ)
    hears(customer.page, AGENT_HZ)
    # Call and chat are one conversation, and both go on.
    customer.write("The order is 4711.")
    expect(desk.get_by_role("log").locator(".bubble", has_text="4711")).to_be_visible()
    desk.locator(".composer textarea").fill("Thank you, I see it.")
    desk.locator(".composer textarea").press("Enter")
    expect(customer.answers("Thank you, I see it.")).to_be_visible()
    with customer.page.expect_file_chooser() as chooser:
        customer.window.get_by_role("button", name="Add a picture or file").click()
    chooser.value.set_files([png("bowl.png")])
    customer.write("This is how it came.")
    expect(desk.get_by_role("log").get_by_role("button", name="bowl.png")).to_be_visible()
    customer.window.get_by_role("button", name="Mute").click()
    is_silent(desk)
    customer.window.get_by_role("button", name="Unmute").click()
    hears(desk, CALLER_HZ)
    customer.window.get_by_role("button", name="Hang up").click()
    expect(customer.window).to_contain_text("Thank you for calling")
    expect(desk.get_by_role("form", name="Wrap up")).to_be_visible()
    call = house.call(lambda each: each["ending"] == "talked" and bool(each["recordings"]))
    assert (call["door"], call["recordings"][0]["announced_at"] is None) == ("chat", False)
    # What they had agreed to is kept as they saw it.
    profile = house.get(f"customers/{call['customer_id']}/profile")
    (agreed,) = [each for each in profile["consents"] if each["purpose"] == "call_recording"]
    assert "Calls are recorded, and kept for 90 days." in agreed["text"]
    assert (agreed["locale"], agreed["noted_by"]) == ("en", None)


def test_a_page_that_is_closed_takes_its_call_with_it(
    house: PhoneHouse, agents: Agents, customer: Visitor
) -> None:
    desk = agents.sits_down()
    press_call(customer)
    customer.window.get_by_role("button", name="Agree and call").click()
    expect(desk.locator(".is-ringing")).to_be_visible()
    customer.page.close(run_before_unload=False)
    expect(desk.locator(".is-ringing")).to_have_count(0)
    house.call(lambda each: each["ending"] == "abandoned")


def test_without_a_microphone_a_callback_is_offered_and_stands_in_the_desk(
    house: PhoneHouse, agents: Agents, customer: Visitor
) -> None:
    customer.page.evaluate(_REFUSE)
    press_call(customer)
    customer.window.get_by_role("button", name="Agree and call").click()
    expect(customer.window).to_contain_text("let this page use the microphone")
    customer.window.get_by_role("button", name="Call me back instead").click()
    customer.window.get_by_label("Country").select_option("JP")
    customer.window.get_by_label("Phone number").fill("12")
    customer.window.get_by_role("button", name="Ask for a call").click()
    expect(customer.window).to_contain_text("not a telephone number")
    customer.window.get_by_label("Country").select_option("JP")
    customer.window.get_by_label("Phone number").fill("090-1111-2222")
    customer.window.get_by_role("button", name="Ask for a call").click()
    expect(customer.window).to_contain_text("+819011112222")
    desk = agents.sits_down()
    desk.get_by_role("button", name="Missed calls").click()
    expect(desk.get_by_role("dialog")).to_contain_text("+819011112222")
    expect(desk.get_by_role("dialog")).to_contain_text("Wants a callback")


def test_without_a_telephone_callbacks_are_what_there_is(
    house: PhoneHouse, customer: Visitor
) -> None:
    house.stop_phone(signal.SIGTERM)
    house.is_unlinked()
    press_call(customer)
    expect(customer.window).to_contain_text("aren’t taking calls right now")
    expect(customer.window.get_by_label("Phone number")).to_be_visible()
    house.start_phone()


def test_outside_opening_hours_a_callback_is_what_is_offered(
    house: PhoneHouse, customer: Visitor
) -> None:
    shop = house.get("shops")[0]
    today = datetime.now(ZoneInfo("Asia/Tokyo")).weekday()
    # From the day after tomorrow on: midnight may pass while this is played.
    days = [_WEEK[(today + ahead) % 7] for ahead in range(2, 7)]
    hours = {"zone": "Asia/Tokyo", "weekly": {day: [["09:00", "18:00"]] for day in days}}
    house.owner.patch(f"shops/{shop['id']}", json={"hours": hours}).raise_for_status()
    try:
        customer.page.reload()
        customer.open_chat()
        expect(customer.window.get_by_role("button", name="Call us")).to_have_count(0)
        customer.window.get_by_role("button", name="Ask for a call").click()
        expect(customer.window).to_contain_text("aren’t taking calls right now")
        when = customer.window.get_by_label("When").locator("option")
        expect(when.nth(1)).to_be_attached()
    finally:
        house.owner.patch(f"shops/{shop['id']}", json={"hours": shop["hours"]}).raise_for_status()


def test_who_calls_is_known_before_anybody_answers(
    house: PhoneHouse, agents: Agents, customer: Visitor
) -> None:
    """Somebody of the chat, with an order on its way, calls the shop's number."""
    customer.open_chat()
    customer.write("Has the iron kettle left the warehouse?")
    desk = agents.sits_down()
    desk.locator(".row-link", has_text="iron kettle").click()
    expect(desk.get_by_role("log")).to_contain_text("iron kettle")
    talk = house.get(f"conversations/{desk.url.rpartition('/')[2]}")
    talk = talk.get("conversation", talk)
    number = "+819077778888"
    known = f"customers/{talk['customer_id']}"
    house.owner.patch(known, json={"phone": number}).raise_for_status()
    for order, state in (("2001", "paid"), ("2002", "delivered")):
        house.post("orders", {
            "shop_id": talk["shop_id"], "platform": "shopify", "external_id": order,
            "number": order, "version": 1, "placed_at": "2026-11-01T03:00:00Z",
            "currency": "JPY", "total": 9800, "state": state, "customer_id": talk["customer_id"],
            "lines": [{"title": f"鉄瓶 {order}", "price": 9800}],
        })  # fmt: skip
    carrier = Carrying()
    caller = Caller(house, carrier, number=number)
    card = desk.locator(".is-ringing")
    expect(card.locator(".phone-known")).to_contain_text("鉄瓶 2001")
    expect(card.locator(".phone-known")).to_contain_text("Has the iron kettle left")
    expect(card.locator(".phone-known")).not_to_contain_text("2002")
    desk.get_by_role("button", name="Answer").click()
    caller.hears(AGENT_HZ)
    hang_up(desk)
    caller.is_through()
    carrier.close()


def is_silent(page: Page) -> None:
    """Wait until nothing is heard on a page."""
    page.wait_for_function(
        """() => {
          const bins = new Float32Array(window.analyser.frequencyBinCount);
          window.analyser.getFloatFrequencyData(bins);
          return Math.max(...bins) < -60;
        }""",
        polling=50,
        timeout=PATIENCE_SECONDS * 1000,
    )

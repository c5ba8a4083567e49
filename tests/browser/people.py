"""The people of the stories, each by what they do on their screen."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import Any

import msgspec
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.house.tree import ROOT

TEXTS = (ROOT / "ui" / "desk" / "texts", ROOT / "ui" / "desk" / "settings" / "texts")
PATIENCE_SECONDS = 60
"""How long a story waits for what must come: a slow machine is not a broken desk."""

_PASSING = (
    ("ui/shared/components/toasts.tsx", "LASTS"),
    ("ui/desk/state/presence.ts", "FADES_AFTER"),
)
_LATER = """times => {
  const wait = window.setTimeout;
  window.setTimeout = (run, ms, ...more) =>
    wait(run, times.includes(ms) ? 100 * ms : ms, ...more);
}"""
_SCROLL_ON = """list => {
  const atEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 2;
  list.scrollTop = atEnd ? 0 : list.scrollTop + list.clientHeight / 2;
}"""


@cache
def desk_texts(locale: str) -> dict[str, Any]:
    """Return the desk's catalogues in a language, that of the settings with it."""
    return {
        key: text
        for folder in TEXTS
        for key, text in msgspec.json.decode(
            (folder / f"{locale}.json").read_bytes(), type=dict[str, Any]
        ).items()
    }


def unhurried(page: Page) -> None:
    """Let what passes by itself stand on a page of the desk for as long as a story needs it: news
    with its way back, and the word that somebody writes. Seconds are short on a slow machine.
    """
    times = [
        int(number)
        for file, name in _PASSING
        for number in re.findall(rf"^const {name} = (\d+);", (ROOT / file).read_text(), re.M)
    ]
    assert len(times) == len(_PASSING)
    page.add_init_script(f"({_LATER})({times})")
    page.evaluate(_LATER, times)


class Visitor:
    """A customer on a page of the shop, in English unless a story says otherwise."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.window = page.get_by_role("dialog")
        self.log = self.window.get_by_role("log")
        self.field = self.window.locator(".composer textarea")

    @property
    def button(self) -> Locator:
        """The button in the corner of the shop's page."""
        return self.page.locator("button#chat")

    def open_chat(self) -> None:
        """Open the window and wait for the desk behind it."""
        self.button.click()
        expect(self.field).to_be_visible()

    def write(self, text: str) -> None:
        """Write a line and send it."""
        self.field.fill(text)
        self.field.press("Enter")

    def line(self, text: str) -> Locator:
        """The bubble that says this."""
        return self.log.locator(".bubble", has_text=text)

    def answers(self, text: str) -> Locator:
        """The bubble of the shop that says this."""
        return self.log.locator(".row.theirs .bubble", has_text=text)

    def expect_mark(self, word: str) -> None:
        """The last line has come this far: Sent, Delivered, Read."""
        expect(self.log.locator(".mark")).to_have_text(word)


class Colleague:
    """Somebody at the desk, in their own language."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.field = page.locator(".composer textarea")
        self.log = page.get_by_role("log")

    def expect_desk(self, locale: str) -> None:
        """Wait until the desk stands there, listens to keys, and speaks a language."""
        expect(self.page.locator("html")).to_have_attribute("lang", locale)
        expect(self.page.locator(".desk > .skip")).to_have_text(desk_texts(locale)["skip"])

    def t(self, key: str, **names: object) -> str:
        """What the desk says for a key, in the language that it has on this screen."""
        text = desk_texts(self.page.locator("html").get_attribute("lang") or "")[key]
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", str(value))
        return str(text)

    def row(self, text: str) -> Locator:
        """The row of the list that shows this."""
        return self.page.locator(".row-link", has_text=text)

    def open(self, text: str) -> None:
        """Open the conversation whose row shows this; scroll down the list until it is there."""
        self.scroll_to(self.row(text))
        self.row(text).click()
        expect(self.log.get_by_text(text).last).to_be_visible()

    def scroll_to(self, row: Locator) -> None:
        """Scroll on in the list until a row of it is there: those out of sight are not drawn."""
        rows = self.page.locator(".inbox-list")
        until = time.monotonic() + PATIENCE_SECONDS
        while not row.count():
            assert time.monotonic() < until, f"No row is like {row}."
            if rows.count():
                rows.evaluate(_SCROLL_ON)
            self.page.wait_for_timeout(100)

    def line(self, text: str) -> Locator:
        """The bubble that says this."""
        return self.log.locator(".bubble", has_text=text)

    def answer(self, text: str) -> None:
        """Answer the customer whose conversation is open."""
        self.field.fill(text)
        self.field.press("Enter")

    def press(self, key: str) -> None:
        """Press a button by the key of its text."""
        self.page.get_by_role("button", name=self.t(key), exact=True).click()

    def fill(self, key: str, text: str) -> None:
        """Fill the field that the text of this key labels."""
        self.page.get_by_label(self.t(key), exact=True).fill(text)

    def write_note(self, text: str) -> None:
        """Leave a note for colleagues in the open conversation."""
        modes = self.page.get_by_role("group", name=self.t("composer.mode"))
        modes.get_by_role("button", name=self.t("note")).click()
        self.answer(text)

    def revoke_session(self) -> None:
        """End the session of this screen, as from the list of one's devices."""
        cookies = {one["name"]: one["value"] for one in self.page.context.cookies()}
        headers = {"Origin": self.origin, "X-CSRF-Token": cookies["madoguchi_csrf"]}
        sessions = f"{self.origin}/api/v1/session/list"
        request = self.page.context.request
        (here,) = (one for one in request.get(sessions).json() if one["current"])
        assert request.delete(f"{sessions}/{here['session']['id']}", headers=headers).ok

    def attach(self, *files: FilePayload) -> None:
        """Choose files for the answer."""
        self.page.locator(".composer input[type=file]").set_input_files(list(files))

    def picks_canned(self, shortcut: str) -> None:
        """Type a canned reply's shortcut into the empty composer and take the first that fits."""
        self.field.press_sequentially(f"/{shortcut}")
        chosen = self.page.get_by_role("listbox").get_by_role("option", selected=True)
        expect(chosen).to_contain_text(f"/{shortcut}")
        self.field.press("Enter")

    def send_card(self, question: str, choices: list[str]) -> None:
        """Send a choice card."""
        self.press("card")
        for number, choice in enumerate(choices, 1):
            if number > 2:
                self.press("card.add")
            self.page.get_by_label(self.t("card.choice", number=number), exact=True).fill(choice)
        self.field.fill(question)
        self.press("send")
        expect(self.page.locator(".choice-card", has_text=choices[0])).to_be_visible()

    @property
    def conversation_id(self) -> int:
        """The number of the conversation on the screen."""
        number = re.compile(r"/conversations/(\d+)")
        expect(self.page).to_have_url(number)
        found = number.search(self.page.url)
        assert found, self.page.url
        return int(found[1])

"""A desk with a telephone, as real processes; a carrier beside it; agents whose microphones hum."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
import wave
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests import machine, warm
from tests.browser.chromium import FLAGS
from tests.browser.hardship import HARDSHIP
from tests.browser.people import PATIENCE_SECONDS
from tests.browser.server import free_port, serving
from tests.channels.phone.carrier import free_port as free_udp_port
from tests.channels.phone.carrier import note
from tests.channels.phone.stage import PROMPTS, write_note
from tests.web.running import OWNER

T = TypeVar("T")

AGENT_HZ, CALLER_HZ, COLLEAGUE_HZ = 700.0, 350.0, 1_000.0
NUMBER = "+81312345678"
_DAY = [["00:00", "24:00"]]
SPECTRUM = """
  const voice = document.querySelector('.phone-voice');
  if (!voice?.srcObject) return false;
  if (!window.analyser) {
    const context = new AudioContext();
    window.analyser = context.createAnalyser();
    window.analyser.fftSize = 8192;
    window.analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(voice.srcObject).connect(window.analyser);
  }
  const bins = new Float32Array(window.analyser.frequencyBinCount);
  window.analyser.getFloatFrequencyData(bins);
  const width = window.analyser.context.sampleRate / window.analyser.fftSize;
"""
"""What a page hears, for a function in it: decibels in `bins`, each `width` hertz wide."""
_HEARD = f"""hertz => {{{SPECTRUM}
  const loudest = bins.indexOf(Math.max(...bins));
  return bins[loudest] > -60 && Math.abs(loudest * width - hertz) < 25;
}}"""


class Carrying:
    """An event loop on a thread of its own, for the carrier's side of a story."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self, work: Coroutine[Any, Any, T]) -> Callable[[], T]:
        """Begin a piece of work; the answer waits for its end."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        return lambda: future.result(60)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do a piece of work."""
        return self.start(work)()

    def close(self) -> None:
        """Stop the loop."""
        self.do(_end_the_rest())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


async def _end_the_rest() -> None:
    others = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class PhoneHouse:
    """One shop with a line that records; its owner answers the telephone herself."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.sip_port = free_udp_port()
        self.trunk_port = free_udp_port()
        """Where the carrier takes calls of ours."""
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self._environment = {
            "MADOGUCHI_DATA": str(data),
            "MADOGUCHI_PHONE_SIP": f"udp://127.0.0.1:{self.sip_port}",
            "MADOGUCHI_PHONE_PORTS": "",
        }
        self._desk = ExitStack()
        self._phone: BaseProcess | None = None
        for language in ("ja", "en"):
            folder = data / "phone" / "prompts" / language
            folder.mkdir(parents=True)
            for name, hertz in PROMPTS.items():
                write_note(folder / f"{name}.wav", hertz)

    def open(self) -> None:
        """Start both processes and set the shop up."""
        self.start_desk()
        self.owner = httpx.Client(
            base_url=f"{self.origin}/api/v1/",
            headers={"Origin": self.origin},
            timeout=PATIENCE_SECONDS,
        )
        self.owner.post("setup", json={**OWNER, "locale": "en"}).raise_for_status()
        self.owner.headers["X-CSRF-Token"] = self.owner.cookies["madoguchi_csrf"]
        shop = self.post("shops", {"name": "京都屋", "locale": "ja"})
        hours = {"zone": "Asia/Tokyo", "weekly": dict.fromkeys(_WEEK, _DAY)}
        self.owner.patch(f"shops/{shop['id']}", json={"hours": hours}).raise_for_status()
        self.post(
            "phone-lines",
            {
                "shop_id": shop["id"],
                "name": "京都",
                "number": NUMBER,
                "country": "JP",
                "languages": ["en"],
                "trunk": ["127.0.0.1"],
                "trunk_port": self.trunk_port,
                "wrap_up_s": 0,
            },
        )
        self.colleague = self._hire("sora")
        self.start_phone()

    def _hire(self, name: str) -> httpx.Client:
        """Let somebody join who sees every shop."""
        invited = self.post(
            "invitations", {"email": f"{name}@kita.example", "role": "agent", "all_shops": True}
        )
        client = httpx.Client(
            base_url=f"{self.origin}/api/v1/",
            headers={"Origin": self.origin},
            timeout=PATIENCE_SECONDS,
        )
        token = invited["url"].rpartition("/")[2]
        said = {"name": name.title(), "password": "four quiet cranes", "locale": "en"}
        client.post(f"invitations/by-token/{token}/accept", json=said).raise_for_status()
        client.headers["X-CSRF-Token"] = client.cookies["madoguchi_csrf"]
        return client

    def close(self) -> None:
        """Stop both processes."""
        self.owner.close()
        self.colleague.close()
        self.stop_phone(signal.SIGTERM)
        self._desk.close()

    def start_desk(self) -> None:
        """Serve the desk, always on the same port."""
        with mock.patch.dict(os.environ, self._environment):
            self._desk.enter_context(serving("serve", self.data, self.port))

    def restart_desk(self) -> None:
        """Stop the desk and serve it again; the telephone knows nothing of it."""
        self._desk.close()
        self.start_desk()

    def start_phone(self) -> None:
        """Run `madoguchi phone`, and wait until the desk is linked to it."""
        log = self.data.parent / "phone.log"
        self._phone = warm.start(["phone"], {**os.environ, **self._environment}, log)
        until = time.monotonic() + 60
        while not self.get("phone")["running"]:
            assert time.monotonic() < until, log.read_text()[-2000:]
            time.sleep(0.05)

    def is_unlinked(self) -> None:
        """Wait until the desk knows that its telephone is gone."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.get("phone")["running"]:
            assert time.monotonic() < until, "The desk believes that there is a telephone."
            time.sleep(0.05)

    def stop_phone(self, how: signal.Signals) -> None:
        """End the telephone's process."""
        assert self._phone is not None
        assert self._phone.pid is not None
        if self._phone.is_alive():
            os.kill(self._phone.pid, how)
        self._phone.join(30)
        assert self._phone.exitcode is not None, "The telephone's process does not end."

    def get(self, path: str) -> Any:
        """Ask the desk as the owner."""
        return self.owner.get(path).raise_for_status().json()

    def call(
        self, fits: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE_SECONDS
    ) -> dict[str, Any]:
        """Wait until the newest call is as wanted, and return it."""
        until = time.monotonic() + seconds
        while True:
            found = self.get("calls?limit=1")["items"]
            if found and fits(found[0]):
                return dict(found[0])
            assert time.monotonic() < until, found
            time.sleep(0.03)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make something as the owner."""
        return dict(self.owner.post(path, json=body).raise_for_status().json())


class Agents:
    """Agents at their desks, all with a microphone that hums."""

    def __init__(self, browser: Browser, house: PhoneHouse) -> None:
        self._browser = browser
        self._house = house
        self._contexts: list[BrowserContext] = []

    def sits_down(self, client: httpx.Client | None = None, *, allowed: bool = True) -> Page:
        """Open one more desk, of the owner's unless somebody else is given.

        `allowed`: the browser has been let use the microphone before.
        """
        permissions = ["microphone"] if allowed else []
        context = self._browser.new_context(permissions=permissions, locale="en-US")
        self._contexts.append(context)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": self._house.origin}
                for name, value in (client or self._house.owner).cookies.items()
            ]
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        page = context.new_page()
        HARDSHIP.weigh_on(context, page)
        # What improves a voice would take a pure note for noise.
        page.add_init_script(
            "localStorage.setItem('madoguchi.phone.devices',"
            " JSON.stringify({microphone: '', plain: true}))"
        )
        page.goto(f"{self._house.origin}/desk/inbox/open")
        page.locator(".phone-cards").wait_for(state="attached")
        return page

    def close(self) -> None:
        """Close every desk."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()


@contextmanager
def humming(playwright: Playwright, folder: Path, hertz: float = AGENT_HZ) -> Iterator[Browser]:
    """Run a browser whose microphone hums: one for each capture file, Chromium knows no more."""
    file = folder / "hum.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        for index in range(400):
            sound.writeframes(note(hertz, 160 * index))
    browser = playwright.chromium.launch(
        executable_path=machine.chromium(),
        args=[
            *FLAGS,
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--allow-loopback-in-peer-connection",
            "--autoplay-policy=no-user-gesture-required",
            f"--use-file-for-fake-audio-capture={file}",
        ],
    )
    try:
        yield browser
    finally:
        browser.close()


def hears(page: Page, hertz: float) -> None:
    """Wait until a note is the loudest thing that an agent hears."""
    page.evaluate("window.analyser = undefined")
    page.wait_for_function(_HEARD, arg=hertz, polling=50, timeout=PATIENCE_SECONDS * 1000)


@contextmanager
def cable_pulled(folder: Path) -> Iterator[None]:
    """Freeze the browser whose microphone's file lies in a folder: nothing more comes from it."""
    parents: dict[int, list[int]] = {}
    frozen: list[int] = []
    for place in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(place.name))
            if str(folder) in (place / "cmdline").read_text():
                frozen.append(int(place.name))
    for process in frozen:
        frozen += [each for each in parents.get(process, []) if each not in frozen]
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in frozen:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

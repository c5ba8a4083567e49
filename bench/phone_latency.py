"""How soon a call rings in a browser, and how soon both hear each other once it is taken."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, at_most, percentile
from madoguchi.channels.phone.media import g711, rtp
from tests.browser.phone_house import Agents, Carrying, PhoneHouse, humming
from tests.channels.phone.carrier import Ear, Sipp
from tests.channels.phone.test_sip import INVITE

RINGS, TAKES = 100, 20
LOUD = 2_000
_WATCH = """() => {
  window.rang = 0;
  new MutationObserver(() => {
    if (!window.rang && document.querySelector('.is-ringing')) window.rang = Date.now();
  }).observe(document.querySelector('.phone'), { childList: true, subtree: true });
}"""
_TAKE = """() => new Promise(resolve => {
  const begun = Date.now();
  document.querySelector('.phone-answer').click();
  const voice = document.querySelector('.phone-voice');
  const wait = setInterval(() => {
    if (!voice.srcObject) return;
    clearInterval(wait);
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 256;
    context.createMediaStreamSource(voice.srcObject).connect(analyser);
    const samples = new Float32Array(256);
    const listen = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      if (Math.max(...samples) < 0.05) return;
      clearInterval(listen);
      resolve([begun, Date.now()]);
      void context.close();
    }, 5);
  }, 2);
})"""


class _Loud(Ear):
    """An ear that notes when it first hears anything."""

    loud_at = 0.0

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Hear a packet."""
        super().datagram_received(data, addr)
        packet = rtp.parse(data)
        if not self.loud_at and packet is not None:
            samples = array("h", g711.decode(packet.payload, packet.kind))
            if max(samples) > LOUD:
                self.loud_at = time.time()


def latency() -> list[Figure]:
    """100 calls that ring and are taken back, then 20 that are taken."""
    subprocess.run([sys.executable, "-I", "scripts/_screens.py", "build"], check=True)
    with tempfile.TemporaryDirectory(prefix="phone-") as folder:
        house = PhoneHouse(Path(folder) / "data")
        house.open()
        line = house.get("phone-lines")[0]
        plain = {"record": False, "wrap_up_s": 0}
        house.owner.patch(f"phone-lines/{line['id']}", json=plain).raise_for_status()
        time.sleep(3)  # the telephone takes a changed line up by then
        carrier = Carrying()
        try:
            with sync_playwright() as playwright, humming(playwright, Path(folder)) as browser:
                agents = Agents(browser, house)
                page = agents.sits_down()
                _ring(house, page, RINGS)  # waits until the desk knows that somebody is there
                rang = [_ring(house, page, number) for number in range(RINGS)]
                took = [_take(house, page, carrier) for _ in range(TAKES)]
                agents.close()
        finally:
            carrier.close()
            house.close()
    return [
        at_most("call in → rings in the browser, p50", percentile(rang, 0.5), "ms", 250),
        at_most("call in → rings in the browser, p99", percentile(rang, 0.99), "ms", 250),
        at_most("taken → heard both ways, p50", percentile(took, 0.5), "ms", 400),
        at_most("taken → heard both ways, p95", percentile(took, 0.95), "ms", 400),
    ]


def _ring(house: PhoneHouse, page: Page, number: int) -> float:
    """Let one call ring, and take it back; returns milliseconds."""
    invite = INVITE.replace(b"call-1", b"bench-%d-%d" % (number, time.monotonic_ns()))
    page.evaluate(_WATCH)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.bind(("127.0.0.1", 0))
        begun = time.time()
        out.sendto(invite, ("127.0.0.1", house.sip_port))
        page.wait_for_function("() => window.rang", polling=20)
        rang = float(page.evaluate("window.rang")) / 1000
        out.sendto(invite.replace(b"INVITE", b"CANCEL"), ("127.0.0.1", house.sip_port))
        page.wait_for_function("() => !document.querySelector('.is-ringing')", polling=20)
    return max(0.0, rang - begun) * 1000


def _take(house: PhoneHouse, page: Page, carrier: Carrying) -> float:
    """Take one call; returns milliseconds until the later of the two hears the other."""
    ear = _Loud(350)
    carrier.do(ear.open())

    async def call() -> None:
        async with Sipp("wait_for_bye.xml", house.sip_port, ear=ear.port) as sipp:
            await sipp.done(60)

    over = carrier.start(call())
    page.locator(".phone-answer").wait_for()
    begun, heard = page.evaluate(_TAKE)
    until = time.monotonic() + 10
    while not ear.loud_at and time.monotonic() < until:
        time.sleep(0.005)
    page.get_by_role("button", name="Hang up").click()
    over()
    form = page.get_by_role("form", name="Wrap up")
    form.get_by_role("button", name="Close").click()
    ear.close()
    return max(float(heard), ear.loud_at * 1000) - float(begun)

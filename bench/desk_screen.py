"""The desk in a real browser: how soon its first view is painted, and what a key changes."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.figures import Figure, at_most, percentile
from bench.load import Load, run
from bench.server import Server, serving
from tests import machine

CONVERSATIONS = 50
LINES_A_SECOND = 150
ROUNDS = 7
AHEAD = 12
"""Conversations walked through with the keyboard: within what the desk fetches ahead."""
WALKS = 10

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

# The first frame in which the rows stand, and the moment after it was painted; ms since the
# navigation began.
_FIRST_VIEW = """() => new Promise(resolve => {
  const look = () => {
    const rows = document.querySelectorAll('.row-link:not(.row-skeleton)');
    if (rows.length < 5) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    requestAnimationFrame(() => port2.postMessage(0));
  };
  look();
})"""

# From the key's own time to the moment after the frame in which another conversation stands whole.
_LISTEN = """() => {
  window.painted = [];
  addEventListener('keydown', ({ timeStamp }) => {
    const from = location.pathname;
    const shown = () =>
      location.pathname !== from &&
      document.querySelector('.row-link[aria-current]')?.pathname === location.pathname &&
      document.querySelector('.timeline .message');
    const look = () => {
      if (!shown()) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => painted.push(performance.now() - timeStamp);
      port2.postMessage(0);
    };
    requestAnimationFrame(look);
  }, true);
}"""


def first_view() -> list[Figure]:
    """Measure the first view of 50 conversations, and switching between cached ones by key."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        serving(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        cookies = _fill(server)
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=FLAGS)
        views = [_load(browser, server, cookies) for _ in range(ROUNDS)]
        switches = _switch(browser, server, cookies)
        browser.close()
    note = f"{len(switches)} switches"
    return [
        at_most(
            f"desk, first view of {CONVERSATIONS} conversations painted",
            statistics.median(views),
            "ms",
            1000,
            f"nothing cached, median of {ROUNDS}",
        ),
        at_most("desk, key → painted, cached, median", statistics.median(switches), "ms", 50, note),
        at_most("desk, key → painted, cached, p95", percentile(switches, 0.95), "ms", 50, note),
    ]


def _fill(server: Server) -> list[Any]:
    """Let as many customers write as there shall be conversations; return the owner's cookies."""
    owner = server.sign_in()
    shop = server.shop(owner)
    cookies = [
        {"name": name, "value": value, "url": server.origin}
        for name, value in owner.cookies.items()
    ]
    owner.close()
    run(
        Load(
            customer_origins=[server.origin],
            desk_origins=[server.origin],
            cookie=server.cookie,
            shop_key=shop["public_key"],
            customers=CONVERSATIONS,
            desks=1,
            warm_seconds=2,
            seconds=4,
            rate=LINES_A_SECOND,
        )
    )
    return cookies


def _desk(browser: Browser, server: Server, cookies: list[Any]) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{server.origin}/desk/inbox/open", wait_until="commit")
    return context, page


def _load(browser: Browser, server: Server, cookies: list[Any]) -> float:
    context, page = _desk(browser, server, cookies)
    painted = float(page.evaluate(_FIRST_VIEW))
    context.close()
    return painted


def _switch(browser: Browser, server: Server, cookies: list[Any]) -> list[float]:
    context, page = _desk(browser, server, cookies)
    page.locator(".row-link").first.wait_for()
    for _ in range(AHEAD):  # seen once, so that they are cached and their code is warm
        _press(page, "j")
        page.locator(".timeline .message").first.wait_for()
    page.evaluate(_LISTEN)
    for walk in range(WALKS):
        for _ in range(AHEAD - 2):
            _press(page, "kj"[walk % 2])
            page.wait_for_timeout(60)  # an agent looks before the next key
    painted = [float(one) for one in page.evaluate("painted")]
    context.close()
    assert len(painted) == WALKS * (AHEAD - 2), len(painted)
    return painted


def _press(page: Page, key: str) -> None:
    before = urlsplit(page.url).path
    page.keyboard.press(key)
    page.wait_for_function("from => location.pathname !== from", arg=before)

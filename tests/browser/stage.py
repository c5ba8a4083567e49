"""Where a story is played: a browser profile for each person, and an eye on what fails unseen."""

from __future__ import annotations

import re
from typing import Any, Literal

import httpx
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
    ViewportSize,
)

from madoguchi.demo.company import PASSWORD
from tests.browser.hardship import HARDSHIP
from tests.browser.people import PATIENCE_SECONDS, Colleague, Visitor
from tests.house.tree import ROOT

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PICTURES = ROOT / "build" / "browser"

AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
# Without `preload`: axe would fetch the sheets that ours import, which strict pages forbid.
_RUN_AXE = """async only => {
  const options = { resultTypes: ['violations'], preload: false, ...(only && { runOnly: only }) };
  const { violations } = await axe.run(document, options);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) =>
        `${id}: ${help}\\n    ${target.join(' ')}\\n    ${failureSummary}`));
}"""
_OF_COLOUR = ["color-contrast", "link-in-text-block"]


class Stage:
    """Brings people on, and keeps a list of what went wrong on any of their pages."""

    def __init__(self, browser: Browser, origin: str, passes: dict[str, StorageState]) -> None:
        self._browser = browser
        self._passes = passes
        self._contexts: list[BrowserContext] = []
        self._forgiven: list[re.Pattern[str]] = []
        self._over = False
        self.origin = origin
        self.mishaps: list[str] = []

    def visitor(self, shop: str = "proxy", *, url: str = "", **context: Any) -> Visitor:
        """Bring a customer on: they stand on a page of the shop, the chat not yet opened."""
        page = self.page(locale=context.pop("locale", "en-US"), **context)
        page.goto(url or f"{self.origin}/sample/{shop}")
        return Visitor(page)

    def colleague(
        self, key: str = "camille", *, path: str = "/desk/inbox/open", **context: Any
    ) -> Colleague:
        """Bring somebody of the sample company on, signed in, at their desk."""
        if key not in self._passes:
            self._passes[key] = self._sign_in(key)
        return self._seated(self.page(storage_state=self._passes[key], **context), path)

    def newly_signed_in(
        self, key: str, *, path: str = "/desk/inbox/open", **context: Any
    ) -> Colleague:
        """Bring somebody on with a session of their own, which the story may end."""
        return self._seated(self.page(storage_state=self._sign_in(key), **context), path)

    def _seated(self, page: Page, path: str) -> Colleague:
        """Open the desk, and wait until it stands there in their language."""
        page.goto(self.origin + path)
        me = page.context.request.get(f"{self.origin}/api/v1/session").json()["me"]
        colleague = Colleague(page, self.origin)
        colleague.expect_desk(me["locale"])
        return colleague

    def page(self, **context: Any) -> Page:
        """Open a page in a new profile, watched for errors."""
        opened = self._browser.new_context(
            **{"viewport": DESKTOP, "reduced_motion": "reduce", **context}
        )
        opened.set_default_timeout(PATIENCE_SECONDS * 1000)
        self._contexts.append(opened)
        page = opened.new_page()
        HARDSHIP.weigh_on(opened, page)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._note(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        return page

    @property
    def password(self) -> str:
        """Everybody's at the sample company."""
        return PASSWORD

    def opened_shop(self, *, name: str = "夜の店", **hours: Any) -> dict[str, Any]:
        """Let the owner open another shop with these hours; return it."""
        with self.api("ruoxi") as owner:
            made = owner.post("/api/v1/shops", json={"name": name, "locale": "en"})
            shop = made.raise_for_status().json()
            changed = owner.patch(
                f"/api/v1/shops/{shop['id']}", json={"hours": {"zone": "Asia/Tokyo", **hours}}
            )
            return dict(changed.raise_for_status().json())

    def api(self, key: str) -> httpx.Client:
        """Return somebody of the sample company as a program speaks for them."""
        if key not in self._passes:
            self._passes[key] = self._sign_in(key)
        cookies = {one["name"]: one["value"] for one in self._passes[key]["cookies"]}
        headers = {"Origin": self.origin, "X-CSRF-Token": cookies["madoguchi_csrf"]}
        return httpx.Client(
            base_url=self.origin, cookies=cookies, headers=headers, timeout=PATIENCE_SECONDS
        )

    def forgive(self, pattern: str) -> None:
        """Expect mishaps that match, in this story: it provokes them."""
        self._forgiven.append(re.compile(pattern))
        self.mishaps = [one for one in self.mishaps if not self._forgiven[-1].search(one)]

    def end(self) -> None:
        """End the story: what fails now, as its server goes before its pages do, is none of it."""
        self._over = True

    def clear(self, failed: str | None) -> None:
        """Let everybody go; of a story that failed (its name) every page is pictured first."""
        contexts, self._contexts = self._contexts, []
        for number, context in enumerate(contexts):
            for page in context.pages if failed else []:
                PICTURES.mkdir(parents=True, exist_ok=True)
                name = re.sub(r"[^\w-]+", "-", failed or "")
                page.screenshot(path=PICTURES / f"{name}-{number}.png")
            context.close()

    def _sign_in(self, key: str) -> StorageState:
        context = self._browser.new_context()
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        answer = context.request.post(
            f"{self.origin}/api/v1/session",
            data={"email": f"{key}@shiomi.example", "password": PASSWORD},
            headers={"Origin": self.origin},
        )
        assert answer.ok, answer.text()
        state = context.storage_state()
        context.close()
        return state

    def _note(self, mishap: str) -> None:
        if not self._over and not any(pattern.search(mishap) for pattern in self._forgiven):
            self.mishaps.append(mishap)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text} ({message.location.get('url')})")

    def _failed(self, request: Request) -> None:
        # Aborted: the page was left, or the screen wanted it no longer.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"request: {request.failure} {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"answer: {response.status} {response.url}")


def check_accessible(
    page: Page, schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
) -> None:
    """Let axe look at the page as it stands, in each scheme: nothing serious, nothing critical."""
    found = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        # What has been looked at once has other colours now, and nothing else.
        only = None if scheme == schemes[0] else _OF_COLOUR
        found += [f"{scheme}: {one}" for one in page.evaluate(_RUN_AXE, only)]
    page.emulate_media(color_scheme="light")
    assert not found, f"{page.url}\n" + "\n".join(found)


def check_fits(page: Page) -> None:
    """Nothing is wider than the page: it does not scroll sideways."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"

"""The widget on shops' pages: whatever these look like, it looks, rings and works as it should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.knocking import knock
from tests.browser.people import Visitor
from tests.browser.pictures import png
from tests.browser.shop_page import hosting
from tests.browser.stage import PHONE, Stage
from tests.browser.test_given import choose, counter

_HOSTILE = """<style>
  * { color: red !important; font: 40px fantasy !important; letter-spacing: 9px !important;
      box-sizing: content-box !important; text-transform: uppercase !important; }
  div, button, p, textarea, svg, form { display: none !important; }
  html { font-size: 60px; direction: rtl; }
  [role], .panel, .bubble, #chat { visibility: hidden !important; opacity: 0 !important; }
</style>"""
_LOOKS = """async () => {
  const { shadowRoot } = [...document.documentElement.children].find(each => each.shadowRoot);
  const ends = each => each.effect.getComputedTiming().endTime !== Infinity;
  await Promise.all(shadowRoot.getAnimations().filter(ends).map(each => each.finished));
  const wanted = ['color', 'font-size', 'font-family', 'letter-spacing', 'display', 'visibility',
    'opacity', 'direction', 'text-transform', 'box-sizing', 'width', 'background-color'];
  return ['#chat', '.panel', '.head h2', '.bubble', 'textarea', '.tool', '.choices button'].map(
    selector => {
      const style = getComputedStyle(shadowRoot.querySelector(selector));
      return [selector, ...wanted.map(name => `${name}: ${style.getPropertyValue(name)}`)];
    });
}"""
_RESTLESS = """<script>
  const { port1, port2 } = new MessageChannel();
  const frame = () => window.rest || requestAnimationFrame(frame);
  port1.onmessage = () => {
    const since = performance.now();
    while (performance.now() - since < 30);
    if (!window.rest) port2.postMessage(0);
  };
  port2.postMessage(0);
  frame();
</script>"""
_HEAR = """
window.rung = 0;
const make = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
  window.rung += 1;
  return make.call(this);
};
"""


@contextmanager
def embedded(stage: Stage, before: str = "", policy: str = "", **widget: Any) -> Iterator[str]:
    """Open a shop and serve a page of its own with the widget; yield the page's address."""
    shop = stage.opened_shop(name="Uji Tea", weekly={})
    code = (
        f'<script src="{stage.origin}/widget.js" data-shop="{shop["public_key"]}" async></script>'
    )
    with hosting(before + code, policy) as origin, stage.api("ruoxi") as owner:
        changes = {"allowed_origins": [origin], "widget": {**shop["widget"], **widget}}
        owner.patch(f"/api/v1/shops/{shop['id']}", json=changes).raise_for_status()
        yield origin


def opened(page: Page, url: str) -> Visitor:
    page.goto(url)
    visitor = Visitor(page)
    visitor.open_chat()
    expect(visitor.log.locator(".bubble")).to_be_visible()
    return visitor


def test_a_shops_styles_cannot_break_it(stage: Stage) -> None:
    question = {"en": "Do you repair cracked lacquer?"}
    with (
        embedded(stage, questions=[question]) as plain,
        embedded(stage, _HOSTILE, questions=[question]) as hostile,
    ):
        looks = [opened(stage.page(locale="en-US"), url) for url in (plain, hostile)]
        for each in looks:
            expect(each.log.get_by_role("button", name=question["en"])).to_be_visible()
        as_it_is, under_attack = (each.page.evaluate(_LOOKS) for each in looks)
        assert under_attack == as_it_is
        assert looks[1].page.evaluate("getComputedStyle(document.body).color") == "rgb(255, 0, 0)"
        hana = looks[1]
        # A quick question is asked with a tap, and answered like any other.
        hana.log.get_by_role("button", name=question["en"]).click()
        hana.expect_mark("Delivered")
        ruoxi = stage.colleague("ruoxi")
        ruoxi.open(question["en"])
        ruoxi.answer("We do, with gold.")
        expect(hana.answers("We do, with gold.")).to_be_visible()


def test_a_page_with_the_strictest_policy_carries_it(stage: Stage) -> None:
    desk = stage.origin
    policy = (
        f"default-src 'none'; script-src {desk}; connect-src {desk} {desk.replace('http', 'ws')};"
        " img-src blob: data:; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    with embedded(stage, policy=policy) as page:
        hana = opened(stage.page(locale="en-US"), page)  # what is refused stands in the console
        with hana.page.expect_file_chooser() as chooser:
            hana.window.get_by_role("button", name="Add a picture or file").click()
        chooser.value.set_files([png("kettle.png")])
        expect(hana.window.locator(".tray img")).to_be_visible()
        hana.write("Can this kettle be mended?")
        hana.expect_mark("Delivered")
        expect(hana.log.get_by_role("button", name="kettle.png").get_by_role("img")).to_be_visible()


def test_a_page_that_is_never_at_rest_has_its_button(stage: Stage) -> None:
    with embedded(stage, _RESTLESS) as origin:
        page = stage.page()
        page.goto(origin)
        hana = Visitor(page)
        expect(hana.button).to_be_visible()
        page.evaluate("() => { window.rest = true; }")
        hana.open_chat()


def test_an_answer_rings_and_is_counted_until_it_is_seen(stage: Stage) -> None:
    page = stage.page(locale="en-US")
    page.add_init_script(_HEAR)
    page.goto(f"{stage.origin}/sample/proxy")
    hana, camille = Visitor(page), stage.colleague()
    title = page.title()
    hana.open_chat()
    hana.write("Is the bell cast in bronze?")
    camille.open("Is the bell cast in bronze?")
    camille.field.press_sequentially("It i")
    expect(hana.log.locator(".typing")).to_contain_text("Camille Moreau is typing")
    camille.answer("It is.")
    expect(hana.answers("It is.")).to_be_visible()
    expect(hana.log.locator(".typing")).to_have_count(0)
    hana.window.locator(".head .tool[aria-expanded]").click()
    hana.window.get_by_role("checkbox", name="Sound").check()
    hana.window.get_by_role("button", name="Close chat").click()
    assert page.evaluate("rung") == 0
    camille.answer("And it rings in A.")
    expect(hana.button).to_have_attribute("data-unread", "1")
    expect(hana.button).to_have_accessible_name(re.compile(r"\(1\)"))
    expect(page).to_have_title(f"(1) {title}")
    page.wait_for_function("() => rung > 0")

    page.emulate_media(color_scheme="dark")
    hana.button.click()
    expect(page.locator(".panel")).to_have_class(re.compile("dark"))
    expect(page.locator(".panel")).to_have_css("color-scheme", "dark")
    expect(hana.button).to_have_attribute("data-unread", "0")
    expect(page).to_have_title(title)


def test_who_comes_is_told_how_long_others_have_waited(stage: Stage) -> None:
    with counter(stage, "camille") as page, stage.api("ruoxi") as owner:
        camille = stage.colleague("camille", path="/desk/inbox/mine")
        choose(camille, "available")
        for number in range(3):  # fewer say nothing about the next one
            talk = knock(stage.origin, page.rsplit("/", 1)[1], f"Which of the {number + 5} cups?")
            speech = {"client_id": f"answer-{talk:06d}", "body": "The blue one."}
            path = f"/api/v1/conversations/{talk}/messages"
            owner.post(path, json=speech).raise_for_status()
        hana = stage.visitor(url=page)
        hana.open_chat()
        expect(hana.log).to_contain_text("Someone will be with you within a minute.")


def test_a_phone_offers_its_camera(stage: Stage) -> None:
    hana = stage.visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    hana.open_chat()
    with hana.page.expect_file_chooser() as chooser:
        hana.window.get_by_role("button", name="Take a photo").click()
    wanted = chooser.value.element
    assert wanted.get_attribute("capture") == "environment"
    assert wanted.get_attribute("accept") == "image/*"
    desk = stage.visitor()
    desk.open_chat()
    expect(desk.window.get_by_role("button", name="Take a photo")).to_be_hidden()

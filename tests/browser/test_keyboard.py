"""Without a mouse: an agent works through three customers, a customer is answered and rates."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.people import Visitor
from tests.browser.stage import Stage, check_accessible


def test_an_agent_works_through_three_conversations_by_keyboard(stage: Stage) -> None:
    shop = stage.opened_shop(name="鍵盤の店", weekly={})
    visitors: list[Visitor] = []
    for number in (1, 2, 3):
        visitor = stage.visitor(url=f"{stage.origin}/sample/{shop['public_key']}")
        visitor.open_chat()
        visitor.write(f"Keyboard question {number}")
        visitor.expect_mark("Delivered")
        visitors.append(visitor)
    ruoxi = stage.colleague("ruoxi", path="/desk/inbox/unassigned")
    page, keys = ruoxi.page, ruoxi.page.keyboard
    # Of this shop alone: in what order others' customers stand is their stories' affair.
    page.get_by_role("button", name=ruoxi.t("filter.allShops")).press("Enter")
    page.get_by_role("menuitemradio", name=shop["name"]).press("Enter")
    expect(page.locator(".row-link")).to_have_count(len(visitors))
    expect(ruoxi.row("Keyboard question")).to_have_count(len(visitors))

    keys.press("?")
    sheet = page.get_by_role("dialog", name=ruoxi.t("key.sheet"))
    expect(sheet).to_contain_text(ruoxi.t("key.next"))
    check_accessible(page)
    keys.press("Escape")
    expect(sheet).to_be_hidden()

    keys.press("j")
    for _ in visitors:  # resolving one goes on to the next
        asked = ruoxi.line("Keyboard question")
        expect(asked).to_be_visible()
        number = int(asked.inner_text().split()[2])
        visitor = visitors[number - 1]
        keys.press("r")
        expect(ruoxi.field).to_be_focused()
        keys.type(f"Answer {number}")
        keys.press("Enter")
        expect(visitor.answers(f"Answer {number}")).to_have_count(1)
        expect(ruoxi.field).to_be_focused()
        keys.press("Escape")
        expect(ruoxi.field).not_to_be_focused()
        keys.press("n")
        expect(ruoxi.field).to_be_focused()
        keys.type(f"Note {number}")
        keys.press("Enter")
        expect(ruoxi.line(f"Note {number}")).to_be_visible()
        keys.press("Escape")
        expect(ruoxi.field).not_to_be_focused()
        resolved = page.url
        keys.press("e")
        expect(page).not_to_have_url(resolved)
        expect(ruoxi.line(f"Keyboard question {number}")).to_have_count(0)
        expect(visitor.log).to_contain_text("This conversation is closed.")


def test_a_customer_uses_the_chat_by_keyboard_alone(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    keys = hana.page.keyboard
    hana.button.wait_for()
    hana.button.focus()
    keys.press("Enter")
    expect(hana.field).to_be_focused()
    keys.type("Keyboards only, please.")
    keys.press("Enter")
    hana.expect_mark("Delivered")
    expect(hana.field).to_be_focused()

    camille.open("Keyboards only, please.")
    camille.send_card("Which size?", ["Small", "Large"])
    choice = hana.log.get_by_role("button", name="Large")
    expect(choice).to_be_visible()
    tab_to(hana, "Large", "Shift+Tab")
    keys.press("Enter")
    expect(choice).to_have_attribute("aria-pressed", "true")
    tab_to(hana, "Your message, or a link to the lot", "Tab")
    tab_to(hana, "Emoji", "Tab")
    keys.press("Enter")
    expect(hana.window.get_by_role("menuitem").first).to_be_focused()
    keys.press("ArrowRight")
    keys.press("Enter")
    keys.press("Escape")
    expect(hana.field).to_be_focused()
    expect(hana.field).not_to_have_value("")
    keys.press("Enter")
    camille.press("resolve")
    expect(hana.log).to_contain_text("This conversation is closed.")
    tab_to(hana, "Excellent", "Shift+Tab")
    keys.press("ArrowLeft")
    tab_to(hana, "Send rating", "Tab")
    keys.press("Enter")
    expect(hana.window).to_contain_text("Thank you for telling us!")
    hana.field.focus()
    keys.press("Escape")
    expect(hana.button).to_be_focused()


def test_what_an_input_method_needs_is_left_to_it(stage: Stage) -> None:
    hana, lin = stage.visitor(locale="zh-CN"), stage.colleague("lin")
    hana.open_chat()
    hana.field.fill("nihao")
    composed(hana.field, "Escape")
    expect(hana.window).to_be_visible()
    hana.field.press("Escape")
    expect(hana.window).to_be_hidden()

    page = lin.page
    page.locator(".row-link").first.click()
    expect(lin.field).to_be_visible()
    page.locator(".talk-assignee").click()
    whom = page.get_by_role("combobox", name=lin.t("assign"))
    whom.fill("zhong")
    composed(whom, "Escape")
    expect(whom).to_have_value("zhong")
    whom.press("Escape")
    expect(whom).to_be_hidden()

    page.goto(f"{stage.origin}/desk/search?q=茶")
    page.locator(".hit").first.wait_for()
    sought = page.get_by_role("searchbox")
    composed(sought, "ArrowDown")
    expect(sought).to_be_focused()
    sought.press("ArrowDown")
    expect(page.locator(".hit").first).to_be_focused()


def composed(field: Locator, key: str) -> None:
    """Press a key in a field while an input method composes there, as a browser tells of it."""
    pressed = {"key": key, "isComposing": True, "bubbles": True, "composed": True}
    field.dispatch_event("keydown", pressed)


_FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return (at?.ariaLabel || at?.textContent || '').trim();
}"""


def tab_to(visitor: Visitor, name: str, key: str) -> None:
    """Press a key until what has the focus has this name."""
    for _ in range(40):
        if name in visitor.page.evaluate(_FOCUSED):
            return
        visitor.page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to “{name}”")

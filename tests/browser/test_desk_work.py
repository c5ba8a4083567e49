"""What an agent does beside answering: tags, snooze, quotes, search, notes; and what calls them."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.browser.knocking import knock
from tests.browser.people import PATIENCE_SECONDS, Colleague, unhurried
from tests.browser.stage import Stage, check_accessible

# What the machine would do with a sound and a notification is out of a test's reach.
_HEAR = """
window.rung = 0;
window.notices = [];
const make = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
  window.rung += 1;
  return make.call(this);
};
window.Notification = class {
  static permission = 'granted';
  constructor(title, { body }) { window.notices.push(`${title}: ${body}`); }
  close() {}
};
Document.prototype.hasFocus = () => false;
"""


def await_state(stage: Stage, conversation_id: int, state: str) -> None:
    """Wait until the desk has a conversation in this state."""
    until = time.monotonic() + PATIENCE_SECONDS
    with stage.api("ruoxi") as api:
        while True:
            talk = api.get(f"/api/v1/conversations/{conversation_id}").json()["conversation"]
            if talk["state"] == state:
                return
            assert time.monotonic() < until, talk["state"]
            time.sleep(0.1)


def undo(colleague: Colleague) -> None:
    """Take back what was done last, by its key, while that is offered."""
    button = colleague.page.get_by_role("button", name=colleague.t("undo"), exact=True)
    expect(button.last).to_be_visible()
    colleague.page.keyboard.press("z")


def test_what_is_done_to_a_conversation_is_undone_by_a_key(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    unhurried(camille.page)
    question = "Is the walnut tray oiled or lacquered?"
    hana.open_chat()
    hana.write(question)
    camille.open(question)
    talk, page, keys = camille.conversation_id, camille.page, camille.page.keyboard
    here = page.url

    keys.press("t")
    page.get_by_role("combobox", name=camille.t("tags")).fill("Inspection")
    check_accessible(page)
    keys.press("Enter")
    # In the list, for in a narrow head tags give way.
    tag = page.locator('.row:has([aria-current="true"]) .tag-mark', has_text="Inspection")
    expect(tag).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("combobox", name=camille.t("tags"))).to_have_count(0)
    undo(camille)
    expect(tag).to_have_count(0)

    keys.press("s")
    expect(page.get_by_role("combobox", name=camille.t("snooze"))).to_be_focused()
    check_accessible(page)
    keys.press("Enter")
    await_state(stage, talk, "snoozed")
    expect(page).not_to_have_url(here)  # on to the next customer
    undo(camille)
    expect(page).to_have_url(here)
    await_state(stage, talk, "open")

    keys.press("e")
    await_state(stage, talk, "resolved")
    undo(camille)
    expect(page).to_have_url(here)
    await_state(stage, talk, "open")
    expect(hana.log).to_contain_text("This conversation is closed.")
    expect(hana.log).to_contain_text("The conversation is open again.")


def test_the_customer_stands_beside_the_talk_and_everything_is_found_again(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    question = "Does the paulownia chest have drawers?"
    hana.open_chat()
    hana.write(question)
    camille.open(question)
    pane = camille.page.get_by_role("complementary", name=camille.t("customer"))
    expect(pane).to_contain_text("English")
    # A shop that turns its pages without loading one.
    turn = "history.pushState(null, '', '?lot=77'); document.title = 'Lot 77: paulownia chest'"
    hana.page.evaluate(turn)
    expect(pane.locator(".customer-page")).to_contain_text(camille.t("customer.pageNow"))
    expect(pane.locator(".customer-page")).to_contain_text("Lot 77: paulownia chest")

    note = pane.get_by_label(camille.t("customer.note"))
    note.fill("Collects Kiri furniture")
    note.press("Escape")
    with stage.api("ruoxi") as api:
        path = f"/api/v1/conversations/{camille.conversation_id}"
        customer = api.get(path).json()["customer"]["id"]
        name = {"name": "Hana Kirishima"}
        api.patch(f"/api/v1/customers/{customer}", json=name).raise_for_status()
    expect(camille.page.locator(".talk-who h1")).to_have_text("Hana Kirishima")

    # A prepared answer speaks the customer's language and knows their name.
    camille.picks_canned("sorry-wait")
    expect(camille.field).to_have_value("I'm sorry to have kept you waiting, Hana Kirishima.")
    bubble = camille.log.locator(".message", has_text=question)
    bubble.hover()
    bubble.get_by_role("button", name=camille.t("quote")).click()
    expect(camille.field).to_be_focused()
    expect(camille.page.locator(".composer-quote")).to_contain_text(question)
    camille.press("send")
    expect(hana.answers("kept you waiting").locator("blockquote")).to_contain_text(question)

    camille.page.goto(f"{stage.origin}/desk/search")
    camille.page.get_by_role("searchbox").fill("paulownia chest")
    camille.page.locator(".hit", has_text=question).click()
    expect(camille.page.locator(".message.is-found")).to_contain_text(question)
    expect(pane.get_by_label(camille.t("customer.note"))).to_have_value("Collects Kiri furniture")


def test_a_card_that_was_begun_waits_where_it_was_begun(stage: Stage) -> None:
    hana, otto, camille = stage.visitor(), stage.visitor(), stage.colleague("camille")
    hana.open_chat()
    hana.write("Which glaze is food-safe?")
    otto.open_chat()
    otto.write("Which cedar smells strongest?")
    camille.open("Which glaze is food-safe?")
    camille.press("card")
    first = camille.page.get_by_label(camille.t("card.choice", number=1), exact=True)
    second = camille.page.get_by_label(camille.t("card.choice", number=2), exact=True)
    first.fill("The clear one")

    camille.open("Which cedar smells strongest?")
    expect(first).to_have_count(0)
    camille.open("Which glaze is food-safe?")
    expect(first).to_have_value("The clear one")
    camille.write_note("The clear one is lead-free.")
    expect(camille.line("The clear one is lead-free.")).to_be_visible()
    expect(first).to_have_count(0)
    camille.page.get_by_role("group", name=camille.t("composer.mode")).get_by_role(
        "button", name=camille.t("reply")
    ).click()
    expect(first).to_have_value("The clear one")
    # It lies on the server: another computer of hers has it too.
    elsewhere = stage.colleague("camille", path=f"/desk/conversations/{camille.conversation_id}")
    label = camille.t("card.choice", number=1)
    expect(elsewhere.page.get_by_label(label, exact=True)).to_have_value("The clear one")
    second.fill("The red one")
    camille.field.fill("Either of these:")
    camille.press("send")
    expect(hana.log.get_by_role("button", name="The clear one")).to_be_visible()
    expect(first).to_have_count(0)


def test_ten_who_come_at_once_take_nothing_from_under_the_hands(stage: Stage) -> None:
    shop = stage.opened_shop(weekly={})
    hana, ruoxi = stage.visitor(), stage.colleague("ruoxi")
    hana.open_chat()
    hana.write("Is the scroll signed?")
    ruoxi.open("Is the scroll signed?")
    here = ruoxi.page.url
    ruoxi.field.press_sequentially("It is, in the ")
    for number in range(10):
        knock(stage.origin, shop["public_key"], f"Ten at once, number {number}")
        ruoxi.page.keyboard.type("x")
    ruoxi.page.keyboard.type(" corner")
    ruoxi.page.keyboard.press("Enter")
    # What the feed brought before it is on the screen by now, and took no key from the field.
    expect(hana.answers(f"It is, in the {'x' * 10} corner")).to_be_visible()
    expect(ruoxi.field).to_be_focused()
    expect(ruoxi.page).to_have_url(here)
    ruoxi.page.goto(f"{stage.origin}/desk/inbox/open")
    for number in (0, 4, 9):
        ruoxi.open(f"Ten at once, number {number}")


def test_an_agent_is_called_by_sound_and_notification_as_they_like(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    camille.page.add_init_script(_HEAR)
    for sound in (True, False):
        wish = f'{{"notify": true, "sound": {str(sound).lower()}}}'
        camille.page.evaluate(f"localStorage.setItem('madoguchi.preferences', '{wish}')")
        camille.page.reload()
        camille.page.locator(".row-link:not(.row-skeleton)").first.wait_for()
        expect(camille.page.locator(".connection")).to_have_count(0)
        question = f"Are you there, with sound {sound}?"
        if sound:
            hana.open_chat()
        hana.write(question)
        camille.page.wait_for_function(
            "wanted => notices.some(notice => notice.includes(wanted))", arg=question
        )
        camille.page.wait_for_function("sound => (rung > 0) === sound", arg=sound)
        if sound:
            # From now on it is hers, and calls nobody else.
            camille.open(question)
            camille.page.keyboard.press("Shift+A")
            assignee = camille.page.locator(".talk-assignee")
            expect(assignee).to_contain_text(camille.t("me"))

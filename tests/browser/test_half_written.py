"""What somebody has open or half written stays, whatever comes in, however wide the window is."""

from __future__ import annotations

from playwright.sync_api import ViewportSize, expect

from tests.browser.people import Colleague
from tests.browser.stage import DESKTOP, PHONE, Stage
from tests.browser.test_merging import words
from tests.browser.test_promises import words as promise_words
from tests.browser.test_slow_line import Late

NARROW: ViewportSize = {"width": 1000, "height": 900}
ADDRESS = {
    "country": "JP",
    "recipient": "Hana",
    "postal_code": "600-8216",
    "region": "京都府",
    "city": "京都市下京区",
    "lines": ["東塩小路町1"],
}


def customer_of(stage: Stage, colleague: Colleague) -> int:
    """Return whose conversation is open."""
    with stage.api("camille") as api:
        found = api.get(f"/api/v1/conversations/{colleague.conversation_id}").raise_for_status()
    return int(found.json()["customer"]["id"])


def test_what_is_written_beside_the_talk_stays(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    hana.open_chat()
    hana.write("The glaze of the kettle has cracked")
    camille.open("glaze of the kettle has cracked")
    page = camille.page
    customer = customer_of(stage, camille)
    with stage.api("camille") as api:
        record = {"cause": "damaged", "what": "The kettle came cracked", "done": ""}
        api.post(f"/api/v1/customers/{customer}/incidents", json=record).raise_for_status()
    page.reload()  # where something went wrong before, that stands open from the first
    page.get_by_role("button", name=words(camille, "incident.edit")).click()
    done = page.get_by_label(words(camille, "incident.done"), exact=True)
    done.fill("A new one is")

    # A colleague writes down an address: the feed brings the whole profile anew.
    with stage.api("ruoxi") as api:
        api.post(f"/api/v1/customers/{customer}/addresses", json=ADDRESS).raise_for_status()
    addresses = page.locator("details", has_text=words(camille, "addresses")).first
    expect(addresses.locator(".fold-count")).to_have_text("1")
    expect(done).to_have_value("A new one is")
    expect(done).to_be_focused()

    # A narrower window has no room beside the talk; what is being written lies over it.
    page.set_viewport_size(NARROW)
    expect(done).to_be_in_viewport()
    done.press_sequentially(" on its way")
    page.set_viewport_size(DESKTOP)
    expect(done).to_have_value("A new one is on its way")
    page.get_by_role("button", name=camille.t("customer"), exact=True).click()
    expect(done).to_be_hidden()
    page.get_by_role("button", name=camille.t("customer"), exact=True).click()
    expect(done).to_have_value("A new one is on its way")

    # Called away, as by the telephone, and back.
    page.locator('.rail a[href="/desk/inbox/open"]').click()
    expect(done).to_have_count(0)
    camille.open("glaze of the kettle has cracked")
    page.get_by_role("button", name=words(camille, "incident.edit")).click()
    expect(done).to_have_value("A new one is on its way")


def test_a_mail_that_is_begun_stays_as_the_window_changes(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    hana.open_chat()
    hana.write("Do you write letters at all?")
    camille.open("write letters at all")
    page = camille.page
    camille.press("first.mail")
    mail = page.get_by_role("dialog")
    field = mail.get_by_role("textbox").first
    field.fill("hana@mail.example")
    page.set_viewport_size(PHONE)
    expect(field).to_be_in_viewport()
    expect(field).to_have_value("hana@mail.example")
    page.keyboard.press("Escape")
    expect(mail).to_have_count(0)


def test_a_promise_that_is_being_changed_stays_as_others_are_offered(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    hana.open_chat()
    hana.write("When will the lid be wrapped?")
    camille.open("will the lid be wrapped")
    page = camille.page
    camille.field.fill("I'll wrap it tomorrow")
    offer = page.locator(".promise-row.is-offered")
    expect(offer).to_be_visible()
    late = Late(page, "POST", "/promise-offers")
    camille.field.press_sequentially(" morning, and then the box.")
    late.expect_asked()
    offer.get_by_role("button", name=promise_words(camille, "change")).click()
    text = page.locator(".promise-form").get_by_label(promise_words(camille, "text"))
    text.fill("The lid is wrapped")
    late.let_go()
    expect(offer).to_contain_text("morning")
    expect(text).to_have_value("The lid is wrapped")
    expect(text).to_be_focused()


def test_the_palette_leaves_one_where_one_was(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    hana.open_chat()
    hana.write("Is the palette a tray?")
    camille.open("the palette a tray")
    page = camille.page
    typed = page.get_by_role("combobox", name=camille.t("key.palette"))

    # Left by the key that opened it, and after a choice that goes to the answer.
    camille.field.fill("A tray, and")
    page.keyboard.press("Control+k")
    expect(typed).to_be_focused()
    page.keyboard.press("Control+k")
    expect(camille.field).to_be_focused()
    camille.field.blur()
    page.keyboard.press("Control+k")
    typed.fill(camille.t("key.note"))
    typed.press("Enter")
    expect(camille.field).to_be_focused()

    # Asked for while one searches for something else, it is looked for.
    page.goto(f"{stage.origin}/desk/search?q=kettle")
    searched = page.get_by_role("searchbox")
    expect(searched).to_have_value("kettle")
    page.keyboard.press("Control+k")
    typed.fill("palette")
    page.get_by_role("option", name=camille.t("palette.search", words="palette")).click()
    expect(searched).to_have_value("palette")
    expect(page.locator(".hit", has_text="Is the palette a tray?")).to_be_visible()


def test_who_sits_down_next_finds_nothing_half_done(stage: Stage) -> None:
    stage.forgive("401")  # the door asks first whether somebody is signed in
    hana, camille = stage.visitor(), stage.newly_signed_in("camille")
    hana.open_chat()
    hana.write("Who packs the sugar bowl?")
    camille.open("packs the sugar bowl")
    page = camille.page
    camille.field.fill("I'll pack it tomorrow.")
    offer = page.locator(".promise-row.is-offered")
    offer.get_by_role("button").first.click()
    taken = page.locator(".promise-row.is-taken")
    expect(taken).to_be_visible()

    page.locator(".rail-me").click()
    page.get_by_role("menuitem", name=camille.t("signOut")).click()
    email = page.locator(".sign-in-form input[type=email]")
    email.fill("misaki@shiomi.example")
    page.locator(".sign-in-form input[type=password]").fill(stage.password)
    email.press("Enter")
    expect(page.locator(".rail-me")).to_contain_text("美咲")
    page.locator('.rail a[href="/desk/inbox/open"]').click()
    camille.open("packs the sugar bowl")
    expect(camille.field).to_have_value("")
    expect(taken).to_have_count(0)


def test_an_answer_goes_with_its_file_though_one_has_gone_on(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague("camille")
    hana.open_chat()
    hana.write("Have you the manual of the samovar?")
    camille.open("the manual of the samovar")
    page = camille.page
    late = Late(page, "POST", r"/attachments\?")
    camille.attach({"name": "manual.txt", "mimeType": "text/plain", "buffer": b"Fill, heat, pour."})
    camille.answer("Here it is.")
    expect(page.get_by_text(camille.t("send.waits"))).to_be_visible()
    late.expect_asked()
    page.locator('.rail a[href="/desk/inbox/open"]').click()
    expect(camille.field).to_have_count(0)
    late.let_go()
    expect(hana.answers("Here it is.")).to_be_visible()
    expect(hana.window.get_by_text("manual.txt")).to_be_visible()

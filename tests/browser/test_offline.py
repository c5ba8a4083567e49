"""Networks fail and pages are loaded again: what was typed is kept, and sent once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.stage import Stage, check_accessible

OFFLINE = r"ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|WebSocket connection"


def test_both_write_while_offline_and_everything_arrives_once(stage: Stage) -> None:
    stage.forgive(OFFLINE)
    hana, camille = stage.visitor(), stage.colleague()
    question = "Does the kettle whistle?"
    hana.open_chat()
    hana.write(question)
    hana.expect_mark("Delivered")
    camille.open(question)

    hana.page.context.set_offline(True)
    expect(hana.window.get_by_role("status")).to_contain_text("No connection.")
    for line in ("I ask because of the cat.", "She is easily scared."):
        hana.write(line)
        expect(hana.line(line)).to_be_visible()
    check_accessible(hana.page)
    camille.page.context.set_offline(True)
    expect(camille.page.get_by_text(camille.t("connection.offline"))).to_be_visible()
    camille.answer("It does not whistle.")
    expect(camille.line("It does not whistle.")).to_be_visible()
    check_accessible(camille.page)

    camille.page.context.set_offline(False)
    hana.page.context.set_offline(False)
    expect(hana.answers("It does not whistle.")).to_have_count(1)
    for line in ("I ask because of the cat.", "She is easily scared."):
        expect(camille.line(line)).to_have_count(1)
        expect(hana.line(line)).to_have_count(1)
    expect(camille.page.get_by_text(camille.t("pending.waiting"))).to_have_count(0)
    hana.page.reload()
    expect(hana.line("She is easily scared.")).to_have_count(1)
    expect(hana.line("I ask because of the cat.")).to_have_count(1)


def test_a_line_written_offline_survives_the_closing_of_the_page(stage: Stage) -> None:
    stage.forgive(OFFLINE)
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Where is the atelier of the potter?")
    hana.expect_mark("Delivered")
    hana.page.context.set_offline(True)
    hana.write("In Mashiko perhaps?")
    expect(hana.line("In Mashiko perhaps?")).to_be_visible()
    hana.page.context.set_offline(False)
    hana.page.goto(f"{stage.origin}/sample/proxy")
    camille.open("In Mashiko perhaps?")
    expect(camille.line("In Mashiko perhaps?")).to_have_count(1)


def test_drafts_survive_a_reload_on_both_sides(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Is the indigo dye fast?")
    camille.open("Is the indigo dye fast?")
    hana.field.press_sequentially("Or does it come off on")
    camille.field.press_sequentially("It is, after the first")
    hana.page.reload()
    expect(hana.field).to_have_value("Or does it come off on")
    camille.page.reload()
    expect(camille.field).to_have_value("It is, after the first")


def test_a_session_that_ends_in_mid_typing_loses_nothing(stage: Stage) -> None:
    stage.forgive(r"status of 401|WebSocket connection")
    hana, camille = stage.visitor(), stage.newly_signed_in("camille")
    hana.open_chat()
    hana.write("May I pay on delivery?")
    camille.open("May I pay on delivery?")
    camille.field.press_sequentially("Not at the moment, but you may")

    camille.revoke_session()
    again = camille.page.get_by_role("dialog", name=camille.t("again.title"))
    expect(again).to_be_visible()
    camille.page.keyboard.type(" use")  # the hands go on for a moment
    expect(again.get_by_label(camille.t("signIn.email"))).to_have_value("camille@shiomi.example")
    expect(again.get_by_label(camille.t("signIn.password"))).to_have_value("")
    check_accessible(camille.page)
    again.get_by_label(camille.t("signIn.password")).fill(stage.password)
    again.get_by_role("button", name=camille.t("signIn"), exact=True).click()
    expect(again).to_be_hidden()
    expect(camille.field).to_have_value("Not at the moment, but you may")
    camille.field.press_sequentially(" use your bank")
    camille.field.press("Enter")
    expect(hana.answers("Not at the moment, but you may use your bank")).to_have_count(1)

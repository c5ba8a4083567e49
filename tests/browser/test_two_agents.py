"""Two agents, one customer: neither answers unawares, and what they say to each other stays in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.people import unhurried
from tests.browser.stage import Stage, check_accessible


@pytest.fixture(autouse=True)
def given_by_hand(stage: Stage) -> Iterator[None]:
    """Let nobody but the two take a conversation up meanwhile."""

    def give(*, automatic: bool) -> None:
        with stage.api("ruoxi") as owner:
            shops = {
                shop["id"]: {"automatic": automatic} for shop in owner.get("/api/v1/shops").json()
            }
            owner.patch("/api/v1/routing", json={"shops": shops}).raise_for_status()

    give(automatic=False)
    yield
    give(automatic=True)


def test_two_agents_do_not_answer_the_same_customer_unawares(stage: Stage) -> None:
    hana, camille, yuto = stage.visitor(), stage.colleague("camille"), stage.colleague("yuto")
    unhurried(camille.page)
    unhurried(yuto.page)
    question = "Can two lamps go into one box?"
    hana.open_chat()
    hana.write(question)
    camille.open(question)
    yuto.open(question)
    expect(camille.page.locator(".talk-viewers")).to_contain_text("田中 悠斗")

    yuto.field.press_sequentially("確認いたします")
    camille.field.press_sequentially("Yes, they can")
    expect(camille.page.get_by_role("status").filter(has_text="田中 悠斗")).to_be_visible()
    camille.field.press("Enter")
    warning = camille.page.get_by_role("alert")
    expect(warning).to_contain_text(camille.t("rival.check"))
    check_accessible(camille.page)

    # His is held back as well, for Camille is writing.
    expect(yuto.page.locator(".rival")).to_contain_text("Camille Moreau")
    yuto.field.press("Enter")
    yuto.press("rival.send")
    expect(hana.answers("確認いたします")).to_be_visible()
    answered = camille.t("rival.answered", name="田中 悠斗")
    expect(camille.page.get_by_role("status").filter(has_text=answered)).to_be_visible()
    expect(camille.field).to_have_value("Yes, they can")
    camille.field.press("Enter")  # what she was warned of is no longer what stands there
    expect(warning).to_contain_text(answered)
    camille.press("rival.send")
    expect(hana.answers("Yes, they can")).to_have_count(1)


def test_a_hand_over_with_a_note_that_the_customer_never_sees(stage: Stage) -> None:
    hana, camille, yuto = stage.visitor(), stage.colleague("camille"), stage.colleague("yuto")
    question = "The lacquer box arrived with a scratch."
    secret = "Third claim this month: photograph before refunding"
    hana.open_chat()
    hana.write(question)
    camille.open(question)

    here = camille.page.url
    camille.write_note(f"{secret}, please.")
    camille.press("assign")
    sheet = camille.page.get_by_role("dialog", name=camille.t("assign"))
    check_accessible(camille.page)
    sheet.get_by_role("combobox").fill("田中")
    camille.page.keyboard.press("Enter")
    sheet.get_by_role("textbox", name=camille.t("assign.note")).fill(f"{secret}!")
    sheet.get_by_role("button", name=camille.t("assign.give")).click()

    yuto.page.goto(f"{stage.origin}/desk/inbox/mine")
    yuto.row("#").first.wait_for()
    yuto.page.goto(here)
    expect(yuto.line(f"{secret}!")).to_be_visible()
    expect(yuto.line(f"{secret}, please.")).to_be_visible()
    check_accessible(yuto.page)
    yuto.answer("申し訳ございません。")
    expect(hana.answers("申し訳ございません。")).to_be_visible()
    assert secret not in hana.page.content() + hana.log.inner_text()
    hana.page.reload()
    expect(hana.answers("申し訳ございません。")).to_be_visible()
    assert secret not in hana.log.inner_text()

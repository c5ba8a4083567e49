"""Customers are given to whoever is there: hang-up, the queue, a whisper, taking over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.people import Colleague
from tests.browser.stage import Stage, check_accessible

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@contextmanager
def counter(stage: Stage, key: str) -> Iterator[str]:
    """Open a shop that never closes, and let somebody receive its customers; yields its page.

    They can carry many meanwhile: the sample company always has some who wait.
    """
    shop = stage.opened_shop(weekly={day: [["00:00", "24:00"]] for day in DAYS})
    with stage.api("ruoxi") as owner:
        staff = owner.get("/api/v1/people").raise_for_status().json()
        person = next(one for one in staff if one["email"].startswith(f"{key}@"))
        path = f"/api/v1/people/{person['id']}"
        shop_ids = [*person["shop_ids"], shop["id"]]
        owner.patch(path, json={"shop_ids": shop_ids}).raise_for_status()
        owner.patch(f"{path}/ability", json={"capacity": 150}).raise_for_status()
        try:
            yield f"{stage.origin}/sample/{shop['public_key']}"
        finally:
            owner.patch(f"{path}/ability", json={"capacity": 10}).raise_for_status()
            owner.patch(path, json={"shop_ids": person["shop_ids"]}).raise_for_status()


def choose(colleague: Colleague, state: str) -> None:
    """Change one's status by keyboard alone."""
    keys = colleague.page.keyboard
    colleague.page.locator("body").click(position={"x": 5, "y": 5})
    keys.press("Shift+S")
    menu = colleague.page.get_by_role("menu", name=colleague.t("presence"))
    expect(menu).to_be_visible()
    check_accessible(colleague.page, ("light",))
    for step in ("available", "busy", "hang_up", "away", "offline"):
        if step == state:
            break
        keys.press("ArrowDown")
    keys.press("Enter")
    expect(menu).to_be_hidden()
    expect(
        colleague.page.locator(".rail").get_by_role("button", name=colleague.t(f"presence.{state}"))
    ).to_be_visible()


def test_hang_up_keeps_the_old_customer_and_the_new_one_stands_in_the_queue(stage: Stage) -> None:
    with counter(stage, "camille") as page:
        camille = stage.colleague("camille", path="/desk/inbox/mine")
        choose(camille, "available")
        hana = stage.visitor(url=page)
        hana.open_chat()
        hana.write("Is the lantern still there?")
        camille.open("Is the lantern still there?")
        # Why it came to her stands in the timeline, in her language.
        line = camille.page.locator(".system-line", has_text="Assigned to Camille Moreau")
        expect(line).to_contain_text("of 150")
        expect(line).to_contain_text("English")

        choose(camille, "hang_up")
        otto = stage.visitor(url=page)
        otto.open_chat()
        otto.write("And the blue bowl?")
        expect(otto.log.get_by_role("status")).to_contain_text("in line")
        check_accessible(otto.page)
        hana.write("Hello?")
        expect(camille.line("Hello?")).to_be_visible()
        expect(camille.row("And the blue bowl?")).to_have_count(0)

        choose(camille, "available")
        camille.open("And the blue bowl?")
        camille.answer("It is, would you like a picture?")
        expect(otto.answers("It is, would you like a picture?")).to_be_visible()
        expect(otto.log.get_by_role("status")).to_have_count(0)


def more(colleague: Colleague) -> None:
    """Unfold what else can be done with the open conversation."""
    head = colleague.page.locator(".talk-tools")
    head.get_by_role("button", name=colleague.t("more"), exact=True).click()


def test_a_supervisor_whispers_and_takes_over(stage: Stage) -> None:
    with counter(stage, "camille") as page:
        camille = stage.colleague("camille", path="/desk/inbox/mine")
        choose(camille, "available")
        hana = stage.visitor(url=page)
        hana.open_chat()
        hana.write("My parcel is three weeks late.")
        camille.open("My parcel is three weeks late.")
        misaki = stage.colleague("misaki", path=f"/desk/conversations/{camille.conversation_id}")
        expect(misaki.line("My parcel is three weeks late.")).to_be_visible()

        more(misaki)
        misaki.page.get_by_role("menuitem", name=misaki.t("whisper")).click()
        dialog = misaki.page.get_by_role("dialog", name=misaki.t("whisper"))
        dialog.get_by_role("textbox").fill("送料を返金してください")
        check_accessible(misaki.page)
        dialog.get_by_role("button", name=misaki.t("whisper.send")).click()
        whisper = camille.page.locator(".whisper")
        expect(whisper).to_contain_text("送料を返金してください")
        check_accessible(camille.page)
        assert "送料" not in hana.log.inner_text()
        whisper.get_by_role("button", name=camille.t("whisper.done")).click()
        expect(whisper).to_have_count(0)
        expect(misaki.page.locator(".whisper")).to_have_count(0)

        more(misaki)
        misaki.page.get_by_role("menuitem", name=misaki.t("takeOver")).click()
        taken = camille.page.locator(".system-line", has_text="took this over from")
        expect(taken).to_contain_text("Camille Moreau")

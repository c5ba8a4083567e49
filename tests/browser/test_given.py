"""Customers are given to whoever is there: hang-up, the queue, a whisper, taking over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, expect

from tests.browser.people import Colleague
from tests.browser.stage import Stage, check_accessible

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@contextmanager
def counter(stage: Stage, *keys: str) -> Iterator[str]:
    """Open a shop that never closes, and let some people receive its customers; yields its page.

    They can carry many meanwhile: the sample company always has some who wait.
    """
    shop = stage.opened_shop(weekly={day: [["00:00", "24:00"]] for day in DAYS})
    with stage.api("ruoxi") as owner:
        staff = owner.get("/api/v1/people").raise_for_status().json()
        people = [each for each in staff if key_of(each) in keys]
        for each in people:
            path = f"/api/v1/people/{each['id']}"
            shop_ids = [*each["shop_ids"], shop["id"]]
            owner.patch(path, json={"shop_ids": shop_ids}).raise_for_status()
            owner.patch(f"{path}/ability", json={"capacity": 150}).raise_for_status()
        try:
            yield f"{stage.origin}/sample/{shop['public_key']}"
            # The story is over: nobody is to lose sight of the shop while they look at it.
            stage.clear(None)
        finally:
            for each in people:
                path = f"/api/v1/people/{each['id']}"
                owner.patch(f"{path}/ability", json={"capacity": 10}).raise_for_status()
                owner.patch(path, json={"shop_ids": each["shop_ids"]}).raise_for_status()


def key_of(person: dict[str, str]) -> str:
    """The name in stories of a person as the API shows them."""
    return person["email"].partition("@")[0]


def choose(colleague: Colleague, state: str) -> None:
    """Change one's status by keyboard alone."""
    keys = colleague.page.keyboard
    colleague.page.locator("body").click(position={"x": 5, "y": 5})
    keys.press("Shift+S")
    menu = colleague.page.get_by_role("menu", name=colleague.t("presence"))
    expect(menu.locator(":focus")).to_have_count(1)
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


def test_a_supervisor_listens_in_whispers_and_takes_over(stage: Stage) -> None:
    with counter(stage, "camille") as page:
        camille = stage.colleague("camille", path="/desk/inbox/mine")
        choose(camille, "available")
        hana = stage.visitor(url=page)
        hana.open_chat()
        hana.write("My parcel is three weeks late.")
        camille.open("My parcel is three weeks late.")
        misaki = stage.colleague("misaki", path=f"/desk/conversations/{camille.conversation_id}")
        expect(misaki.line("My parcel is three weeks late.")).to_be_visible()
        camille.answer("Let me look for it.")
        expect(misaki.line("Let me look for it.")).to_be_visible()
        expect(hana.answers("Let me look for it.")).to_be_visible()
        hana.write("It is a birthday present.")
        expect(misaki.line("It is a birthday present.")).to_be_visible()
        assert "Misaki" not in hana.log.inner_text(), "the customer is not told who listens"

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


def test_a_shop_that_goes_out_of_sight_takes_its_open_conversation_along(stage: Stage) -> None:
    # What the screen was just asking for is not found any more, as browsers note by themselves.
    stage.forgive(r"status of 404 .*/api/v1/(conversations|customers)/")
    with counter(stage, "camille") as page, stage.api("ruoxi") as owner:
        camille = stage.colleague("camille", path="/desk/inbox/mine")
        choose(camille, "available")
        hana = stage.visitor(url=page)
        hana.open_chat()
        hana.write("Is the paper lamp still there?")
        camille.open("Is the paper lamp still there?")
        expect(camille.field).to_be_visible()

        staff = owner.get("/api/v1/people").raise_for_status().json()
        person = next(each for each in staff if key_of(each) == "camille")
        fewer = {"shop_ids": person["shop_ids"][:-1]}
        owner.patch(f"/api/v1/people/{person['id']}", json=fewer).raise_for_status()
        expect(camille.page.get_by_role("heading", name=camille.t("gone.title"))).to_be_visible()
        expect(camille.field).to_have_count(0)
        expect(camille.row("Is the paper lamp still there?")).to_have_count(0)


def vanish(colleague: Colleague) -> None:
    """Kill somebody's tab: nothing of it says good-bye."""
    with suppress(Error), colleague.page.expect_event("crash"):
        colleague.page.goto("chrome://crash")


def test_an_agent_vanishes_and_the_customer_has_somebody_else(stage: Stage) -> None:
    with counter(stage, "camille", "man") as page:
        camille = stage.colleague("camille", path="/desk/inbox/mine")
        choose(camille, "available")
        hana = stage.visitor(url=page)
        hana.open_chat()
        hana.write("Which of the two kettles is lighter?")
        camille.open("Which of the two kettles is lighter?")
        camille.answer("One moment, I will weigh them.")
        expect(hana.answers("One moment, I will weigh them.")).to_be_visible()
        hana.write("Thank you!")
        expect(camille.line("Thank you!")).to_be_visible()

        man = stage.colleague("man", path="/desk/inbox/mine")
        choose(man, "available")
        vanish(camille)
        hana.write("And do both whistle?")
        man.open("And do both whistle?")
        line = man.page.locator(".system-line", has_text="Camille Moreau").last
        expect(line).to_contain_text(man.t("why.offline", holder="Camille Moreau"))
        for said in ("Which of the two kettles", "One moment", "Thank you!", "And do both"):
            expect(man.line(said)).to_be_visible()
        man.answer("Only the red one whistles.")
        expect(hana.answers("Only the red one whistles.")).to_be_visible()
        # For the customer it is one conversation: nothing of it is missing, nobody stood in line.
        every = ["Which of the two", "One moment", "Thank you!", "And do both", "Only the red one"]
        expect(hana.log.locator(".bubble")).to_contain_text(every)
        expect(hana.log.get_by_role("status")).to_have_count(0)

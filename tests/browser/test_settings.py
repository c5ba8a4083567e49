"""The owner keeps the house: people, shops, tags; and everybody their own safety."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import unhurried
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits


def settings(stage: Stage, page: str, **context: object) -> Page:
    """The owner's screen at a page of the settings, in English."""
    owner = stage.colleague("ruoxi", path=f"/desk/settings/{page}", **context)
    unhurried(owner.page)
    return owner.page


@pytest.fixture(autouse=True)
def in_english(stage: Stage) -> Iterator[None]:
    with stage.api("ruoxi") as owner:
        me = owner.get("/api/v1/session").json()["me"]
        owner.patch(f"/api/v1/people/{me['id']}", json={"locale": "en"}).raise_for_status()
    yield
    # The other stories' owner reads what the company's owner reads.
    with stage.api("ruoxi") as owner:
        spoken = {"locale": me["locale"]}
        owner.patch(f"/api/v1/people/{me['id']}", json=spoken).raise_for_status()


def test_a_split_day_is_refused_at_its_place_kept_and_undone(stage: Stage) -> None:
    page = settings(stage, "shops/2/hours")
    with stage.api("ruoxi") as owner:
        before = owner.get("/api/v1/shops/2").json()["hours"]
    monday = page.get_by_role("group", name="Monday")
    monday.get_by_role("combobox").select_option("closed")
    monday.get_by_role("combobox").select_option("hours")
    monday.get_by_label("Closes").fill("12")
    monday.get_by_role("button", name="Add a stretch").click()
    monday.get_by_label("Opens").nth(1).fill("11.30")
    page.get_by_role("button", name="Save").click()
    stage.forgive("422")
    expect(monday.get_by_role("alert")).to_contain_text("11:30–18:00")

    monday.get_by_label("Opens").nth(1).fill("1330")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    with stage.api("ruoxi") as owner:
        kept = owner.get("/api/v1/shops/2").json()["hours"]
    assert kept["weekly"]["mon"] == [["09:00", "12:00"], ["13:30", "18:00"]]

    page.get_by_role("button", name="Undo").click()
    expect(monday.get_by_label("Opens")).to_have_count(len(before["weekly"]["mon"]))
    with stage.api("ruoxi") as owner:
        assert owner.get("/api/v1/shops/2").json()["hours"] == before


def test_a_second_factor_is_set_up_and_taken_off(stage: Stage) -> None:
    colleague = stage.newly_signed_in("man")
    page = colleague.page
    page.goto(f"{stage.origin}/desk/settings/account")
    part = page.locator("section").nth(2)
    part.get_by_role("button").last.click()
    dialog = page.get_by_role("dialog")
    secret = dialog.locator(".copy-field input").input_value()
    code = dialog.locator(".field input")
    code.fill("000000")
    dialog.locator("[type=submit]").click()
    stage.forgive("422")
    expect(dialog.get_by_role("alert")).to_be_visible()
    code.fill(pyotp.TOTP(secret).now())
    dialog.locator("[type=submit]").click()
    codes = dialog.locator(".recovery-codes li")
    expect(codes).to_have_count(10)
    with page.expect_download() as download:
        dialog.get_by_role("button").nth(1).click()
    kept = download.value.path().read_text().split()
    assert kept == codes.all_inner_texts()
    dialog.get_by_role("button").last.click()
    expect(part.locator(".mark.is-good")).to_be_visible()

    expect(part.get_by_text(re.compile("10"))).to_be_visible()
    part.get_by_role("button").first.click()
    dialog.locator("input").fill(stage.password)
    dialog.locator("[type=submit]").click()
    expect(codes).to_have_count(10)
    assert not {*kept} & {*codes.all_inner_texts()}
    dialog.get_by_role("button").last.click()

    part.get_by_role("button").last.click()
    dialog.locator("input").fill(stage.password)
    dialog.locator("[type=submit]").click()
    expect(part.locator(".mark.is-good")).to_have_count(0)


def test_somebody_is_invited_by_link_and_comes_in(stage: Stage) -> None:
    page = settings(stage, "people")
    page.get_by_role("button", name="Invite somebody").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email").fill("minji@shiomi.example")
    dialog.get_by_role("button", name="Make the link").click()
    link = dialog.get_by_label("Invitation link").input_value()
    dialog.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text("minji@shiomi.example")).to_be_visible()

    guest = stage.page(locale="ko-KR", viewport=PHONE)
    stage.forgive("401")
    guest.goto(link)
    expect(guest.get_by_text("minji@shiomi.example")).to_be_visible()
    check_fits(guest)
    check_accessible(guest)
    guest.locator("[autocomplete=name]").fill("김민지")
    guest.locator("[autocomplete=new-password]").fill("calm herons at noon")
    guest.locator("[type=submit]").click()
    expect(guest).to_have_url(re.compile("/desk/inbox/"))

    expect(page.get_by_role("button", name="김민지")).to_be_visible()
    again = stage.page()
    again.goto(link)
    stage.forgive("404")
    expect(again.get_by_role("heading", name="This invitation cannot be used")).to_be_visible()
    expect(again.locator("form")).to_have_count(0)


@pytest.fixture
def newcomer(stage: Stage) -> Iterator[Page]:
    """A colleague of this story alone, at their desk: other stories need their own signed in."""
    with stage.api("ruoxi") as owner:
        made = owner.post("/api/v1/invitations", json={"email": "yuna@shiomi.example"})
        token = made.raise_for_status().json()["url"].rsplit("/", 1)[1]
    page = stage.page(locale="ko-KR")
    joined = page.context.request.post(
        f"{stage.origin}/api/v1/invitations/by-token/{token}/accept",
        data={"name": "윤아", "password": stage.password, "locale": "ko"},
        headers={"Origin": stage.origin},
    )
    assert joined.ok, joined.text()
    page.goto(f"{stage.origin}/desk/settings/account")
    yield page
    with stage.api("ruoxi") as owner:
        gone = owner.patch(f"/api/v1/people/{joined.json()['id']}", json={"disabled": True})
        gone.raise_for_status()


def test_a_forgotten_password_and_a_lost_computer(stage: Stage, newcomer: Page) -> None:
    page = settings(stage, "people")
    page.get_by_role("button", name="윤아").click()
    person = page.get_by_role("dialog", name="윤아")
    expect(person.get_by_role("list", name="Signed in on").get_by_role("listitem")).to_have_count(1)
    check_accessible(page)
    page.set_viewport_size(PHONE)
    check_fits(page)
    person.get_by_role("button", name="Link to a new password").click()
    made = page.get_by_role("dialog", name="The link is ready")
    link = made.get_by_label("Link to a new password").input_value()
    check_accessible(page)
    made.get_by_role("button", name="I have kept it").click()
    stage.forgive("401|WebSocket")
    person.get_by_role("button", name="Sign out everywhere").click()
    expect(person.get_by_text("Not signed in anywhere")).to_be_visible()
    expect(newcomer.get_by_role("dialog")).to_be_visible()

    guest = stage.page(locale="ko-KR", viewport=PHONE)
    guest.goto(link)
    expect(guest.locator("[autocomplete=username]")).to_have_value("yuna@shiomi.example")
    check_fits(guest)
    check_accessible(guest)
    guest.locator("[autocomplete=new-password]").fill("four quiet cranes")
    guest.locator("[type=submit]").click()
    expect(guest).to_have_url(re.compile("/desk/sign-in"))
    guest.locator("[name=email]").fill("yuna@shiomi.example")
    guest.locator("[name=password]").fill("four quiet cranes")
    guest.locator("[type=submit]").click()
    expect(guest).to_have_url(re.compile("/desk/inbox/"))
    again = stage.page(locale="ja-JP")
    stage.forgive("404")
    again.goto(link)
    expect(again.get_by_role("heading", level=1)).to_have_text("このリンクは無効になっています")


def test_what_is_removed_can_be_brought_back_for_a_moment(stage: Stage) -> None:
    page = settings(stage, "tags")
    page.get_by_role("button", name="VIP").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="VIP")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="VIP")).to_be_visible()
    with stage.api("ruoxi") as owner:
        assert "VIP" in [tag["name"] for tag in owner.get("/api/v1/tags").json()]


def test_what_agents_work_with_is_made_on_the_screen_and_used(stage: Stage) -> None:
    page = settings(stage, "replies")
    page.get_by_role("button", name="New canned reply").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Where it is")
    dialog.get_by_label("Shortcut").fill("whereitis")
    dialog.get_by_role("tab", name="English").click()
    dialog.get_by_role("textbox", name="English").fill("Your parcel is in Osaka, ")
    dialog.get_by_role("button", name="Customer’s name").click()
    check_accessible(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Where it is")).to_be_visible()
    page.goto(f"{stage.origin}/desk/settings/tags")
    page.get_by_role("button", name="New tag").click()
    dialog.get_by_label("Name").fill("Osaka")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Osaka")).to_be_visible()
    page.goto(f"{stage.origin}/desk/settings/teams")
    page.get_by_role("button", name="New team").click()
    dialog.get_by_label("Team name").fill("Osaka desk")
    dialog.get_by_label("Camille Moreau").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Osaka desk")).to_be_visible()

    hana, camille = stage.visitor(), stage.colleague("camille")
    hana.open_chat()
    hana.write("Is my lantern in Japan already?")
    camille.open("Is my lantern in Japan already?")
    camille.picks_canned("whereitis")
    # Nobody knows the name; where one does, test_desk_work has it in its place.
    expect(camille.field).to_have_value("Your parcel is in Osaka")
    camille.press("send")
    expect(hana.answers("Your parcel is in Osaka")).to_be_visible()
    with stage.api("camille") as api:
        assert "Osaka" in [tag["name"] for tag in api.get("/api/v1/tags").json()]
        mine = api.get("/api/v1/session").json()["me"]["team_ids"]
        teams = {team["id"]: team["name"] for team in api.get("/api/v1/teams").json()}
    assert "Osaka desk" in [teams[each] for each in mine]
    # The other stories' house is as it was.
    with stage.api("ruoxi") as owner:
        for noun, name in (("teams", "Osaka desk"), ("tags", "Osaka")):
            found = {each["name"]: each["id"] for each in owner.get(f"/api/v1/{noun}").json()}
            owner.delete(f"/api/v1/{noun}/{found[name]}").raise_for_status()


def test_what_a_shop_says_reaches_its_customers(stage: Stage) -> None:
    page = settings(stage, "shops/3/chat")
    page.get_by_role("tab", name="French").click()
    greeting = page.get_by_label("Greeting")
    before = greeting.input_value()
    greeting.fill("Bonjour de la rivière !")
    preview = page.locator(".preview-page")
    expect(preview.get_by_text("Bonjour de la rivière !")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    customer = stage.visitor("proxy", locale="fr-FR")
    customer.page.locator("#chat").click()
    expect(customer.page.get_by_text("Bonjour de la rivière !")).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(greeting).to_have_value(before)


def test_an_agent_finds_no_door_to_the_house(stage: Stage) -> None:
    agent = stage.colleague("lin", path="/desk/settings/people")
    expect(agent.page.locator(".settings-page .blank")).to_be_visible()
    expect(agent.page.locator(".settings-groups a")).to_have_count(2)


def test_quick_questions_are_put_in_order_by_keyboard_and_by_dragging(stage: Stage) -> None:
    with stage.api("ruoxi") as owner:
        shop = owner.get("/api/v1/shops/3").json()
    before = [texts.get("en", "") for texts in shop["widget"]["questions"]]
    assert len(before) >= 3
    page = settings(stage, "shops/3/chat")
    page.get_by_role("tab", name="English").click()
    asked = page.locator(".questions input")

    grip = page.get_by_role("button", name="Move question 1", exact=True)
    grip.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Move question 2", exact=True)).to_be_focused()
    expect(asked.first).to_have_value(before[1])
    page.keyboard.press("ArrowUp")
    expect(asked.first).to_have_value(before[0])

    box = page.get_by_role("button", name="Move question 1", exact=True).bounding_box()
    last = asked.last.bounding_box()
    assert box is not None
    assert last is not None
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, last["y"] + last["height"], steps=8)
    page.mouse.up()
    wanted = [*before[1:], before[0]]
    for at, text in enumerate(wanted):
        expect(asked.nth(at)).to_have_value(text)
    check_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    with stage.api("ruoxi") as owner:
        kept = owner.get("/api/v1/shops/3").json()["widget"]["questions"]
        assert [texts.get("en", "") for texts in kept] == wanted
    page.get_by_role("button", name="Undo").click()
    expect(asked.first).to_have_value(before[0])


def test_the_audit_log_is_narrowed_and_taken_along(stage: Stage) -> None:
    page = settings(stage, "audit")
    with stage.api("ruoxi") as owner:
        owner.post("/api/v1/teams", json={"name": "Audited"}).raise_for_status()
        today = owner.get("/api/v1/audit", params={"kind": "team_made"}).json()["items"][0]["at"]
    assert today
    page.get_by_label("Kind").select_option("team_made")
    lines = page.locator(".log-line")
    expect(lines.first).to_contain_text("Audited")
    expect(lines.filter(has_not_text="team")).to_have_count(0)
    page.get_by_label("Until").fill("2020-01-01")
    expect(lines).to_have_count(0)
    page.get_by_label("Until").fill("")
    expect(lines.first).to_contain_text("Audited")
    page.get_by_label("Person").select_option(label="沈若溪")
    expect(lines.first).to_contain_text("Audited")
    check_accessible(page)
    with page.expect_download() as found:
        page.get_by_role("link", name="Save as CSV").click()
    written = found.value.path().read_text("utf-8-sig").splitlines()
    assert written[0].startswith("at,by_kind,by,kind")
    assert "Audited" in written[1]
    assert all(",team_made," in line for line in written[1:])
    page.set_viewport_size(PHONE)
    check_fits(page)


def test_everywhere_else_is_signed_out_in_one_tap(stage: Stage) -> None:
    elsewhere = stage.newly_signed_in("haeun")
    here = stage.newly_signed_in("haeun", path="/desk/settings/account")
    stage.forgive("401|WebSocket")
    here.press("sessions.endOthers")
    expect(here.page.get_by_text(here.t("sessions.this"))).to_be_visible()
    expect(here.page.get_by_role("button", name=here.t("sessions.endOthers"))).to_have_count(0)
    expect(elsewhere.page.get_by_role("dialog")).to_be_visible()
    assert len(here.page.context.request.get(f"{stage.origin}/api/v1/session/list").json()) == 1

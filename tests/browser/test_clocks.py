"""A clock turns red and the supervisor is told; asked, it says why it was due then."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import Colleague, unhurried
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits


def set_standard(colleague: Colleague, language: str, seconds: int) -> None:
    """Owe customers of a language their first reply this soon, as from the settings."""
    cookies = {one["name"]: one["value"] for one in colleague.page.context.cookies()}
    answer = colleague.page.context.request.post(
        f"{colleague.origin}/api/v1/standards",
        headers={"Origin": colleague.origin, "X-CSRF-Token": cookies["madoguchi_csrf"]},
        data={
            "standard": {
                "subject": "first_reply",
                "scope": {"language": language},
                "target": {"type": "within", "seconds": seconds},
                "basis": "shop",
                "moments": [{"percent": 100, "actions": ["tell_supervisor", "raise_priority"]}],
            }
        },
    )
    assert answer.ok, answer.text()


def test_a_clock_turns_red_and_the_supervisor_is_told(stage: Stage) -> None:
    misaki = stage.colleague("misaki")
    unhurried(misaki.page)
    set_standard(misaki, "es", 6)
    question = "¿Dónde está mi paquete?"
    ines = stage.visitor(locale="es-ES")
    ines.open_chat()
    ines.write(question)

    row = misaki.row(question)
    misaki.scroll_to(row.locator(".countdown"))
    # Those whom other stories have left waiting run out meanwhile as well.
    name = row.locator(".row-name").inner_text()
    notice = misaki.page.locator(".toast-bad").filter(has_text=name)
    expect(notice).to_contain_text(misaki.t("owed.first_reply"))
    late = row.locator(".countdown-late")
    misaki.scroll_to(late)
    expect(late).to_contain_text("+")
    expect(misaki.page.locator(".rail-foot .rail-count").first).to_be_visible()

    notice.get_by_role("button", name=misaki.t("breach.open")).click()
    expect(misaki.log.get_by_text(question)).to_be_visible()
    misaki.page.locator(".talk-owed").click()
    why = misaki.page.get_by_role("dialog", name=misaki.t("owed.why"))
    expect(why.locator("li").first).to_be_visible()
    check_accessible(misaki.page)
    misaki.page.keyboard.press("Escape")

    misaki.answer("Lo miramos enseguida.")
    expect(misaki.page.locator(".talk-owed")).to_be_hidden()
    misaki.page.goto(f"{stage.origin}/desk/overdue")
    kept_late = misaki.page.locator(".overdue-row", has_text=name)
    expect(kept_late).to_contain_text(misaki.t("owed.first_reply"))
    expect(kept_late.locator(".is-good")).to_be_visible()
    check_accessible(misaki.page)


def test_a_supervisor_tries_a_standard_and_lays_out_a_year(stage: Stage) -> None:
    misaki = stage.colleague("misaki", path="/desk/settings/standards/1", viewport=PHONE)
    stage.forgive(r"422 .*dry-run")  # a standard of no time at all is refused, and says so
    trial = misaki.page.locator(".trial")
    expect(trial.locator("meter")).to_be_attached()
    misaki.fill("standards.length", "0")
    expect(trial).to_contain_text("0秒")
    misaki.fill("standards.length", "3")
    expect(trial.locator("meter")).to_be_attached()
    check_accessible(misaki.page)
    check_fits(misaki.page)

    misaki.page.goto(f"{stage.origin}/desk/settings/calendars/shop/2")
    year = misaki.page.locator(".year-named")
    expect(year).to_contain_text("成人の日")
    expect(misaki.page.locator(".month-day")).to_have_count(365)
    misaki.page.get_by_label("日本").uncheck()
    expect(year).not_to_contain_text("成人の日")
    check_accessible(misaki.page)
    check_fits(misaki.page)
    misaki.press("save.discard")

"""The week is planned by keyboard, the shortage shrinks, and who is planned sees it at once."""

from __future__ import annotations

import json
import re
from zoneinfo import ZoneInfo

import msgspec
from playwright.sync_api import Page, expect

from madoguchi.insight.staffing.contracts import HalfHour, StaffingWeek
from tests.browser.people import unhurried
from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.house.tree import ROOT

WEEK = "2027-03-01"
"""A Monday that no other story plans."""


def words(locale: str, key: str) -> str:
    folder = ROOT / "ui" / "desk" / "staffing" / "texts"
    return str(json.loads((folder / f"{locale}.json").read_text("utf-8"))[key])


def staffing(stage: Stage) -> StaffingWeek:
    with stage.api("ruoxi") as api:
        answer = api.get("/api/v1/staffing", params={"first": WEEK}).raise_for_status()
    return msgspec.json.decode(answer.content, type=StaffingWeek)


def lacking(week: StaffingWeek) -> tuple[int, str]:
    """The day of the week and the key of a template that some shortage falls under."""
    templates = {"1": (14, 30), "2": (28, 44)}  # half hours of early and late

    def under(half: HalfHour) -> tuple[int, str] | None:
        at = half.at.astimezone(ZoneInfo(week.zone))
        index = at.hour * 2 + at.minute // 30
        for key, (first, last) in templates.items():
            if half.needed > half.planned and first <= index < last:
                return at.weekday(), key
        return None

    return next(found for half in week.half_hours if (found := under(half)))


def step_to(page: Page, person: str, day: int) -> None:
    """Walk over the grid with the arrow keys, from where it is entered: its first day."""
    named = page.locator(".grid-person-name")
    expect(named.filter(has_text=person)).to_have_count(1)
    names = named.all_inner_texts()
    page.locator('.grid [tabindex="0"]').focus()
    for _ in range(names.index(person)):
        page.keyboard.press("ArrowDown")
    for _ in range(day):
        page.keyboard.press("ArrowRight")
    here = page.locator(".grid-row", has_text=person).locator(":focus")
    expect(here).to_have_count(1)


def test_a_shift_planned_by_keyboard_makes_the_shortage_shrink(stage: Stage) -> None:
    stage.forgive(r"status of 409")
    before = staffing(stage)
    day, template = lacking(before)
    yuto = stage.colleague("yuto", path=f"/desk/staffing/{WEEK}")
    expect(yuto.page.get_by_text(words("ja", "mine.none"))).to_be_visible()
    expect(yuto.page.get_by_role("button", name=words("ja", "copy"))).to_have_count(0)

    ruoxi = stage.colleague("ruoxi", path=f"/desk/staffing/{WEEK}")
    page = ruoxi.page
    unhurried(page)
    told = page.locator(".need-sum")
    expect(told).to_contain_text(number(before.short))
    check_accessible(page)
    step_to(page, "田中 悠斗", day)
    page.keyboard.press(template)
    expect(page.locator(":focus.shift")).to_have_count(1)
    after = staffing(stage)
    assert after.short < before.short
    expect(told).not_to_contain_text(f" {number(before.short)} ")
    expect(yuto.page.locator(".mine li")).to_have_count(1)

    page.keyboard.press("]")  # half an hour longer
    page.keyboard.press("Shift+ArrowRight")  # and half an hour later
    hours = "07:30–16:00" if template == "1" else "14:30–23:00"
    expect(page.locator(":focus.shift")).to_have_attribute("title", re.compile(hours))
    check_accessible(page)

    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(words("zh-CN", "from")).fill("15:30")
    dialog.get_by_role("button", name=words("zh-CN", "plan")).click()
    expect(dialog.get_by_role("alert")).to_contain_text("田中 悠斗")
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(":focus.shift")).to_have_count(1)

    page.keyboard.press("Delete")
    expect(yuto.page.locator(".mine li")).to_have_count(0)
    expect(told).to_contain_text(number(before.short))
    page.keyboard.press("z")  # undo brings it back, on both screens
    expect(page.locator(".grid .shift")).to_have_count(1)
    expect(yuto.page.locator(".mine li")).to_have_count(1)
    yuto.page.set_viewport_size(PHONE)
    check_fits(yuto.page)
    check_accessible(yuto.page)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

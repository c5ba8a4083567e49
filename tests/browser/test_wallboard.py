"""A customer waits, and the tile moves on the supervisor's wall; then they are answered."""

from __future__ import annotations

import json
import re
import time

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.stage import DESKTOP, PHONE, Stage, check_accessible, check_fits
from tests.browser.test_given import DAYS
from tests.house.tree import ROOT

CAUGHT_UP_WITHIN = 60
"""Seconds, with the whole sample company to count first."""


def say(key: str) -> str:
    """A text of the wallboard in the supervisor's language."""
    file = ROOT / "ui" / "desk" / "figures" / "texts" / "zh-CN.json"
    return str(json.loads(file.read_text("utf-8"))[key])


def tile(page: Page, key: str) -> Locator:
    return page.get_by_role("region", name=say(key), exact=True).locator(".tile-value")


def counted(page: Page, key: str) -> int:
    expect(tile(page, key)).to_have_text(re.compile(r"^\d+$"))
    return int(tile(page, key).inner_text())


def let_figures_catch_up(stage: Stage, question: str) -> None:
    """Wait until a question of now is counted, and so everything of the sample company's past."""
    mei = stage.visitor()
    mei.open_chat()
    mei.write(question)
    path = "/api/v1/figures/customers_offered/conversations"
    until = time.monotonic() + CAUGHT_UP_WITHIN
    with stage.api("ruoxi") as api:
        while question not in api.get(path, params={"limit": 3}).text:
            assert time.monotonic() < until, "the figures lag behind"
            time.sleep(0.1)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_customer_waits_and_the_tile_moves(stage: Stage, size: ViewportSize) -> None:
    let_figures_catch_up(stage, f"Is anybody there? ({size['width']})")
    # Of a shop of this story alone: other stories' customers wait, and are given up, meanwhile.
    shop = stage.opened_shop(weekly={day: [["00:00", "24:00"]] for day in DAYS})
    path = f"/desk/wallboard?shop_id={shop['id']}"
    ruoxi = stage.colleague("ruoxi", path=path, viewport=size)
    wall = ruoxi.page
    waiting, offered = counted(wall, "waiting"), counted(wall, "customers")
    check_accessible(wall)
    check_fits(wall)

    hana = stage.visitor(url=f"{stage.origin}/sample/{shop['public_key']}")
    hana.open_chat()
    question = f"Has my parcel left the warehouse? ({size['width']})"
    hana.write(question)
    expect(tile(wall, "waiting")).to_have_text(str(waiting + 1))
    expect(tile(wall, "customers")).to_have_text(str(offered + 1))

    misaki = stage.colleague("misaki")
    misaki.open(question)
    misaki.answer("It left this morning.")
    expect(tile(wall, "waiting")).to_have_text(str(waiting))

    tile(wall, "customers").click()
    behind = wall.get_by_role("dialog")
    expect(behind.get_by_role("link").first).to_contain_text("It left this morning.")
    check_accessible(wall)
    wall.keyboard.press("Escape")
    expect(behind).to_be_hidden()


def test_an_agent_sees_their_own_figures_and_nobody_elses(stage: Stage) -> None:
    camille = stage.colleague("camille", path="/desk/wallboard")
    expect(camille.page).to_have_url(f"{stage.origin}/desk/figures")
    expect(camille.page.get_by_role("heading", level=1)).to_contain_text("Camille Moreau")
    with stage.api("camille") as api:
        assert api.get("/api/v1/wallboard").status_code == 403
        assert api.get("/api/v1/figures").status_code == 403
        assert api.get("/api/v1/figures", params={"person_id": 1}).status_code == 403
    check_accessible(camille.page)
    check_fits(camille.page)

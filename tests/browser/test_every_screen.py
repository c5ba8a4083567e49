"""Every screen there is, wide and narrow, light and dark: it can be read, and it fits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.stage import PHONE, Stage, check_accessible, check_fits
from tests.house.tree import text

DOORS = {"sign-in", "setup", "invitation", "password"}
"""Seen by who is not signed in: `test_owner.py` and `test_settings.py` go through them."""
DEEPER = {
    "settings": [
        *re.findall(r"^    path: '([a-z]+)',", text(Path("ui/desk/settings/pages.ts")), re.M),
        *(f"shops/1{part}" for part in ("", "/hours", "/chat", "/embed", "/identity")),
    ],
    "conversations": ["1"],
    "wallboard": ["", "full"],
    "inbox": ["mine", "resolved"],
}
"""What has screens of its own below it."""


def screens() -> list[str]:
    """Every place under /desk that the router knows."""
    source = text(Path("ui/desk/state/router.ts"))
    places = {*re.findall(r"\| \{ name: '([a-z-]+)'", source)} - DOORS
    assert {"figures", "parcels", "overdue"} <= places
    places = {{"conversation": "conversations"}.get(place, place) for place in places}
    return sorted(
        f"{place}/{below}".rstrip("/") for place in places for below in DEEPER.get(place, [""])
    )


@pytest.mark.parametrize("path", screens())
def test_it_can_be_read_by_everybody_on_whatever_they_hold(stage: Stage, path: str) -> None:
    page = stage.colleague("ruoxi", path=f"/desk/{path}").page
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    check_accessible(page)
    page.set_viewport_size(PHONE)
    check_fits(page)
    for inner, outer in page.evaluate(
        "[...document.querySelectorAll('.settings-page, main')]"
        ".map(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])"
    ):
        assert inner <= outer
    check_accessible(page)

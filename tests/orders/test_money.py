"""Every screen counts money as the server does, whatever its browser thinks of small coins."""

from __future__ import annotations

import re

import pytest

from madoguchi.orders.rules.money import currencies, minor_digits
from tests.house.tree import ROOT

SCREENS = (ROOT / "ui" / "shared" / "money.ts").read_text("utf-8")


@pytest.mark.parametrize(("name", "digits"), [("NONE", 0), ("THREE", 3)])
def test_screens_know_the_same_small_coins(name: str, digits: int) -> None:
    found = re.search(rf"const {name} = new Set\(\s*'([A-Z ]+)'", SCREENS)
    assert found is not None
    assert {*found[1].split()} == {code for code in currencies() if minor_digits(code) == digits}

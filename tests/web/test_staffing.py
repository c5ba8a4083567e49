"""Staffing over HTTP."""

from __future__ import annotations

from tests.web.conftest import Join
from tests.web.running import Browser, problem


def test_a_week_s_staffing_and_what_it_assumes(anna: Browser, join: Join) -> None:
    asked = {"first": "2026-03-23", "zone": "Europe/Berlin"}
    week = anna.get("staffing", params=asked).json()
    assert len(week["half_hours"]) == 334, "the clocks go forward on the Sunday"
    assert week["half_hours"][0]["at"] == "2026-03-22T23:00:00Z"
    assert (week["assumptions"]["version"], week["expected"]) == (0, None)
    given = {"service_level": 0.8, "within": 20, "handling": 240, "shop_id": None}
    kept = anna.put("staffing/assumptions", json=given)
    assert kept.status_code == 200, kept.text
    assert anna.get("staffing", params=asked).json()["assumptions"] == kept.json()
    wrong = anna.put("staffing/assumptions", json={**given, "service_level": 1})
    problem(wrong, 422, "insight.staffing.service_level")
    assert anna.delete(f"staffing/assumptions/{kept.json()['id']}").status_code == 204
    assert anna.get("staffing", params=asked).json()["assumptions"]["version"] == 0
    problem(
        anna.get("staffing", params={**asked, "zone": "Europe/Berln"}), 422, "people.unknown_zone"
    )
    problem(join("sora").get("staffing", params=asked), 403, "people.supervisor_only")

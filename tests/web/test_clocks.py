"""Calendars, standards and clocks over HTTP, as the screens and a program ask for them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.conftest import Join
from tests.web.running import Browser, problem

OSAKA: dict[str, Any] = {
    "zone": "Asia/Tokyo",
    "weekly": {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["JP"],
    "make_up_hours": None,
    "closures": [{"first": "2026-08-13", "last": "2026-08-16", "note": "お盆休み"}],
    "special_days": [{"day": "2026-12-28", "hours": ["09:00-12:00"], "note": "仕事納め"}],
    "breaks": [],
    "peaks": [
        {
            "first": "2026-11-20", "last": "2026-11-27", "name": "ブラックフライデー", "note": "",
            "weekly": {"sat": ["10:00-16:00"]}, "over_holidays": True,
        }
    ],
}  # fmt: skip
REPLY: dict[str, Any] = {
    "subject": "next_reply",
    "scope": {"shop": None, "channel": "email", "language": "ko", "tier": None},
    "target": {"type": "within", "seconds": 7200, "at_opening": False},
    "basis": "shop",
    "day": None,
    "moments": [{"percent": 100, "actions": ["tell_supervisor"]}],
}


def make_shop(anna: Browser) -> int:
    made = anna.post("shops", json={"name": "Osaka", "zone": "Asia/Tokyo", "locale": "ja"})
    return int(made.json()["id"])


def test_a_calendar_is_kept_shown_and_taken_away(anna: Browser, join: Join) -> None:
    shop = make_shop(anna)
    path = f"calendars/shop/{shop}"
    before = anna.get(path).json()
    assert (before["own"], before["calendar"]["weekly"]["sun"]) == (False, ["00:00-24:00"])
    kept = anna.put(path, json=OSAKA)
    assert kept.status_code == 200, kept.text
    assert kept.json()["calendar"] == OSAKA
    assert anna.get(path).json() == {"own": True, "calendar": OSAKA}
    agent = join("sora", all_shops=True)
    assert [each["holder_id"] for each in agent.get("calendars").json()] == [shop]
    problem(agent.put(path, json=OSAKA), 403, "people.supervisor_only")
    stranger = join("yuki", shop_ids=[])
    problem(stranger.get(path), 404, "shops.not_found")
    assert stranger.get("calendars").json() == []
    assert anna.delete(path).status_code == 204
    problem(anna.delete(path), 404, "clocks.no_calendar")
    problem(anna.put("calendars/person/99", json=OSAKA), 404, "people.not_found")


def test_customers_are_told_by_the_calendar_when_the_shop_opens(anna: Browser) -> None:
    shop = anna.get(f"shops/{make_shop(anna)}").json()

    def card() -> dict[str, Any]:
        root = str(anna.base_url).removesuffix("/api/v1/")
        return dict(httpx.get(f"{root}/chat/v1/shops/{shop['public_key']}").json())

    assert card()["open"]
    never = {**OSAKA, "weekly": {}, "peaks": [], "special_days": [
        {"day": "2199-12-30", "hours": ["09:00-12:00"], "note": ""}]}  # fmt: skip
    assert anna.put(f"calendars/shop/{shop['id']}", json=never).status_code == 200
    assert not card()["open"]


def test_a_year_is_laid_out_before_it_is_kept(anna: Browser) -> None:
    year = anna.post("calendars/year", json={"calendar": OSAKA, "year": 2026}).json()
    days = {each["day"]: each for each in year["days"]}
    assert (len(days), year["provisional"]) == (365, False)
    assert days["2026-01-01"]["name"] == "元日"
    assert days["2026-01-05"]["hours"] == ["09:00-12:00", "13:00-18:00"]
    assert (days["2026-08-14"]["why"], days["2026-08-14"]["hours"]) == ("closure", [])
    assert (days["2026-11-21"]["why"], days["2026-11-21"]["hours"]) == ("peak", ["10:00-16:00"])
    later = {"calendar": {**OSAKA, "holidays": ["CN"]}, "year": 2031}
    assert anna.post("calendars/year", json=later).json()["provisional"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"weekly": {"mon": ["09:00-12:00", "11:00-18:00"]}}, "clocks.overlap"),
        ({"weekly": {"mon": ["18:00-09:00"]}}, "clocks.backward_shift"),
        ({"weekly": {"mon": ["09:00-09:00"]}}, "clocks.empty_shift"),
        ({"weekly": {"monday": ["09:00-18:00"]}}, "clocks.unknown_field"),
        ({"weekly": {}, "special_days": [], "peaks": []}, "clocks.never_opens"),
        ({"zone": "Asia/Osaka"}, "clocks.unknown_zone"),
        ({"holidays": ["XX"]}, "clocks.unknown_country"),
        ({"closures": [{"first": "2026-05-02", "last": "2026-05-01"}]}, "clocks.backward_period"),
        ({"special_days": OSAKA["special_days"] * 2}, "clocks.special_twice"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused_with_a_sentence(
    anna: Browser, change: dict[str, Any], key: str
) -> None:
    refused = anna.put(f"calendars/shop/{make_shop(anna)}", json={**OSAKA, **change})
    problem(refused, 422, key)
    assert len(refused.json()["detail"]) > 20


def test_standards_are_made_changed_removed_and_remembered(anna: Browser, join: Join) -> None:
    shipped = anna.get("standards").json()
    assert len(shipped) == 10
    made = anna.post("standards", json={"standard": REPLY})
    assert made.status_code == 201, made.text
    kept = made.json()
    assert kept["standard"] == REPLY
    problem(anna.post("standards", json={"standard": REPLY}), 422, "clocks.standard_twice")
    hour = {**REPLY, "target": {"type": "within", "seconds": 3600, "at_opening": False}}
    path = f"standards/{kept['id']}"
    changed = anna.put(path, json={"standard": hour, "off": True}).json()
    assert (changed["version"], changed["off"]) == (2, True)
    assert anna.delete(path).status_code == 204
    problem(anna.delete(path), 404, "clocks.no_standard")
    steps = anna.get("standards/history").json()
    assert [(s["before"] is None, s["after"] is None) for s in steps] == [
        (False, True), (False, False), (True, False),
    ]  # fmt: skip
    assert steps[1]["after"]["standard"]["target"]["seconds"] == 3600
    newest = anna.get("standards/history", params={"limit": 1}).json()
    older = anna.get("standards/history", params={"limit": 9, "before": newest[0]["id"]}).json()
    assert [*newest, *older] == steps
    me = anna.get("session").json()["me"]["id"]
    assert {(s["by_kind"], s["by_id"]) for s in steps} == {("person", me)}
    agent = join("sora", all_shops=True)
    problem(agent.post("standards", json={"standard": REPLY}), 403, "people.supervisor_only")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"target": {"type": "within", "seconds": 0}}, "clocks.standard_length"),
        ({"target": {"type": "business_days", "days": 0}}, "clocks.standard_days"),
        ({"basis": "customer_day"}, "clocks.standard_day"),
        ({"moments": [{"percent": 80, "actions": []}]}, "clocks.standard_no_action"),
        ({"moments": REPLY["moments"] * 2}, "clocks.standard_moment_twice"),
    ],
)
def test_a_standard_that_cannot_be_kept_is_refused_with_a_sentence(
    anna: Browser, change: dict[str, Any], key: str
) -> None:
    problem(anna.post("standards", json={"standard": {**REPLY, **change}}), 422, key)
    problem(anna.post("standards/dry-run", json={"standard": {**REPLY, **change}}), 422, key)

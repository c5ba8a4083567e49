"""The plan over HTTP, as the screen and a program ask for it."""

from __future__ import annotations

from typing import Any

from tests.web.conftest import Join
from tests.web.running import Browser, problem

WEEK = {"first": "2026-03-02", "zone": "Asia/Tokyo"}


def draft(person_id: int, **more: Any) -> dict[str, Any]:
    return {
        "person_id": person_id, "zone": "Asia/Tokyo", "day": "2026-03-03", "starts": 1320,
        "ends": 1800, **more,
    }  # fmt: skip


def test_a_week_is_planned_over_http(anna: Browser, join: Join) -> None:
    sora = join("sora")
    me = sora.get("session").json()["me"]["id"]
    made = anna.post("shifts", json=draft(me))
    assert made.status_code == 201, made.text
    shift = made.json()
    assert shift == {
        "id": shift["id"], "version": 1, "kind": "work", **draft(me),
        "starts_at": "2026-03-03T13:00:00Z", "ends_at": "2026-03-03T21:00:00Z",
    }  # fmt: skip
    assert sora.get("shifts", params=WEEK).json() == [shift]
    # On the Tuesday it begins on, and on the Wednesday it lasts into, but not on Thursday.
    days = [
        len(sora.get("shifts", params={**WEEK, "first": f"2026-03-0{day}", "days": 1}).json())
        for day in (2, 3, 4, 5)
    ]
    assert days == [0, 1, 1, 0]
    refused = anna.post("shifts", json=draft(me, kind="leave", starts=1380, ends=1500))
    problem(refused, 409, "people.leave.has_shift")
    assert "22:00–06:00" in refused.json()["detail"]
    problem(sora.post("shifts", json=draft(me)), 403, "people.supervisor_only")
    changed = anna.patch(f"shifts/{shift['id']}", json={"ends": 1860}).json()
    assert (changed["version"], changed["ends_at"]) == (2, "2026-03-03T22:00:00Z")
    assert anna.delete(f"shifts/{shift['id']}").status_code == 204
    problem(anna.delete(f"shifts/{shift['id']}"), 404, "people.shift.not_found")
    assert anna.get("shifts", params=WEEK).json() == []


def test_a_copied_week_is_taken_back(anna: Browser) -> None:
    me = anna.get("session").json()["me"]["id"]
    for day in ("2026-03-02", "2026-03-03"):
        anna.post("shifts", json=draft(me, day=day, starts=540, ends=1020))
    copy = {"source": "2026-03-02", "target": "2026-03-09"}
    copied = anna.post("shifts/copy-week", json=copy).json()
    assert [one["day"] for one in copied["made"]] == ["2026-03-09", "2026-03-10"]
    again = anna.post("shifts/copy-week", json=copy).json()
    assert (again["made"], len(again["left_out"])) == ([], 2)
    back = anna.post("shifts/drop", json={"ids": [one["id"] for one in copied["made"]]})
    assert back.status_code == 204
    assert len(anna.get("shifts", params={**WEEK, "days": 14}).json()) == 2
    far = anna.post("shifts/copy-week", json={**copy, "target": "9999-12-31"})
    problem(far, 422, "people.shift.bad_day")


def test_hours_are_read_in_words(anna: Browser) -> None:
    asked = {"zone": "Europe/Berlin", "day": "2026-03-28", "starts": 1320, "ends": 1800}
    read = anna.get("shifts/reading", params=asked).json()
    assert (read["minutes"], read["ends_at"]) == (420, "2026-03-29T04:00:00Z")
    assert len(read["says"]) >= 2
    problem(
        anna.get("shifts/reading", params={**asked, "ends": 1200}), 422, "people.shift.backward"
    )


def test_usual_hours_over_http(anna: Browser, join: Join) -> None:
    usual = anna.get("shifts/templates").json()
    assert [each["kind"] for each in usual["items"]] == ["early", "late", "night"]
    items = [*usual["items"], {"kind": "own", "name": "短時", "starts": 600, "ends": 840}]
    kept = anna.put("shifts/templates", json={"items": items}).json()
    assert (kept["version"], kept["items"][3]["name"]) == (1, "短時")
    assert join("sora").get("shifts/templates").json() == kept

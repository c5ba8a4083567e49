"""Figures over HTTP: named in the reader's language, as a file, and for their readers alone."""

from __future__ import annotations

import csv
import io

from madoguchi.insight.figures.definitions import DEFINITIONS
from tests.web.conftest import Join
from tests.web.running import Browser


def test_definitions_speak_the_readers_language(anna: Browser) -> None:
    found = anna.get("figures/definitions", headers={"Accept-Language": "ja"}).json()
    assert [each["name"] for each in found] == [*DEFINITIONS]
    assert found[0]["title"] == "初回応答時間（中央値）"
    assert all(each["formula"] for each in found)


def test_a_period_as_json_and_as_a_table(anna: Browser) -> None:
    words = {"first": "2026-03-01", "last": "2026-03-31", "split": "person"}
    found = anna.get("figures", params=words).json()
    assert (found["first"], found["last"], found["split"]) == (*words.values(),)
    assert found["total"]["customers_offered"] == 0
    answer = anna.get("figures/csv", params=words)
    assert "figures-2026-03-01-2026-03-31-person.csv" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    header, total = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header == ["person", "name", *DEFINITIONS]
    assert total[0] == "total"
    assert anna.get("figures/json", params=words).json() == found


def test_what_cannot_be_asked_is_said_in_a_sentence(anna: Browser) -> None:
    backward = anna.get("figures", params={"first": "2026-03-02", "last": "2026-03-01"})
    assert (backward.status_code, backward.json()["key"]) == (422, "insight.days_backward")
    unknown = anna.get("figures/nonsense/conversations")
    assert (unknown.status_code, unknown.json()["key"]) == (404, "insight.no_such_figure")
    assert anna.get("figures", params={"split": "moon"}).status_code == 422


def test_agents_have_their_own_page_and_no_other(anna: Browser, join: Join) -> None:
    lin = join("lin")
    me = lin.get("session").json()["me"]["id"]
    files = ("figures/csv", "figures/json")
    for path in ("figures", *files, "wallboard", "figures/rounds/conversations"):
        assert lin.get(path).status_code == 403, path
        assert lin.get(path, params={"person_id": me}).status_code == 200, path
        assert anna.get(path).status_code == 200, path

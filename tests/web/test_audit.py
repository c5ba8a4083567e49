"""Who did what, and who may read it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.live.sockets import chat, say
from tests.web.conftest import Join
from tests.web.running import Browser, Running, problem


def kinds(browser: Browser, **params: object) -> list[str]:
    response = browser.get("audit", params=params)
    assert response.status_code == 200, response.text
    return [entry["kind"] for entry in response.json()["items"]]


def test_owners_read_what_concerns_others_alone(anna: Browser, join: Join) -> None:
    lin = join("lin")
    sora = join("sora", role="supervisor", all_shops=True)
    me = lin.get("session").json()["me"]["id"]
    assert "session_started" in kinds(anna, actor_id=me)
    assert "session_started" not in kinds(sora, actor_id=me)
    problem(lin.get("audit"), 403, "people.supervisor_only")


def test_a_token_is_not_taken_for_the_person_of_its_number(server: Running, anna: Browser) -> None:
    made = anna.post("api-tokens", json={"name": "books", "role": "owner", "all_shops": True})
    token, number = made.json()["token"], made.json()["api_token"]["id"]
    program = Browser(server, Authorization=f"Bearer {token}")
    assert program.post("teams", json={"name": "Night"}).status_code == 201
    assert anna.get("session").json()["me"]["id"] == number
    assert "team_made" not in kinds(anna, actor_id=number)
    assert kinds(anna, actor_id=number, actor_kind="token") == ["team_made"]


def test_several_kinds_are_asked_for_at_once(anna: Browser) -> None:
    for name in ("Night", "Day"):
        assert anna.post("teams", json={"name": name}).status_code == 201
    assert kinds(anna, kind=["team_made", "organisation_set_up"]) == [
        "team_made",
        "team_made",
        "organisation_set_up",
    ]
    assert kinds(anna, kind="team_dissolved") == []


def test_more_kinds_than_there_are_is_refused(anna: Browser) -> None:
    many = [f"kind_{number}" for number in range(600)]
    problem(anna.get("audit", params={"kind": many}), 422, "web.bad_value")
    assert kinds(anna, kind=many[:100]) == []


def test_pages_follow_each_other_without_gap(anna: Browser) -> None:
    for number in range(7):
        anna.post("teams", json={"name": f"Team {number}"})
    whole = [entry["id"] for entry in anna.get("audit").json()["items"]]
    found: list[int] = []
    cursor = None
    while True:
        page = anna.get("audit", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        found += [entry["id"] for entry in page.json()["items"]]
        if (cursor := page.json()["next_cursor"]) is None:
            break
    assert found == whole


def test_what_clocks_do_by_themselves_is_no_deed(server: Running, anna: Browser) -> None:
    shop = anna.post("shops", json={"name": "京都屋"}).json()
    with chat(server, shop) as line:
        line.until("hello")
        talk = say(line, "届きましたか", "client-00000001")["message"]["conversation_id"]
    speech = {"client_id": "client-00000002", "kind": "text", "body": "確認いたします"}
    assert anna.post(f"conversations/{talk}/messages", json=speech).status_code == 201
    happened = [event["kind"] for event in anna.get("events").json()["items"]]
    assert any(kind.startswith("clock_") for kind in happened), happened
    assert "message_sent" in kinds(anna)
    assert not [kind for kind in kinds(anna) if kind.startswith("clock_")]


def test_a_period_is_days_in_the_readers_zone(server: Running, anna: Browser) -> None:
    anna.post("teams", json={"name": "Night"})
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    day = timedelta(days=1)
    whole = kinds(anna)
    assert "team_made" in whole
    assert kinds(anna, since=str(today), until=str(today)) == whole
    assert kinds(anna, since=str(today + day)) == []
    assert kinds(anna, until=str(today - day)) == []
    assert kinds(anna, since="0001-01-01", until="9999-12-31") == whole
    assert kinds(anna, since=str(today), kind="team_made") == ["team_made"]
    turned = anna.get("audit", params={"since": str(today), "until": str(today - day)})
    problem(turned, 422, "web.period_turned_round")


@pytest.mark.parametrize("kind", [[], ["team_made"], ["team_made", "team_renamed"]])
def test_pages_of_kinds_and_periods_have_no_gap(anna: Browser, kind: list[str]) -> None:
    for number in range(5):
        made = anna.post("teams", json={"name": f"Team {number}"}).json()
        anna.patch(f"teams/{made['id']}", json={"name": f"Squad {number}"})
    wanted = {"kind": kind, "since": str(datetime.now(UTC).date() - timedelta(days=2))}
    whole = [entry["id"] for entry in anna.get("audit", params=wanted).json()["items"]]
    assert len(whole) >= 5
    found: list[int] = []
    more: dict[str, str] = {}
    while True:
        page = anna.get("audit", params={**wanted, "limit": 3, **more}).json()
        found += [entry["id"] for entry in page["items"]]
        if page["next_cursor"] is None:
            break
        more = {"cursor": page["next_cursor"]}
    assert found == whole


def test_the_file_has_what_the_list_has_and_runs_nothing(
    anna: Browser, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.web.audit.AT_ONCE", 2)
    lin = join("lin")
    for name in ("Night", "=HYPERLINK(1)", "夜"):
        anna.post("teams", json={"name": name})
    listed = anna.get("audit").json()["items"]
    answer = anna.get("audit/csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    rows = [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]
    assert [row["kind"] for row in rows] == [entry["kind"] for entry in listed]
    assert [row["name"] for row in rows if row["kind"] == "team_made"] == [
        "夜",
        "'=HYPERLINK(1)",
        "Night",
    ]
    assert {row["by"] for row in rows if row["kind"] == "team_made"} == {"Anna"}
    assert all(row["at"].endswith("+09:00") for row in rows)
    some = anna.get("audit/csv", params={"kind": "team_made", "until": "2020-01-01"})
    assert len(some.content.splitlines()) == 1
    problem(lin.get("audit/csv"), 403, "people.supervisor_only")


def test_when_somebody_was_last_here_is_not_every_colleagues_affair(
    anna: Browser, join: Join
) -> None:
    lin = join("lin")
    seen = {each["person_id"] for each in anna.get("people/last-seen").json()}
    assert lin.get("session").json()["me"]["id"] in seen
    problem(lin.get("people/last-seen"), 403, "people.supervisor_only")

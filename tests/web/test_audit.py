"""Who did what, and who may read it."""

from __future__ import annotations

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


def test_when_somebody_was_last_here_is_not_every_colleagues_affair(
    anna: Browser, join: Join
) -> None:
    lin = join("lin")
    seen = {each["person_id"] for each in anna.get("people/last-seen").json()}
    assert lin.get("session").json()["me"]["id"] in seen
    problem(lin.get("people/last-seen"), 403, "people.supervisor_only")

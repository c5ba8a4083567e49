"""The same key and body gets the first answer again; nothing is done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from madoguchi.kernel.transaction import Tx, View
from madoguchi.web.idempotency import forget_old_answers, idempotent_answer_table
from tests.web.conftest import Join, set_up
from tests.web.running import Browser, Running, problem

KEY = {"Idempotency-Key": "0d9c1b3e-2f7a-4f0c-9f0e-6a1b2c3d4e5f"}


def test_a_repeated_post_gets_the_first_answer(anywhere: Running) -> None:
    anna = set_up(anywhere)
    first = anna.post("teams", json={"name": "Returns"}, headers=KEY)
    again = anna.post("teams", json={"name": "Returns"}, headers=KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(anna.get("teams").json()) == 1


def test_another_body_is_refused(anna: Browser) -> None:
    anna.post("teams", json={"name": "Returns"}, headers=KEY)
    response = anna.post("teams", json={"name": "Refunds"}, headers=KEY)
    problem(response, 422, "web.idempotency_key_reused")
    assert len(anna.get("teams").json()) == 1


def test_many_at_once_do_it_once(anywhere: Running) -> None:
    anna = set_up(anywhere)

    def attempt(_: int) -> bytes:
        response = anna.post("shops", json={"name": "京都の店"}, headers=KEY)
        assert response.status_code == 201, response.text
        return response.content

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(attempt, range(48)))
    assert len(answers) == 1
    assert len(anna.get("shops").json()) == 1


def test_a_refusal_is_not_remembered(anna: Browser) -> None:
    anna.post("teams", json={"name": "Returns"})
    problem(
        anna.post("teams", json={"name": "returns"}, headers=KEY), 409, "people.team_name_taken"
    )
    team = anna.get("teams").json()[0]
    anna.delete(f"teams/{team['id']}")
    assert anna.post("teams", json={"name": "returns"}, headers=KEY).status_code == 201


def test_keys_belong_to_who_uses_them_and_where(anna: Browser, join: Join) -> None:
    lin = join("lin", "supervisor")
    assert anna.post("teams", json={"name": "A"}, headers=KEY).json()["name"] == "A"
    assert lin.post("teams", json={"name": "B"}, headers=KEY).json()["name"] == "B"
    assert anna.post("shops", json={"name": "A"}, headers=KEY).json()["public_key"]


def test_a_secret_in_an_answer_is_given_again_but_not_kept_readable(
    server: Running, anna: Browser
) -> None:
    first = anna.post("api-tokens", json={"name": "Shop"}, headers=KEY).json()
    assert anna.post("api-tokens", json={"name": "Shop"}, headers=KEY).json() == first

    def dump(view: View) -> str:
        return str(view.execute(sa.select(idempotent_answer_table)).all())

    stored = server.desk.store.read_now(dump)
    assert first["token"] not in stored
    assert KEY["Idempotency-Key"] not in stored


def test_a_key_is_forgotten_after_a_day(server: Running, anna: Browser) -> None:
    first = anna.post("teams", json={"name": "Returns"}, headers=KEY)
    table = idempotent_answer_table

    def age(tx: Tx) -> None:
        tx.execute(table.update().values(created_at=tx.now - timedelta(hours=24, seconds=1)))

    server.desk.store.write_now(age)
    anna.delete(f"teams/{first.json()['id']}")
    second = anna.post("teams", json={"name": "Returns"}, headers=KEY)
    assert second.json()["id"] != first.json()["id"]
    server.desk.store.write_now(age)
    server.desk.store.write_now(forget_old_answers)
    left = server.desk.store.read_now(lambda view: view.execute(sa.select(table)).all())
    assert left == []


def test_a_key_has_a_sensible_length(anna: Browser) -> None:
    for key in ("", "x" * 201):
        response = anna.post("teams", json={"name": "x"}, headers={"Idempotency-Key": key})
        problem(response, 422, "web.bad_idempotency_key")

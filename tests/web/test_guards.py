"""Who may ask, and from where: every address is private unless it says otherwise."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.conftest import Join
from tests.web.running import Browser, Running, problem

PUBLIC = {
    ("get", "/api/v1/setup"),
    ("post", "/api/v1/setup"),
    ("post", "/api/v1/session"),
    ("delete", "/api/v1/session"),
    ("get", "/api/v1/invitations/by-token/{token}"),
    ("post", "/api/v1/invitations/by-token/{token}/accept"),
    ("get", "/api/v1/password-links/by-token/{token}"),
    ("post", "/api/v1/password-links/by-token/{token}"),
}


def every_operation(server: Running) -> list[tuple[str, str]]:
    schema = httpx.get(f"{server.url}/api/v1/openapi.json").json()
    return [
        (method, path)
        for path, methods in schema["paths"].items()
        if path.startswith("/api/")
        for method in methods
        if method in {"get", "post", "put", "patch", "delete"}
    ]


def address(path: str) -> str:
    return re.sub(r"{[^}]*}", "1", path)


def test_nobody_gets_in_without_signing_in(server: Running, anna: Browser) -> None:
    operations = every_operation(server)
    assert len(operations) > 30
    assert set(operations) >= PUBLIC
    stranger = Browser(server)
    for method, path in operations:
        if (method, path) not in PUBLIC:
            response = stranger.request(method.upper(), server.url + address(path))
            problem(response, 401, "people.not_signed_in")


def test_the_description_says_what_is_public(server: Running) -> None:
    schema = httpx.get(f"{server.url}/api/v1/openapi.json").json()
    open_to_all = {
        (method, path)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if operation.get("security") == [] and path.startswith("/api/")
    }
    assert open_to_all == PUBLIC


def test_no_change_without_the_csrf_token(server: Running, anna: Browser) -> None:
    for method, path in every_operation(server):
        if method == "get" or (method, path) == ("post", "/api/v1/session"):
            continue
        for token in ("", "0" * 64, anna.cookies["madoguchi_session"]):
            response = anna.request(
                method.upper(), server.url + address(path), headers={"X-CSRF-Token": token}
            )
            problem(response, 403, "web.no_csrf_token")
    assert anna.get("session").status_code == 200


def test_a_csrf_cookie_set_by_somebody_else_helps_nobody(anna: Browser) -> None:
    forged = f"madoguchi_session={anna.cookies['madoguchi_session']}; madoguchi_csrf=mine"
    anna.cookies.clear()
    headers = {"X-CSRF-Token": "mine", "Cookie": forged}
    response = anna.post("teams", json={"name": "x"}, headers=headers)
    problem(response, 403, "web.no_csrf_token")


def test_another_persons_csrf_token_does_not_fit(anna: Browser, join: Join) -> None:
    sora = join("sora")
    response = anna.post(
        "teams", json={"name": "x"}, headers={"X-CSRF-Token": sora.cookies["madoguchi_csrf"]}
    )
    problem(response, 403, "web.no_csrf_token")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://evil.example", "Host": "evil.example"},
    ],
)
def test_another_sites_page_changes_nothing(anna: Browser, headers: dict[str, str]) -> None:
    problem(anna.post("teams", json={"name": "x"}, headers=headers), 403, "web.foreign_origin")
    sign_in = anna.post("session", json={"email": "a", "password": "b"}, headers=headers)
    problem(sign_in, 403, "web.foreign_origin")


def test_a_browser_that_hides_the_origin_is_seen_by_its_fetch_site(
    server: Running, anna: Browser
) -> None:
    del anna.headers["origin"]
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert anna.post("teams", json={"name": "x"}, headers=ours).status_code == 201
    for site in ("cross-site", "same-site"):
        response = anna.post("teams", json={"name": "y"}, headers={"Sec-Fetch-Site": site})
        problem(response, 403, "web.foreign_origin")


def test_a_form_of_another_site_is_no_json(server: Running, anna: Browser) -> None:
    response = httpx.post(
        f"{server.url}/api/v1/session",
        content='{"email":"anna@kita.example","password":"x"}',
        headers={"Content-Type": "text/plain", "Origin": "https://evil.example"},
    )
    problem(response, 403, "web.foreign_origin")


def test_a_program_comes_with_a_token(server: Running, anna: Browser) -> None:
    made = anna.post("api-tokens", json={"name": "Shop", "role": "owner"}).json()
    program = httpx.Client(
        base_url=f"{server.url}/api/v1/", headers={"Authorization": f"Bearer {made['token']}"}
    )
    server.browsers.append(program)
    assert program.get("teams").status_code == 200
    assert program.post("teams", json={"name": "From afar"}).status_code == 201
    problem(program.get("session"), 403, "people.for_people_only")
    problem(program.post("two-factor"), 403, "people.for_people_only")
    assert anna.delete(f"api-tokens/{made['api_token']['id']}").status_code == 204
    problem(program.get("teams"), 401, "people.bad_api_token")


@pytest.mark.parametrize("token", ["mdg_", "mdg_x", "x" * 10_000, "mdg_%00", "Bearer", "mdg_\xe9"])
def test_a_made_up_token_is_refused_even_beside_a_session(anna: Browser, token: str) -> None:
    response = anna.get("teams", headers={"Authorization": f"Bearer {token}".encode("latin-1")})
    problem(response, 401, "people.bad_api_token")


def test_an_agents_rights_end_where_the_owners_begin(anna: Browser, join: Join) -> None:
    shop = anna.post("shops", json={"name": "京都の店"}).json()
    sora = join("sora")
    me = sora.get("session").json()["me"]
    problem(sora.get("invitations"), 403, "people.owner_only")
    problem(sora.get("api-tokens"), 403, "people.owner_only")
    problem(sora.post("shops", json={"name": "x"}), 403, "people.owner_only")
    problem(sora.get(f"shops/{shop['id']}"), 404, "shops.not_found")
    problem(sora.get(f"shops/{shop['id']}/secret"), 403, "people.owner_only")
    problem(sora.patch(f"people/{me['id']}", json={"role": "owner"}), 403, "people.owner_only")
    problem(sora.post("teams", json={"name": "x"}), 403, "people.supervisor_only")
    assert sora.get("shops").json() == []


def test_floods_are_answered_with_a_pause(server: Running, anna: Browser) -> None:
    server.desk.limits.accounts.rate = 1.0
    server.desk.limits.accounts.burst = 20.0
    server.desk.limits.accounts._levels.clear()
    answers = [anna.get("teams") for _ in range(40)]
    refused = [each for each in answers if each.status_code == 429]
    assert 15 <= len(refused) <= 21
    problem(refused[0], 429, "web.too_many")
    assert int(refused[0].headers["retry-after"]) >= 1


def test_guesses_at_tokens_are_slowed_and_true_ones_are_not(server: Running, anna: Browser) -> None:
    made = anna.post("api-tokens", json={"name": "Shop"}).json()
    server.desk.limits.addresses.rate = 0.1
    server.desk.limits.addresses.burst = 5.0
    server.desk.limits.addresses._levels.clear()

    def ask(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{server.url}/api/v1/teams", headers=headers).status_code

    guesses = [ask(f"mdg_{number}") for number in range(12)]
    assert guesses[:5] == [401] * 5
    assert guesses.count(429) >= 6
    assert ask(made["token"]) == 200


def test_an_office_behind_one_address_is_not_punished(server: Running, anna: Browser) -> None:
    """Somebody unknown floods from the same address; who is signed in does not notice."""
    server.desk.limits.addresses.rate = 0.1
    server.desk.limits.addresses.burst = 5.0
    server.desk.limits.addresses._levels.clear()
    unknown = [Browser(server).get("setup").status_code for _ in range(20)]
    assert unknown.count(429) >= 14
    assert anna.get("teams").status_code == 200

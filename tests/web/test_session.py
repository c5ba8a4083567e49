"""Signing in over HTTP: the cookies, the refusals, guesses, sessions elsewhere."""

from __future__ import annotations

import time
from pathlib import Path

import pyotp
import pytest

from madoguchi.kernel.store import Store
from madoguchi.people.contracts import THE_DESK
from madoguchi.people.operations import sessions
from tests.web.conftest import Join, set_up
from tests.web.running import OWNER, Browser, Running, problem


def test_the_first_owner_is_made_once(anywhere: Running) -> None:
    browser = Browser(anywhere)
    assert browser.get("setup").json() == {"needed": True}
    problem(browser.get("session"), 401, "people.not_signed_in")
    made = set_up(anywhere)
    me = made.get("session").json()
    assert (me["me"]["name"], me["me"]["role"]) == ("Anna", "owner")
    assert me["organisation"] == {"name": "北 Trading"}
    assert browser.get("setup").json() == {"needed": False}
    problem(
        browser.post("setup", json={**OWNER, "email": "x@y.example"}), 409, "people.set_up_already"
    )


def test_the_session_cookie_is_out_of_reach_of_scripts(anna: Browser) -> None:
    anna.cookies.clear()
    response = anna.sign_in(OWNER["email"], OWNER["password"])
    cookies = {each.split("=")[0]: each for each in response.headers.get_list("set-cookie")}
    session, csrf = cookies["madoguchi_session"], cookies["madoguchi_csrf"]
    assert "HttpOnly" in session
    assert "HttpOnly" not in csrf
    for cookie in (session, csrf):
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie  # this desk is reached over http


def test_a_lost_csrf_cookie_comes_back(anna: Browser) -> None:
    anna.cookies.delete("madoguchi_csrf")
    problem(anna.post("teams", json={"name": "x"}), 403, "web.no_csrf_token")
    assert anna.get("session").status_code == 200
    assert anna.post("teams", json={"name": "x"}).status_code == 201


def test_behind_https_cookies_are_secure(tmp_path: Path) -> None:
    with Running(tmp_path, public_url="https://desk.example") as server:
        browser = Browser(server, Origin="https://desk.example")
        response = browser.post("setup", json=OWNER)
        for cookie in response.headers.get_list("set-cookie"):
            assert "Secure" in cookie
        assert "max-age" in response.headers["strict-transport-security"]


@pytest.mark.parametrize("email", [OWNER["email"], "nobody@kita.example", "not an address", ""])
def test_a_wrong_sign_in_does_not_say_what_was_wrong(
    server: Running, anna: Browser, email: str
) -> None:
    body = problem(Browser(server).sign_in(email, "wrong herons"), 401, "people.bad_sign_in")
    assert body["field"] is None
    assert body["params"] == {}


def test_guesses_are_slowed_and_say_for_how_long(server: Running, anna: Browser) -> None:
    guesser = Browser(server)
    for _ in range(5):
        problem(guesser.sign_in(OWNER["email"], "wrong herons"), 401, "people.bad_sign_in")
    response = guesser.sign_in(OWNER["email"], "wrong herons")
    body = problem(response, 429, "people.wait_to_sign_in")
    assert int(response.headers["retry-after"]) == body["params"]["retry_after"] >= 1
    # The right password has to wait as well, or guessing would go on.
    problem(guesser.sign_in(OWNER["email"], OWNER["password"]), 429, "people.wait_to_sign_in")


def test_signing_out_ends_the_session(server: Running, anna: Browser) -> None:
    stolen = dict(anna.cookies)
    assert anna.delete("session").status_code == 200
    assert "madoguchi_session" not in anna.cookies
    thief = Browser(server)
    thief.cookies.update(stolen)
    problem(thief.get("session"), 401, "people.not_signed_in")


def test_one_ends_ones_other_sessions(server: Running, anna: Browser) -> None:
    other = Browser(server, **{"User-Agent": "a phone"})
    assert other.sign_in(OWNER["email"], OWNER["password"]).status_code == 200
    listed = anna.get("session/list").json()
    assert [each["current"] for each in listed].count(True) == 1
    phone = next(each["session"] for each in listed if each["session"]["agent"] == "a phone")
    assert anna.delete(f"session/list/{phone['id']}").status_code == 204
    problem(other.get("session"), 401, "people.not_signed_in")
    assert anna.get("session").status_code == 200


def test_one_ends_all_ones_other_sessions_at_once(server: Running, anna: Browser) -> None:
    others = [Browser(server) for _ in range(3)]
    for other in others:
        assert other.sign_in(OWNER["email"], OWNER["password"]).status_code == 200
    assert len(anna.get("session/list").json()) == 4
    assert anna.delete("session/list").status_code == 204
    for other in others:
        problem(other.get("session"), 401, "people.not_signed_in")
    (left,) = anna.get("session/list").json()
    assert left["current"]
    assert anna.delete("session/list").status_code == 204  # nobody else is there: nothing happens
    assert anna.get("session").status_code == 200


def test_what_is_revoked_elsewhere_stops_within_two_seconds(
    server: Running, anna: Browser, tmp_path: Path
) -> None:
    """Another process on the same database ends the session; this one has it in memory."""
    session_id = anna.get("session").json()["session_id"]
    elsewhere = Store(f"sqlite:///{tmp_path / 'data' / 'madoguchi.db'}")
    try:
        elsewhere.write_now(sessions.revoke, session_id, by=THE_DESK)
    finally:
        elsewhere.close()
    began = time.monotonic()
    while anna.get("session").status_code != 401:
        assert time.monotonic() - began < 2
        time.sleep(0.05)


def test_a_disabled_colleague_is_out_at_once(anna: Browser, join: Join) -> None:
    sora = join("sora")
    person = sora.get("session").json()["me"]
    assert anna.patch(f"people/{person['id']}", json={"disabled": True}).status_code == 200
    problem(sora.get("session"), 401, "people.not_signed_in")
    again = sora.sign_in("sora@kita.example", "sora likes calm herons")
    problem(again, 401, "people.bad_sign_in")


def test_a_new_password(server: Running, anna: Browser) -> None:
    other = Browser(server)
    other.sign_in(OWNER["email"], OWNER["password"])
    wrong = {"old_password": "wrong herons", "new_password": "four calm herons"}
    assert (
        problem(anna.put("session/password", json=wrong), 422, "people.wrong_password")["field"]
        == "old_password"
    )
    weak = {"old_password": OWNER["password"], "new_password": "herons"}
    body = problem(anna.put("session/password", json=weak), 422, "people.password_too_short")
    assert body["field"] == "new_password"
    right = {"old_password": OWNER["password"], "new_password": "four calm herons"}
    assert anna.put("session/password", json=right).status_code == 204
    assert anna.get("session").status_code == 200
    problem(other.get("session"), 401, "people.not_signed_in")
    assert other.sign_in(OWNER["email"], "four calm herons").status_code == 200


def test_two_factor_sign_in(server: Running, anna: Browser) -> None:
    begun = anna.post("two-factor").json()
    assert begun["uri"].startswith("otpauth://totp/")
    assert begun["qr_svg"].lstrip().startswith("<?xml") or begun["qr_svg"].startswith("<svg")
    totp = pyotp.TOTP(begun["secret"])
    body = problem(
        anna.post("two-factor/confirm", json={"code": "no code"}), 422, "people.bad_code"
    )
    assert body["field"] == "code"
    codes = anna.post("two-factor/confirm", json={"code": totp.now()}).json()["recovery_codes"]
    assert anna.get("session").json()["me"]["two_factor"] is True

    other = Browser(server)
    needed = other.sign_in(OWNER["email"], OWNER["password"])
    problem(needed, 401, "people.two_factor_needed")
    assert "madoguchi_session" not in other.cookies
    problem(other.sign_in(OWNER["email"], OWNER["password"], code="wrong"), 401, "people.bad_code")
    assert other.sign_in(OWNER["email"], OWNER["password"], code=codes[0]).status_code == 200
    again = Browser(server).sign_in(OWNER["email"], OWNER["password"], code=codes[0])
    problem(again, 401, "people.bad_code")

    wrong = anna.request("DELETE", "two-factor", json={"password": "wrong herons"})
    problem(wrong, 422, "people.wrong_password")
    off = anna.request("DELETE", "two-factor", json={"password": OWNER["password"]})
    assert off.status_code == 204
    assert Browser(server).sign_in(OWNER["email"], OWNER["password"]).status_code == 200


def test_an_invitation_is_accepted_once(server: Running, anna: Browser) -> None:
    made = anna.post("invitations", json={"email": "mei@kita.example", "role": "supervisor"}).json()
    assert made["url"].startswith(f"{server.url}/desk/invitation/")
    token = made["url"].rsplit("/", 1)[1]
    assert token not in anna.get("invitations").text
    guest = Browser(server)
    seen = guest.get(f"invitations/by-token/{token}").json()
    assert (seen["organisation"], seen["email"]) == ("北 Trading", "mei@kita.example")
    path = f"invitations/by-token/{token}/accept"
    weak = guest.post(path, json={"name": "Mei", "password": "mei@kita.example"})
    problem(weak, 422, "people.password_too_simple")
    accepted = guest.post(path, json={"name": "Mei", "password": "mei likes herons"})
    assert accepted.status_code == 201
    assert guest.get("session").json()["me"]["role"] == "supervisor"
    other = Browser(server).post(path, json={"name": "Eve", "password": "eve likes herons"})
    problem(other, 404, "people.invitation_gone")


def test_the_company_is_renamed_for_all_who_sign_in(anna: Browser, server: Running) -> None:
    assert anna.get("organisation").json() == {"name": "北 Trading"}
    assert anna.patch("organisation", json={"name": "喜多 Trading"}).json() == {
        "name": "喜多 Trading"
    }
    assert anna.get("session").json()["organisation"] == {"name": "喜多 Trading"}
    problem(anna.patch("organisation", json={"name": " "}), 422, "people.name_missing")
    problem(Browser(server).get("organisation"), 401, "people.not_signed_in")

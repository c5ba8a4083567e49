"""Colleagues' ways in over HTTP: links to a new password, their sessions, recovery codes."""

from __future__ import annotations

import pyotp

from tests.web.conftest import Join, set_up
from tests.web.running import OWNER, Browser, Running, problem

NEW = "four quiet cranes"


def test_who_has_forgotten_the_password_comes_in_by_a_link(anywhere: Running) -> None:
    anna = set_up(anywhere)
    invited = anna.post("invitations", json={"email": "sora@kita.example"}).json()
    sora = Browser(anywhere)
    accept = f"invitations/by-token/{invited['url'].rsplit('/', 1)[1]}/accept"
    me = sora.post(accept, json={"name": "Sora", "password": "three calm herons"}).json()
    problem(sora.post(f"people/{me['id']}/password-link"), 403, "people.owner_only")
    problem(anna.post("people/999/password-link"), 404, "people.not_found")

    made = anna.post(f"people/{me['id']}/password-link").json()
    assert made["url"].startswith(f"{anywhere.url}/desk/password/")
    path = f"password-links/by-token/{made['url'].rsplit('/', 1)[1]}"
    guest = Browser(anywhere)
    seen = guest.get(path).json()
    assert (seen["name"], seen["email"]) == ("Sora", "sora@kita.example")
    weak = guest.post(path, json={"password": "sora@kita.example"})
    assert problem(weak, 422, "people.password_too_simple")["field"] == "password"
    assert guest.post(path, json={"password": NEW}).json() == {"email": "sora@kita.example"}

    problem(sora.get("session"), 401, "people.not_signed_in")
    problem(guest.post(path, json={"password": NEW}), 404, "people.password_link_gone")
    problem(guest.get(path), 404, "people.password_link_gone")
    problem(guest.sign_in("sora@kita.example", "three calm herons"), 401, "people.bad_sign_in")
    assert guest.sign_in("sora@kita.example", NEW).status_code == 200
    log = anna.get("audit", params={"kind": "password_link_made"}).json()["items"]
    assert [change["value"]["name"] for each in log for change in each["changes"]] == ["Sora"]
    assert "password_link_made" not in guest.get("events").text


def test_an_owner_ends_a_colleagues_sessions(server: Running, anna: Browser, join: Join) -> None:
    sora, lin = join("sora"), join("lin", "supervisor")
    number = sora.get("session").json()["me"]["id"]
    phone = Browser(server, **{"User-Agent": "a phone"})
    assert phone.sign_in("sora@kita.example", "sora likes calm herons").status_code == 200
    path = f"people/{number}/sessions"
    problem(lin.get(path), 403, "people.owner_only")
    problem(lin.delete(path), 403, "people.owner_only")
    problem(anna.get("people/999/sessions"), 404, "people.not_found")
    problem(anna.delete("people/999/sessions"), 404, "people.not_found")
    assert next(each["agent"] for each in anna.get(path).json()) == "a phone"
    assert len(sora.get(path).json()) == 2

    assert sora.delete(path).status_code == 204  # one's own: but the session that asks
    problem(phone.get("session"), 401, "people.not_signed_in")
    assert sora.get("session").status_code == 200
    assert anna.delete(path).status_code == 204
    problem(sora.get("session"), 401, "people.not_signed_in")
    assert anna.get(path).json() == []
    assert anna.get("session").status_code == 200


def test_an_owner_corrects_the_address_somebody_signs_in_with(anna: Browser, join: Join) -> None:
    sora = join("sora")
    path = f"people/{sora.get('session').json()['me']['id']}"
    own = sora.patch(path, json={"email": "sora@elsewhere.example"})
    problem(own, 403, "people.owner_only")
    taken = anna.patch(path, json={"email": "ANNA@kita.example"})
    assert problem(taken, 409, "people.email_taken")["field"] == "email"
    assert problem(anna.patch(path, json={"email": "sora"}), 422, "people.bad_email")
    changed = anna.patch(path, json={"email": "Sora@elsewhere.example"})
    assert changed.json()["email"] == "Sora@elsewhere.example"
    password = "sora likes calm herons"
    problem(sora.sign_in("sora@kita.example", password), 401, "people.bad_sign_in")
    assert sora.sign_in("sora@elsewhere.example", password).status_code == 200


def test_recovery_codes_are_counted_and_made_anew(server: Running, anna: Browser) -> None:
    password = {"password": OWNER["password"]}
    assert anna.get("two-factor").json() == {"on": False, "recovery_codes_left": 0}
    refused = anna.post("two-factor/recovery-codes", json=password)
    problem(refused, 409, "people.two_factor_off")
    totp = pyotp.TOTP(anna.post("two-factor").json()["secret"])
    key = {"Idempotency-Key": "an answer that was lost"}
    body = {"code": totp.now()}
    first = anna.post("two-factor/confirm", json=body, headers=key)
    again = anna.post("two-factor/confirm", json=body, headers=key)
    assert again.json() == first.json(), "codes that are shown once must survive a lost answer"
    old = first.json()["recovery_codes"]
    assert Browser(server).sign_in(OWNER["email"], OWNER["password"], code=old[0]).is_success
    assert anna.get("two-factor").json() == {"on": True, "recovery_codes_left": 9}

    wrong = anna.post("two-factor/recovery-codes", json={"password": "wrong herons"})
    assert problem(wrong, 422, "people.wrong_password")["field"] == "password"
    new = anna.post("two-factor/recovery-codes", json=password).json()["recovery_codes"]
    assert anna.get("two-factor").json() == {"on": True, "recovery_codes_left": 10}
    assert not {*new} & {*old}
    stale = Browser(server).sign_in(OWNER["email"], OWNER["password"], code=old[1])
    problem(stale, 401, "people.bad_code")
    assert Browser(server).sign_in(OWNER["email"], OWNER["password"], code=new[0]).is_success


def test_what_a_program_makes_is_nobody_elses_affair(
    server: Running, anna: Browser, join: Join
) -> None:
    sora = join("sora", all_shops=True)
    made = anna.post("api-tokens", json={"name": "ERP", "role": "owner"}).json()
    program = Browser(server, Authorization=f"Bearer {made['token']}")
    assert program.post("api-tokens", json={"name": "Its helper"}).status_code == 201
    assert program.post("invitations", json={"email": "mei@kita.example"}).status_code == 201
    number = sora.get("session").json()["me"]["id"]
    assert program.post(f"people/{number}/password-link").status_code == 201
    for browser in (sora, anna):
        seen = browser.get("events", params={"limit": 200}).text
        for private in ("Its helper", "mei@kita.example", "password_link_made"):
            assert private not in seen
    kinds = {
        each["kind"] for each in anna.get("audit", params={"actor_kind": "token"}).json()["items"]
    }
    assert {"api_token_made", "invitation_made", "password_link_made"} <= kinds

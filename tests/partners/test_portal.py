"""The portal over HTTP: its own door, its own requests and nothing else, on a telephone's forms."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.desk.samples import PDF, photo
from tests.partners.portal_place import PASSWORD, Phone, Place, made
from tests.web.conftest import anna, empty, join, server
from tests.web.running import Browser, Running, problem

__all__ = ["anna", "empty", "join", "server"]


@pytest.fixture
def place(server: Running, anna: Browser) -> Place:
    return Place(server, anna)


def test_a_warehouse_person_sees_the_request_photographs_and_answers(place: Place) -> None:
    asked, phone = place.ask(place.osaka), place.tanaka
    board = phone.get("")
    assert "A-1024" in board.text
    assert 'class="due"' in board.text
    url = f"requests/{asked['id']}"
    page = phone.get(url).text
    # In the partner's language, with the original beside it.
    assert "外箱を撮ってください" in page
    assert "请拍外箱" in page
    assert "写真撮影" in page

    too_soon = phone.enter(f"{url}/answer", text="角に<b>へこみ</b>")
    assert too_soon.status_code == 422
    assert "写真を1枚以上お付けください。" in too_soon.text
    assert "角に&lt;b&gt;へこみ&lt;/b&gt;" in too_soon.text  # nothing typed is lost, nothing runs
    refused = phone.post(f"{url}/files", files={"file": ("run.exe", b"MZ" + bytes(300))})
    assert refused.status_code == 415
    sent = phone.post(f"{url}/files", files={"file": ("箱.jpg", photo(), "image/jpeg")})
    assert sent.status_code == 303
    (file,) = set(re.findall(rf"/portal/{url}/files/(\d+)/small", phone.get(url).text))
    shown = phone.get(f"{url}/files/{file}")
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"home address" not in shown.content

    answered = phone.enter(f"{url}/answer", text="角にへこみがあります")
    assert answered.status_code == 303
    whole = place.anna.get(f"partner-requests/{asked['id']}").json()
    assert whole["request"]["state"] == "answered"
    (talk,) = (each["conversation_id"] for each in whole["request"]["places"])
    passed = made(
        place.anna.post(f"partner-requests/{asked['id']}/forward", json={"conversation_id": talk})
    )
    assert passed["text"] == "角にへこみがあります"
    reply = {
        "client_id": "client-forwarded-1",
        "body": passed["text"],
        "attachment_ids": [each["id"] for each in passed["attachments"]],
    }
    said = made(place.anna.post(f"conversations/{talk}/messages", json=reply))
    assert len(said["message"]["attachments"]) == 1


def test_no_id_leads_to_another_partners_request(place: Place) -> None:
    """Every id, there or not, asked for in every way: one and the same answer."""
    theirs = place.ask(place.other)
    mine = place.ask(place.osaka, kind="measure", wanted={"subject": "parcel"}, reference="B-1")
    stranger, paths = place.tanaka, ("", "/files/1", "/files/1/small")
    place.join(place.other, "yamamoto@example.jp", "山本").post(
        f"requests/{theirs['id']}/files", files={"file": ("a.jpg", photo())}
    )
    answers = set()
    for number in [*range(1, 12), 2**53 - 1, 2**53, 10**30, "0", "-1", "x", "１"]:
        if number == mine["id"]:
            continue
        for path in paths:
            found = stranger.get(f"requests/{number}{path}")
            answers.add((found.status_code, found.text))
        for act in ("answer", "question", "decline", "files/1/remove"):
            done = stranger.enter(f"requests/{number}/{act}", question="?", reason="?", text="!")
            answers.add((done.status_code, done.text))
        sent = stranger.post(f"requests/{number}/files", files={"file": ("a.jpg", photo())})
        answers.add((sent.status_code, sent.text))
    assert {status for status, _ in answers} == {404}
    assert len(answers) == 1
    assert place.anna.get(f"partner-requests/{theirs['id']}").json()["request"]["version"] == 1


def test_the_doors_do_not_open_for_one_another(place: Place) -> None:
    asked = place.ask(place.osaka)
    token = place.tanaka.cookies["madoguchi_portal"]
    stray = httpx.Client(base_url=f"{place.server.url}/api/v1/")
    for cookie in ("madoguchi_portal", "madoguchi_session"):
        stray.cookies.set(cookie, token)
    for path in ("partners", "conversations", f"partner-requests/{asked['id']}", "session"):
        problem(stray.get(path), 401, "people.not_signed_in")
    headers = {"Authorization": f"Bearer {token}"}
    assert stray.get("partners", headers=headers).status_code == 401
    stray.close()

    staff = Phone(place.server)
    staff.cookies.set("madoguchi_portal", place.anna.cookies["madoguchi_session"])
    entered = staff.get(f"requests/{asked['id']}")
    assert (entered.status_code, entered.headers["location"]) == (303, "/portal/sign-in?over=yes")
    staff = Phone(place.server)
    # Staff have no account here, partners none there, though the password is right.
    wrong = staff.enter("sign-in", email="anna@kita.example", password="three calm herons")
    assert wrong.status_code == 401
    assert Browser(place.server).sign_in("tanaka@example.jp", PASSWORD).status_code == 401
    right = staff.enter("sign-in", email="Tanaka@example.jp", password=PASSWORD)
    assert right.status_code == 303
    assert "A-1024" in staff.get("").text


def test_another_sites_page_changes_nothing_and_guesses_are_slowed(place: Place) -> None:
    asked = place.ask(place.osaka)
    url = f"requests/{asked['id']}/decline"
    evil = {"Origin": "https://evil.example"}
    assert place.tanaka.post(url, data={"reason": "?"}, headers=evil).status_code == 403
    del place.tanaka.headers["Origin"]
    framed = {"Sec-Fetch-Site": "cross-site"}
    assert place.tanaka.post(url, data={"reason": "?"}, headers=framed).status_code == 403
    whole = place.anna.get(f"partner-requests/{asked['id']}").json()
    assert whole["request"]["state"] == "open"
    phone = Phone(place.server)
    guesses = [
        phone.enter("sign-in", email="tanaka@example.jp", password=f"guess {number}").status_code
        for number in range(7)
    ]
    assert (guesses[0], guesses[-1]) == (401, 429)


def test_a_link_opens_one_request_once(place: Place) -> None:
    asked = place.ask(place.osaka)
    beside = place.ask(place.osaka, reference="C-7")
    link = made(place.anna.post(f"partner-requests/{asked['id']}/link"))["url"]
    phone, late = Phone(place.server), Phone(place.server)
    for _ in range(2):  # whoever only looks uses nothing up
        shown = late.get(link)
        assert shown.status_code == 200
        assert "A-1024" not in shown.text
    opened = phone.post(link)
    assert opened.headers["location"] == f"/portal/requests/{asked['id']}"
    assert "外箱を撮ってください" in phone.get(f"requests/{asked['id']}").text
    assert phone.get(f"requests/{beside['id']}").status_code == 404
    assert "C-7" not in phone.get("").text
    again = late.post(link)
    assert again.status_code == 404
    assert late.get(link).status_code == 404
    phone.enter(f"requests/{asked['id']}/question", question="どの箱でしょうか")
    whole = place.anna.get(f"partner-requests/{asked['id']}").json()
    assert whole["request"]["waits_on"] == "us"
    assert whole["entries"][-1]["author_name"] == "大阪倉庫"


def test_who_is_shut_out_is_out_at_once(place: Place) -> None:
    (person,) = place.anna.get(f"partners/{place.osaka['id']}/people").json()
    place.anna.patch(f"partner-people/{person['id']}", json={"disabled": True})
    assert place.tanaka.get("").status_code == 303
    place.anna.patch(f"partner-people/{person['id']}", json={"disabled": False})
    url = made(place.anna.post(f"partner-people/{person['id']}/link"))["url"]
    phone = Phone(place.server)
    assert phone.enter(url, password="short").status_code == 422
    assert phone.enter(url, password=PASSWORD + "!").status_code == 303
    assert phone.enter(url, password=PASSWORD).status_code == 404
    place.anna.patch(f"partners/{place.osaka['id']}", json={"archived": True})
    assert phone.get("").status_code == 303
    refused = phone.enter("sign-in", email="tanaka@example.jp", password=PASSWORD + "!")
    assert refused.status_code == 401


def test_agents_see_the_requests_of_their_shops_alone(place: Place, join: Any) -> None:
    asked = place.ask(place.osaka)
    elsewhere = made(place.anna.post("shops", json={"name": "广府店"}))
    sora = join("sora", shop_ids=[elsewhere["id"]])
    missing = problem(sora.get("partner-requests/999"), 404, "partner.request_not_found")
    number = asked["id"]
    hidden = problem(sora.get(f"partner-requests/{number}"), 404, "partner.request_not_found")
    assert hidden == missing
    for act, body in (
        ("tell", {"text": "?"}),
        ("remind", {}),
        ("withdraw", {}),
        ("link", {}),
        ("forward", {"conversation_id": 1}),
        ("set-aside", {"conversation_id": 1}),
    ):
        done = sora.post(f"partner-requests/{number}/{act}", json=body)
        problem(done, 404, "partner.request_not_found")
    assert sora.get("partner-requests?view=all").json()["items"] == []
    problem(sora.post("partners", json={"kind": "carrier", "name": "x"}), 403,
            "people.supervisor_only")  # fmt: skip
    narrow = made(
        place.anna.post(
            "partners", json={"kind": "seller", "name": "y", "shop_ids": [elsewhere["id"]]}
        )
    )
    talk = place.talk("kim")
    asking = {"partner_id": narrow["id"], "kind": "ask_seller", "text": "?"}
    refused = place.anna.post(f"conversations/{talk}/partner-requests", json=asking)
    problem(refused, 422, "partner.serves_not")


def test_numbers_are_typed_in_the_shown_unit(place: Place) -> None:
    asked = place.ask(place.osaka, kind="measure", wanted={"subject": "parcel"})
    url = f"requests/{asked['id']}/answer"
    wrong = {"given.length": "30.55", "given.width": "20", "given.height": "10"}
    assert place.tanaka.post(url, data=wrong).status_code == 422
    right = {**wrong, "given.length": "30.5"}
    assert place.tanaka.post(url, data=right).status_code == 303
    whole = place.anna.get(f"partner-requests/{asked['id']}").json()
    assert whole["request"]["given"] == {"length": 305, "width": 200, "height": 100}


def test_a_file_that_is_no_picture_can_prove_a_payment(place: Place) -> None:
    asked = place.ask(place.osaka, kind="payment_proof", wanted={})
    url = f"requests/{asked['id']}"
    place.tanaka.post(f"{url}/files", files={"file": ("領収書.pdf", PDF)})
    today = datetime.now(UTC).date().isoformat()
    done = place.tanaka.enter(f"{url}/answer", **{"given.paid_on": today})
    assert done.status_code == 303
    whole = place.anna.get(f"partner-requests/{asked['id']}").json()
    (paper,) = whole["entries"][-1]["attachments"]
    assert (paper["content_type"], whole["request"]["state"]) == ("application/pdf", "answered")

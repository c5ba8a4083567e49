"""A day at the portal: what somebody there sees after each step, in the language they read, and
what one who means ill comes by.
"""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from madoguchi.language.catalogue import LOCALES, text
from tests.partners.portal_place import Phone, Place, made
from tests.web.conftest import anna, empty, join, server
from tests.web.running import Browser, Running

__all__ = ["anna", "empty", "join", "server"]


@pytest.fixture
def place(server: Running, anna: Browser) -> Place:
    return Place(server, anna)


def say(key: str, locale: str = "ja") -> str:
    return text(f"partners.portal.{key}", locale)


def test_what_is_sent_is_thanked_for_and_its_address_can_be_opened_anew(place: Place) -> None:
    asked = place.ask(place.osaka, kind="measure", wanted={"subject": "parcel"})
    phone = place.tanaka
    url = f"requests/{asked['id']}"
    assert say("thanks") not in phone.get(url).text
    # A refused form stands at the address that took it; who loads that again is led back.
    assert phone.enter(f"{url}/answer", **{"given.length": "x"}).status_code == 422
    for act in ("answer", "question", "decline", "files", "files/1/remove"):
        found = phone.get(f"{url}/{act}")
        assert (found.status_code, found.headers["location"]) == (303, f"/portal/{url}")
    for act in ("sign-out", "language"):
        found = phone.get(act)
        assert (found.status_code, found.headers["location"]) == (303, "/portal")
    sizes = {"given.length": "30.5", "given.width": "20", "given.height": "15"}
    done = phone.enter(f"{url}/answer", **sizes)
    assert say("thanks") in phone.follow(done)
    again = place.ask(place.osaka, reference="B-2")
    asking = phone.enter(f"requests/{again['id']}/question", question="どの箱でしょうか")
    page = phone.follow(asking)
    assert say("thanks") in page
    assert text("partners.state.questioned", "ja") in page
    made(place.anna.post(f"partner-requests/{again['id']}/tell", json={"text": "蓝色的箱子"}))
    assert "蓝色的箱子" in phone.get(f"requests/{again['id']}").text
    declined = phone.enter(f"requests/{again['id']}/decline", reason="届いていません")
    assert say("thanks") in phone.follow(declined)
    whole = place.anna.get(f"partner-requests/{again['id']}").json()
    assert (whole["request"]["state"], whole["entries"][-1]["text"]) == (
        "declined",
        "届いていません",
    )


def test_the_portal_speaks_the_language_that_is_chosen_on_the_device(place: Place) -> None:
    asked = place.ask(place.osaka, text="Please show the corner", language="en")
    phone = place.tanaka
    url = f"requests/{asked['id']}"
    back = {"Referer": f"{place.server.url}/portal/{url}/answer"}
    for locale in LOCALES:
        led = phone.post("language", data={"locale": locale}, headers=back)
        assert (led.status_code, led.headers["location"]) == (303, f"/portal/{url}")
        page = phone.get(url).text
        assert f'<html lang="{locale}">' in page
        assert say("your_answer", locale) in page
        # Nobody has put the words into Chinese or Korean: then the warehouse's own language helps.
        assert ("外箱を撮ってください" in page) is (locale != "en")
        assert "Please show the corner" in page
    for locale, referer in (("xx", url), ("ja", "http://[evil"), ("ja", "https://evil.example/x")):
        led = phone.post("language", data={"locale": locale}, headers={"Referer": referer})
        assert led.headers.get("location") == (None if locale == "xx" else "/portal")
    phone.post("sign-out")
    assert say("sign_in") in phone.get("sign-in", headers={"Accept-Language": "ko"}).text


def test_what_we_remind_of_stands_first_and_what_else_is_asked_of_it_beside(place: Place) -> None:
    first = place.ask(place.osaka, reference="A-1")
    second = place.ask(place.osaka, reference="A-2")
    third = place.ask(place.osaka, kind="measure", wanted={"subject": "parcel"}, reference="A-1")
    board = place.tanaka.get("").text
    assert board.index("A-1") < board.index("A-2")
    made(place.anna.post(f"partner-requests/{second['id']}/remind", json={}))
    board = place.tanaka.get("").text
    assert board.index("A-2") < board.index("A-1")
    page = place.tanaka.get(f"requests/{first['id']}").text
    assert say("beside") in page
    assert f'href="/portal/requests/{third["id"]}"' in page
    assert f'href="/portal/requests/{second["id"]}"' not in page
    # Who holds a link to one request is led to no other.
    link = made(place.anna.post(f"partner-requests/{first['id']}/link"))["url"]
    guest = Phone(place.server)
    guest.post(link)
    assert say("beside") not in guest.get(f"requests/{first['id']}").text


def test_only_those_who_still_wait_are_counted(place: Place) -> None:
    talks = [place.talk(name) for name in ("mei", "lee", "kim")]
    body = {
        "partner_id": place.osaka["id"],
        "kind": "photo",
        "wanted": {"views": ["label"]},
        "reference": "C-3",
    }
    for talk in talks:
        asked = made(place.anna.post(f"conversations/{talk}/partner-requests", json=body))
    counted = text("partners.portal.customers", "ja", count=3)
    assert counted in place.tanaka.get(f"requests/{asked['id']}").text
    leaves = {"reason": "", "conversation_id": talks[0]}
    made(place.anna.post(f"partner-requests/{asked['id']}/withdraw", json=leaves))
    page = place.tanaka.get(f"requests/{asked['id']}").text
    assert text("partners.portal.customers", "ja", count=2) in page


def test_who_is_no_longer_signed_in_reads_why(place: Place) -> None:
    asked = place.ask(place.osaka)
    phone = Phone(place.server)
    fresh = phone.get(f"requests/{asked['id']}")
    assert fresh.headers["location"] == "/portal/sign-in"
    phone.cookies.set("madoguchi_portal", "one that has ended", path="/portal")
    ended = phone.enter(f"requests/{asked['id']}/answer", text="角にへこみがあります")
    assert ended.headers["location"] == "/portal/sign-in?over=yes"
    phone.headers["Accept-Language"] = "zh-TW"
    assert say("over", "zh-TW") in phone.follow(ended)


def test_numbers_that_are_tried_are_noted_and_floods_are_slowed(place: Place) -> None:
    asked, theirs = place.ask(place.osaka), place.ask(place.other)
    with capture_logs() as logs:
        assert place.tanaka.get(f"requests/{theirs['id']}").status_code == 404
    (noted,) = [each for each in logs if each["event"] == "portal_not_found"]
    assert (noted["partner"], noted["path"]) == (
        place.osaka["id"],
        f"/portal/requests/{theirs['id']}",
    )
    many = "&".join(f"f{number}=x" for number in range(300))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for url in ("sign-in", f"requests/{asked['id']}/answer"):
        assert place.tanaka.post(url, content=many, headers=form).status_code == 422
    url = f"requests/{asked['id']}/question"
    for number in range(300):
        said = place.tanaka.enter(url, question=f"question {number}")
        if said.status_code == 429:
            break
    assert said.status_code == 429
    assert f"question {number}" in said.text  # what was typed is there still
    entries = place.anna.get(f"partner-requests/{asked['id']}").json()["entries"]
    assert len(entries) == 1 + number

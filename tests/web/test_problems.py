"""Bad input over HTTP: a clear refusal in the reader's language, never a trace."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from litestar import get

from madoguchi.language.catalogue import LOCALES, text
from tests.web.conftest import set_up
from tests.web.running import OWNER, Browser, Running, problem


@pytest.mark.parametrize("locale", LOCALES)
def test_a_stranger_is_refused_in_their_browsers_language(server: Running, locale: str) -> None:
    response = httpx.get(
        f"{server.url}/api/v1/session", headers={"Accept-Language": f"{locale},fr;q=0.5"}
    )
    body = problem(response, 401, "people.not_signed_in")
    assert body["detail"] == text("people.not_signed_in", locale)
    assert body["title"] == text("web.title_401", locale)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Madoguchi"'


def test_who_is_signed_in_is_refused_in_their_own_language(anna: Browser) -> None:
    response = anna.get("shops/999", headers={"Accept-Language": "ko"})
    assert problem(response, 404, "shops.not_found")["detail"] == text("shops.not_found", "ja")


def test_a_program_reads_in_the_language_it_asks_for(server: Running, anna: Browser) -> None:
    made = anna.post("api-tokens", json={"name": "ERP", "role": "owner"}).json()
    program = Browser(server, Authorization=f"Bearer {made['token']}")

    def told(browser: Browser, language: str) -> Any:
        return browser.get("partner-kinds", headers={"Accept-Language": language}).json()

    assert told(program, "ja") != told(program, "ko")
    assert told(anna, "ko") == told(program, "ja"), "A person has a language of their own."


def test_a_question_without_its_word_is_told_which(anna: Browser) -> None:
    refused = problem(anna.get("orders"), 422, "web.missing_field")
    assert (refused["field"], refused["params"]) == ("q", {"name": "q"})


@pytest.mark.parametrize(
    ("body", "key", "field"),
    [
        ({}, "web.missing_field", "name"),
        ({"name": 1}, "web.wrong_form", "name"),
        ({"name": "x", "nmae": "y"}, "web.unknown_field", "nmae"),
        ({"name": "x", "platform": "ebay"}, "web.bad_value", "platform"),
        ({"name": "x", "allowed_origins": "https://a"}, "web.wrong_form", "allowed_origins"),
        ({"name": "x", "hours": {"zone": "Asia/Tokyo", "weekly": {"someday": []}}}, None, None),
        ({"name": "x", "hours": {}}, "web.missing_field", "hours.zone"),
        ({"name": "x", "color": "red"}, "shops.bad_color", "color"),
        ([], "web.bad_json", None),
        ("x", "web.bad_json", None),
        (None, "web.bad_json", None),
    ],
)
def test_a_refusal_names_the_field(
    anna: Browser, body: Any, key: str | None, field: str | None
) -> None:
    response = anna.post("shops", json=body)
    assert response.status_code == 422
    found = response.json()
    if key is not None:
        assert (found["key"], found["field"]) == (key, field), found
    assert "`" not in found["detail"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("conversations/1/snooze", "until"),
        ("customers/1/consents", "given_at"),
        ("parcels/1/movements", "movements[0].at"),
    ],
)
def test_a_time_without_its_offset_is_told_so(anna: Browser, path: str, field: str) -> None:
    at = "2026-03-12T18:00:00"
    sent: dict[str, dict[str, Any]] = {
        "until": {"until": at},
        "given_at": {
            "purpose": "marketing_email",
            "text": "はい",
            "locale": "ja",
            "channel": "webchat",
            "given_at": at,
        },
        "movements[0].at": {"movements": [{"at": at, "status": "InTransit"}]},
    }
    refused = problem(anna.post(path, json=sent[field]), 422, "web.no_offset")
    assert (refused["field"], refused["params"]) == (field, {"name": field})


def test_a_time_in_an_address_without_its_offset_is_told_so(anna: Browser) -> None:
    asked = anna.get(
        "customers/1/may-contact",
        params={"purpose": "marketing_chat", "at": "2026-03-12T18:00:00"},
    )
    assert problem(asked, 422, "web.no_offset")["field"] == "at"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"name":"\xed\xa0\x80"}', b'{"name":"\xff"}', b"null", b"[" * 5000],
)
def test_what_is_no_json_is_refused(anna: Browser, content: bytes) -> None:
    response = anna.post("teams", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in {400, 422}
    problem(response, response.status_code, "web.bad_json")


@pytest.mark.parametrize(
    "path", ["shops/0", "shops/-1", "shops/99999999999999999999999", "shops/9007199254740992"]
)
def test_an_impossible_id_is_refused(anna: Browser, path: str) -> None:
    response = anna.get(path)
    assert response.status_code in {404, 422}
    assert response.headers["content-type"] == "application/problem+json"


def test_impossible_ids_inside_are_refused(anna: Browser) -> None:
    for bad in (0, -1, 2**53, 10**30, "1", 1.5):
        response = anna.post("invitations", json={"email": "a@b.example", "shop_ids": [bad]})
        assert response.status_code == 422, response.text


def test_more_ids_than_a_statement_holds_are_refused(anywhere: Running) -> None:
    anna = set_up(anywhere)
    many = [*range(1, 70_001)]
    for path, draft in (
        ("invitations", {"email": "a@b.example", "shop_ids": many}),
        ("invitations", {"email": "a@b.example", "team_ids": many}),
        ("api-tokens", {"name": "ERP", "shop_ids": many}),
    ):
        response = anna.post(path, json=draft)
        assert response.status_code == 422, response.text
        assert response.json()["key"] in {"people.unknown_shop", "people.unknown_team"}
    shop = anna.post("shops", json={"name": "京都の店"}).json()
    parcel = {"shop_id": shop["id"], "carrier": "yamato", "number": "4012 3456 7890"}
    problem(anna.post("parcels", json={**parcel, "order_ids": many}), 404, "order.not_found")
    readers = anna.patch("vault", json={"reader_ids": many})
    assert problem(readers, 422, "people.not_found")["field"] == "reader_ids"


def test_nul_and_tricks_in_texts_do_no_harm(anna: Browser) -> None:
    for name in ("a\x00b", "\u202eevil", "x" * 100_000, "<script>", "\u200b\u200b"):
        response = anna.post("teams", json={"name": name})
        assert response.status_code in {201, 422}, response.text
        if response.status_code == 201:
            assert not set("\x00\u202e") & set(response.json()["name"])
    for key in ("%00", "a%00b", "%ff", "..%2f..", "x" * 5000):
        assert anna.get(f"invitations/by-token/{key}").status_code in {400, 404, 414, 422}
        assert httpx.get(f"{str(anna.base_url).split('/api')[0]}/sample/{key}").status_code in {
            400,
            404,
            414,
            422,
        }


def test_unknown_paths_and_methods(server: Running, anna: Browser) -> None:
    problem(anna.get("nothing/here"), 404, "web.no_such_path")
    response = anna.put("teams", json={})
    problem(response, 405, "web.no_such_method")
    assert "POST" in response.headers["allow"]
    problem(anna.get("shops/one"), 404, "web.no_such_path")


def test_what_nobody_expected_shows_a_number_and_no_trace(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    @get("/broken", public=True)
    async def broken() -> None:
        raise ZeroDivisionError("the secret of " + OWNER["name"])

    server.app.register(broken)
    body = problem(httpx.get(f"{server.url}/broken"), 500, "web.unexpected")
    assert body["params"]["incident"] in body["detail"]
    assert "secret" not in str(body)
    assert "ZeroDivision" not in str(body)


def test_an_oversized_body_is_refused(server: Running, anna: Browser) -> None:
    size = server.settings.attachment_limit + 2 * 1024 * 1024
    response = anna.post("teams", content=b" " * size, headers={"Content-Type": "application/json"})
    assert response.status_code == 413


def test_a_person_at_no_address_sees_a_page_a_program_a_problem(server: Running) -> None:
    wanted = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "ja"}
    page = httpx.get(f"{server.url}/nowhere", headers=wanted)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert text("web.no_such_path", "ja") in page.text
    for path in ("nowhere", "api/v1/nowhere", "chat/v1/nowhere"):
        accept = "application/json" if path == "nowhere" else wanted["Accept"]
        problem(
            httpx.get(f"{server.url}/{path}", headers={"Accept": accept}), 404, "web.no_such_path"
        )

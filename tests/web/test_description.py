"""The API described: a valid OpenAPI 3.1 document, whole, and the same for whoever asks."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from madoguchi.web.forms import meanings
from tests.web.running import Running


@pytest.fixture
def description(server: Running) -> Any:
    response = httpx.get(f"{server.url}/api/v1/openapi.json")
    assert response.headers["content-type"].startswith("application/json")
    return response.json()


def test_it_is_openapi_3_1(description: Any) -> None:
    assert description["openapi"].startswith("3.1.")
    faults = [
        f"{'/'.join(map(str, fault.instance_path))}: {fault.message[:200]}"
        for fault in OPENAPI_31_VALIDATOR.iter_errors(description)
    ]
    assert not faults, faults[:5]


def test_the_page_for_people_begins_with_how_to_speak_to_the_api(server: Running) -> None:
    page = httpx.get(f"{server.url}/api/v1/docs").text
    first = page[: page.index("<section")]
    for word in ("Authorization: Bearer", "Idempotency-Key", "next_cursor", "Retry-After"):
        assert re.search(rf"<code>{word}[^<]*</code>", first), word
    assert "`" not in page


def test_every_reference_leads_to_a_form(description: Any) -> None:
    named = description["components"]["schemas"]
    wanted = {*re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description))}
    assert wanted
    assert wanted - {*named} == set()


def test_every_operation_says_in_words_what_it_does_and_how_it_is_refused(
    description: Any,
) -> None:
    names = set()
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            place = f"{method} {path}"
            assert operation["summary"], place
            assert len(operation.get("description", "")) > 10, place
            assert operation["tags"], place
            problem = operation["responses"]["4XX"]["content"]["application/problem+json"]
            assert problem["schema"]["$ref"].endswith("/Problem"), place
            assert any(status.startswith("2") for status in operation["responses"]), place
            names.add(operation["operationId"])
    assert len(names) == sum(len(methods) for methods in description["paths"].values())


UNITS = re.compile(r"(^|_)(id|ids|ms|s|g|count|seq)$|_(by|left)$")
"""Names that say what a number counts, or whose it is."""


def properties(description: Any) -> list[tuple[str, str, Any]]:
    return [
        (name, field, value)
        for name, form in description["components"]["schemas"].items()
        for field, value in form.get("properties", {}).items()
    ]


def test_every_form_and_every_number_in_it_says_what_it_means(description: Any) -> None:
    forms = description["components"]["schemas"]
    objects = {name for name, form in forms.items() if form.get("type") == "object"}
    assert [name for name in objects if len(forms[name].get("description", "")) < 10] == []
    told = " ".join(form.get("description", "") for form in forms.values())
    assert "None" not in told
    assert not re.findall(r"`(?:tables|rules)\.\w*", told)
    assert "\n\n" in told
    silent = [
        f"{name}.{field}"
        for name, field, value in properties(description)
        if re.search(r'"type": "(integer|number)"', json.dumps(value))
        and not UNITS.search(field)
        and "description" not in value
        and f"`{field}`" not in forms[name]["description"]
    ]
    assert silent == []


def test_a_time_and_the_zone_of_a_clock_say_their_form(description: Any) -> None:
    for name, field, value in properties(description):
        if field.endswith("_at"):
            assert "date-time" in json.dumps(value), f"{name}.{field}"
        if field == "zone":
            assert "IANA" in value["description"], name


def test_no_meaning_is_told_of_a_field_that_is_gone(description: Any) -> None:
    forms = description["components"]["schemas"]
    known = {field for _, field, _ in properties(description)}
    known |= {
        f"{forms[name].get('title', name)}.{field}" for name, field, _ in properties(description)
    }
    known |= {
        each["name"]
        for methods in description["paths"].values()
        for operation in methods.values()
        for each in operation.get("parameters", ())
    }
    assert meanings().keys() - known == set()


def test_refusals_to_be_expected_stand_beside_each_operation(description: Any) -> None:
    named = description["components"]["responses"]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            statuses = {status for status in operation["responses"] if status.startswith("4")}
            assert ("404" in statuses) == ("{" in path), f"{method} {path}"
            assert ("401" in statuses) == (operation.get("security") != []), f"{method} {path}"
            assert (method == "get") or "409" in statuses, f"{method} {path}"
            for status in statuses - {"4XX"}:
                reference = operation["responses"][status]["$ref"]
                assert named[reference.rsplit("/", 1)[1]]["description"]


def test_each_side_is_told_its_own_way_in(description: Any) -> None:
    ways = description["components"]["securitySchemes"]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            ways_in = operation.get("security", description["security"])
            named = {name for way in ways_in for name in way}
            wanted = {"visitor"} if path.startswith("/chat/") else {"token", "session"}
            assert named in (set(), wanted), f"{method} {path}"
            assert named <= ways.keys()


NEWEST_ALONE = {
    "/api/v1/customers/{customer_id}/contacts",
    "/api/v1/orders",
}
"""What is looked at beside something else, and never read to its end: a log and a search."""

WHOLE = {
    "set up by hand, and needed as a whole": (
        "people people/abilities people/last-seen people/presences teams shops tags canned-replies"
        " calendars standards customer-tiers partners partners/{partner_id}/people connections"
        " webhooks mailboxes phone-lines phone-lines/{line_id}/prompts"
    ),
    "a way in that is in force": (
        "api-tokens invitations people/{person_id}/sessions session/list"
    ),
    "made by hand for one order": "orders/{order_id}/links",
    "known to the program": "connection-kinds figures/definitions partner-kinds",
    "of a span of time that is asked for": "shifts",
    "the latest, so many and no more": (
        "conversations/{conversation_id}/clocks conversations/{conversation_id}/photos"
        " customer-imports customer-imports/{import_id}/faults"
        " customers/{customer_id}/person-requests export order-imports"
        " order-imports/{import_id}/faults"
    ),
    "what waits in one conversation": (
        "conversations/{conversation_id}/partner-holdings conversations/{conversation_id}/whispers"
    ),
}
"""What is answered as one list, by why it stays short; all else that is a list has pages."""


def test_only_what_stays_short_is_answered_whole(description: Any) -> None:
    def is_list(answer: Any) -> bool:
        form = answer.get("content", {}).get("application/json", {}).get("schema", {})
        return bool(form.get("type") == "array")

    found = {
        path.removeprefix("/api/v1/")
        for path, methods in description["paths"].items()
        if "get" in methods
        and is_list(methods["get"]["responses"]["200"])
        and not {"limit", "cursor"} & {p["name"] for p in methods["get"].get("parameters", ())}
    }
    assert found == {path for paths in WHOLE.values() for path in paths.split()}


def test_what_grows_is_read_in_pages(description: Any) -> None:
    """A list with `limit` goes on by `cursor` (the feed by `after`, a conversation by `before`)."""
    paged = 0
    for path, methods in description["paths"].items():
        given = {each["name"] for each in methods.get("get", {}).get("parameters", ())}
        if "limit" in given and path not in NEWEST_ALONE:
            assert given & {"cursor", "after", "before"}, path
            paged += 1
        assert "offset" not in given, path
        assert "page" not in given, path
    assert paged > 10

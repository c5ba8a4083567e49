"""The documentation names every endpoint of the server and every kind of event it records."""

from __future__ import annotations

import re
from pathlib import Path

from madoguchi import app
from madoguchi.connectors.webhooks.rules.kinds import KINDS
from madoguchi.settings import Settings
from madoguchi.web.openapi import described
from tests.house.event_kinds import recorded
from tests.house.tree import text

PAGES = (Path("docs/protocol.md"), Path("docs/api.md"))
ENDPOINT = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^\s`?]*)")


def said() -> str:
    return "\n".join(text(page) for page in PAGES)


def shape(path: str) -> str:
    """A path without the names of what stands in it, and without its beginning."""
    return re.sub(r"\{[^}]*\}", "{}", path.removeprefix("/api/v1"))


def served() -> set[tuple[str, str]]:
    paths = described(app.create(Settings()))["paths"]
    return {(method.upper(), shape(path)) for path, methods in paths.items() for method in methods}


def test_every_endpoint_is_documented_and_exists() -> None:
    documented = {(method, shape(path)) for method, path in ENDPOINT.findall(said())}
    # What is no part of the API: sockets, pages, the description of the API itself.
    beside = {"/live/desk", "/live/chat", "/openapi.json", "/docs", "/healthz", "/readyz"}
    documented = {each for each in documented if each[1] not in {*beside, "/metrics"}}
    assert served() - documented == set(), "Not documented."
    assert documented - served() == set(), "Documented, and not there."


def test_every_kind_of_event_is_documented_and_recorded() -> None:
    section = text(Path("docs/protocol.md")).partition("## Events")[2].partition("\n## ")[0]
    documented = {
        kind
        for row in re.findall(r"^\| (`[a-z].*?`) \|", section, re.MULTILINE)
        for kind in re.findall(r"`([a-z_]+)`", row)
    }
    assert recorded() - documented == set(), "Not documented."
    assert documented - recorded() == set(), "Documented, and never recorded."
    assert recorded() == KINDS, "A webhook may ask for others than there are."

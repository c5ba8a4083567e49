"""A running desk with its owner signed in, and colleagues who join by invitation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.running import OWNER, Browser, Running

Join = Callable[..., Browser]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Running]:
    """A server that waits for its first owner."""
    with Running(tmp_path / "data") as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """The same on each of the databases."""
    database = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with Running(tmp_path / "data", database=database) as server:
        yield server


def set_up(server: Running) -> Browser:
    browser = Browser(server)
    response = browser.post("setup", json=OWNER)
    assert response.status_code == 201, response.text
    return browser


@pytest.fixture
def server(empty: Running) -> Running:
    return empty


@pytest.fixture
def anna(server: Running) -> Browser:
    """The owner's browser."""
    return set_up(server)


@pytest.fixture
def join(server: Running, anna: Browser) -> Join:
    """Let somebody join by invitation; returns their browser."""

    def join(name: str, role: str = "agent", **draft: object) -> Browser:
        made = anna.post(
            "invitations", json={"email": f"{name}@kita.example", "role": role, **draft}
        )
        assert made.status_code == 201, made.text
        token = made.json()["url"].rsplit("/", 1)[1]
        browser = Browser(server)
        accepted = browser.post(
            f"invitations/by-token/{token}/accept",
            json={"name": name.title(), "password": f"{name} likes calm herons"},
        )
        assert accepted.status_code == 201, accepted.text
        return browser

    return join

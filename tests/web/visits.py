"""Visitors' browsers, and the shops they visit: for the customers' side over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from madoguchi.channels.webchat.visitors import Visitor, VisitorTokens, introduce
from madoguchi.desk import operations
from madoguchi.desk.contracts import Speech
from madoguchi.kernel.store import Store
from madoguchi.people import queries
from madoguchi.people.contracts import THE_DESK
from tests.web.running import Browser, Running

TEXT = "領収書の写しです。".encode()


class Visit(httpx.Client):
    """A visitor's browser on a shop's page."""

    def __init__(self, server: Running, shop: dict[str, Any], name: str, **headers: str) -> None:
        self.shop_id: int = shop["id"]
        self.visitor = Visitor(name, self.shop_id)
        token = VisitorTokens(server.desk.keyring.key("visitor tokens")).write(self.visitor)
        super().__init__(
            base_url=f"{server.url}/chat/v1/",
            headers={
                "Authorization": f"Visitor {token}",
                "Origin": shop["allowed_origins"][0],
                **headers,
            },
            timeout=30,
            verify=False,
        )

    def say(self, server: Running, body: str, *attachment_ids: int, vouched: Any = None) -> Any:
        """Write as the socket does."""
        introduction = introduce(self.visitor, vouched, locale="ja", zone=None, page=None)
        speech = Speech(
            client_id=str(uuid4()),
            body=body,
            attachment_ids=list(attachment_ids),
        )
        store: Store = server.desk.store
        if vouched is not None:
            store.write_now(operations.recognise, introduction, introduction.identities[-1])
        return store.write_now(operations.receive, introduction, speech)


def make_shop(anna: Browser, name: str) -> dict[str, Any]:
    made = anna.post(
        "shops", json={"name": name, "allowed_origins": [f"https://{name}.example"], "locale": "ja"}
    )
    assert made.status_code == 201, made.text
    shop: dict[str, Any] = made.json()
    return shop


Visiting = Callable[..., Visit]


@pytest.fixture
def database() -> str:
    """Which one; a test that asks for both is parametrized with `on_both`."""
    return "sqlite"


on_both = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Iterator[Running]:
    """A server that waits for its first owner."""
    url = "" if database == "sqlite" else request.getfixturevalue("postgres_url")
    with Running(tmp_path / "data", database=url) as server:
        yield server


@pytest.fixture
def visit(server: Running) -> Iterator[Visiting]:
    """Open a visitor's browser: the shop, a name of theirs, headers."""
    with ExitStack() as opened:
        yield lambda shop, name, **headers: opened.enter_context(
            Visit(server, shop, name, **headers)
        )


def signed(secret: str, **claims: object) -> str:
    """An identity token as a shop's server signs it."""
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return f"{body.decode()}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


@pytest.fixture
def kyoto(anna: Browser) -> dict[str, Any]:
    return make_shop(anna, "kyoto")


@pytest.fixture
def busan(anna: Browser) -> dict[str, Any]:
    return make_shop(anna, "busan")


def upload(browser: httpx.Client, content: bytes, name: str, **params: Any) -> httpx.Response:
    return browser.post("attachments", files={"file": (name, content)}, params=params)


def stored(server: Running) -> list[Path]:
    """Every file that is kept."""
    folder = Path(server.settings.data) / "attachments"
    return [path for path in folder.rglob("*") if path.is_file()]


def actor_of_anna(view: Any) -> Any:
    """The owner, who came first."""
    return queries.actor_of(view, queries.all_people(view, THE_DESK)[0].id)

"""Signing in by OAuth 2, with tokens that are fetched and renewed; and a mailbox that is full."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from madoguchi.channels.email.contracts.mailboxes import OAuth, Secrets
from madoguchi.channels.email.queries import mailboxes
from tests.channels.email.stage import KEYRING, Stage, letter, until
from tests.mail_servers import DOMAIN, MailServers
from tests.world import World

pytestmark = pytest.mark.mail


class Provider(HTTPServer):
    """Gives tokens for the right refresh token, and tells Dovecot whose each is."""

    def __init__(self) -> None:
        self.given: list[str] = []
        super().__init__(("127.0.0.1", 0), _Asked)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Asked(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form.get("refresh_token") != ["refresh-1"] or form.get("client_id") != ["desk"]:
            self._answer(400, {"error": "invalid_grant"})
            return
        self.server.given.append(f"token-{len(self.server.given) + 1}")
        self._answer(200, {"access_token": self.server.given[-1], "expires_in": 3600})

    def do_GET(self) -> None:
        token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
        if token in self.server.given:
            self._answer(200, {"email": f"help@{DOMAIN}", "active": "true"})
        else:
            self._answer(401, {"error": "invalid_token"})

    def log_message(self, format: str, *args: object) -> None:
        return

    def _answer(self, status: int, body: dict[str, object]) -> None:
        encoded = msgspec.json.encode(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_mailbox_signs_in_with_tokens(provider: Provider, tmp_path: Path) -> None:
    with MailServers(["help"], introspection=f"{provider.url}/introspect?token=") as servers:
        world = World(f"sqlite:///{tmp_path / 'world.db'}")
        stage = Stage(world, servers, tmp_path)
        try:
            oauth = OAuth(client_id="desk", token_url=f"{provider.url}/token", scope="mail")
            made = stage.mailbox(
                oauth=oauth, secrets=Secrets(refresh_token="refresh-1", client_secret="s")
            )
            servers.lay_in("help", [letter()])
            with stage.working():
                until(stage.conversations)
            assert provider.given == ["token-1"]
            kept = world.store.read_now(mailboxes.secrets_of, made.id, KEYRING)
            assert kept.access_token == "token-1"
            world.clock.move(hours=2)
            with stage.working():
                until(lambda: provider.given == ["token-1", "token-2"])
        finally:
            world.close()


def test_a_refused_token_is_said_in_words(stage: Stage, provider: Provider) -> None:
    oauth = OAuth(client_id="desk", token_url=f"{provider.url}/token")
    made = stage.mailbox(oauth=oauth, secrets=Secrets(refresh_token="revoked"))

    def trouble() -> str | None:
        found = stage.world.store.read_now(mailboxes.find, made.id)
        assert found is not None
        return None if found.trouble is None else found.trouble.key + " " + found.trouble.detail

    with stage.working():
        said = until(trouble)
    assert said == "mailbox.trouble.token 400 invalid_grant"


def test_a_full_mailbox_is_a_soft_bounce(tmp_path: Path) -> None:
    with MailServers(["help", "customer"], quota="1M") as servers:
        world = World(f"sqlite:///{tmp_path / 'world.db'}")
        stage = Stage(world, servers, tmp_path)
        try:
            stage.mailbox()
            stage.append(letter())
            servers.lay_in("customer", [b"Subject: full\r\n\r\n" + b"x" * 2_000_000])
            with stage.working():
                [conversation] = until(stage.conversations)
                stage.reply(conversation.id, "満杯ですか")
                until(lambda: stage.mark(conversation.id, 2).state == "bounced")
            mark = stage.mark(conversation.id, 2)
            assert mark.reason == "mailboxfull"
            [conversation] = stage.conversations()
            assert conversation.waiting_since is not None
        finally:
            world.close()

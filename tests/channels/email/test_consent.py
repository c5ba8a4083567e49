"""An owner consents at a provider: granted, refused, too late, twice, forged."""

from __future__ import annotations

import hashlib
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from madoguchi.channels.email.queries import mailboxes
from tests.web.conftest import set_up
from tests.web.running import Browser, Running

CODE = "code-4711"


class Provider(HTTPServer):
    """Gives a refresh token for its code, to whoever knows what the challenge was made of."""

    def __init__(self) -> None:
        self.challenge = ""
        self.asked: list[dict[str, list[str]]] = []
        self.lasting = True
        super().__init__(("127.0.0.1", 0), _Asked)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def grant(self, form: dict[str, list[str]]) -> tuple[int, dict[str, object]]:
        """Answer as RFC 6749, 5 and RFC 7636, 4.6 have it."""
        self.asked.append(form)
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        proven = urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        if form["code"] != [CODE] or not proven or form["client_secret"] != ["app secret"]:
            return 400, {"error": "invalid_grant"}
        lasting = {"refresh_token": "refresh-9"} if self.lasting else {}
        return 200, {"access_token": "a", "expires_in": 3600, **lasting}


class _Asked(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, body = self.server.grant(form)
        encoded = msgspec.json.encode(body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with Running(tmp_path / "data", mailboxes_at_private_addresses=True) as running:
        yield running


@pytest.fixture
def anna(server: Running) -> Browser:
    return set_up(server)


def add(anna: Browser, provider: Provider, address: str = "help@shop.example") -> int:
    shop = anna.post("shops", json={"name": "京都屋", "locale": "ja"}).json()
    oauth = {
        "provider": "other",
        "client_id": "desk",
        "token_url": f"{provider.url}/token",
        "authorize_url": f"{provider.url}/authorize",
        "scope": "mail",
    }
    draft = {
        "shop_id": shop["id"],
        "addresses": [address],
        "oauth": oauth,
        "secrets": {"client_secret": "app secret"},
    }
    made = anna.post("mailboxes", json=draft)
    made.raise_for_status()
    return int(made.json()["id"])


def begin(anna: Browser, provider: Provider, mailbox: int) -> str:
    """Go to the provider's page as the owner's browser would; returns the state it was given."""
    url = str(anna.post(f"mailboxes/{mailbox}/consent").json()["url"])
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{provider.url}/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"][0].endswith("/api/v1/mailboxes/consent")
    assert "app secret" not in url
    provider.challenge = asked["code_challenge"][0]
    return asked["state"][0]


def back(anna: Browser, **words: str) -> str:
    """Come back from the provider; returns where the desk sends the browser on to."""
    answer = anna.get("mailboxes/consent", params=words)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"]).removeprefix("/desk/settings/mailboxes/")


def refresh_token(server: Running, mailbox: int) -> str:
    desk = server.desk
    return str(desk.store.read_now(mailboxes.secrets_of, mailbox, desk.keyring).refresh_token)


def test_what_is_granted_signs_the_mailbox_in_once(
    server: Running, anna: Browser, provider: Provider
) -> None:
    mailbox = add(anna, provider)
    state = begin(anna, provider, mailbox)
    assert back(anna, state=state, code=CODE) == f"{mailbox}/test"
    assert refresh_token(server, mailbox) == "refresh-9"
    assert provider.asked[0]["grant_type"] == ["authorization_code"]
    # The same word again says nothing, and asks nobody.
    assert back(anna, state=state, code=CODE) == f"{mailbox}/consent-over"
    assert len(provider.asked) == 1


def test_what_is_not_granted_changes_nothing(
    server: Running, anna: Browser, provider: Provider
) -> None:
    mailbox = add(anna, provider)
    state = begin(anna, provider, mailbox)
    assert back(anna, state=state, error="access_denied") == f"{mailbox}/consent-refused"
    assert back(anna, state=state, code="guessed") == f"{mailbox}/consent-failed"
    provider.lasting = False
    assert back(anna, state=state, code=CODE) == f"{mailbox}/consent-failed"
    provider.server_close()
    assert back(anna, state=state, code=CODE) == f"{mailbox}/consent-failed"
    assert refresh_token(server, mailbox) == ""


def test_a_state_counts_for_its_person_and_its_mailbox_as_it_was(
    anna: Browser, provider: Provider, server: Running
) -> None:
    mailbox = add(anna, provider)
    state = begin(anna, provider, mailbox)
    for forged in ("", "x", state[:-4] + "AAAA", state[::-1]):
        answer = anna.get("mailboxes/consent", params={"state": forged, "code": CODE})
        assert answer.status_code == 422, answer.text
    assert anna.get("mailboxes/consent", params={"state": state}).status_code == 302
    anna.patch(f"mailboxes/{mailbox}", json={"name": "new"}).raise_for_status()
    assert back(anna, state=state, code=CODE) == f"{mailbox}/consent-over"
    stranger = Browser(server)
    words = {"state": state, "code": CODE}
    assert stranger.get("mailboxes/consent", params=words).status_code == 401
    headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "ja"}
    page = stranger.get("mailboxes/consent", params=words, headers=headers)
    assert page.status_code == 401
    assert page.headers["content-type"].startswith("text/html")
    assert 'href="/desk/settings/mailboxes"' in page.text
    assert "サインイン" in page.text
    assert state not in page.text
    assert provider.asked == []


def test_a_mailbox_with_a_password_has_nobody_to_ask(anna: Browser, provider: Provider) -> None:
    mailbox = add(anna, provider)
    anna.patch(f"mailboxes/{mailbox}", json={"oauth": None}).raise_for_status()
    assert anna.post(f"mailboxes/{mailbox}/consent").status_code == 409
    bad = {"client_id": "desk", "token_url": "https://x.example", "authorize_url": "javascript:0"}
    assert anna.patch(f"mailboxes/{mailbox}", json={"oauth": bad}).status_code == 422

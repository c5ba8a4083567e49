"""Providers' addresses for tokens: spoken to where they were looked at, and nowhere inside."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.troubles import Troubled
from tests.conftest import OutsideWorld

asked: list[str] = []


class _Inside(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked.append(self.path)
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def port() -> Iterator[int]:
    """A port behind which somebody of our own network listens."""
    asked.clear()
    with HTTPServer(("127.0.0.1", 0), _Inside) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def post(url: str, *, private: bool) -> int:
    return asyncio.run(Reach(private=private).post(url, {"grant_type": "x"})).status_code


def test_what_lies_inside_is_asked_only_where_that_is_allowed(port: int) -> None:
    with pytest.raises(Troubled) as caught:
        post(f"http://127.0.0.1:{port}/token", private=False)
    assert caught.value.key == "mailbox.trouble.private_address"
    assert asked == []
    assert post(f"http://127.0.0.1:{port}/token", private=True) == 302
    assert asked == ["/token"], "Redirects are not followed."


def test_a_name_that_changes_its_mind_leads_nowhere(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["8.8.8.8", "127.0.0.1", "127.0.0.1"])

    def rebinding(_host: str, wanted: int, *_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), wanted))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(ExceptionGroup) as caught:
        post(f"http://token.example:{port}/token", private=False)
    assert caught.group_contains(OutsideWorld, match=r"8\.8\.8\.8")
    assert asked == []


def test_a_name_that_nobody_has_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(socket.gaierror):
        post("http://token.example/token", private=False)

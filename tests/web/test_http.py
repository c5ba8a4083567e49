"""What comes before a request: heads without an end, and what is no HTTP."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from madoguchi.language.catalogue import text
from madoguchi.web import http
from tests.web.running import Running

JAPANESE = b"Host: desk\r\nAccept-Language: ja\r\n"
SOCKET = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
)


@pytest.fixture
def line(server: Running) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", server.settings.port), 20)) as opened:
        yield opened


def answer(line: socket.socket) -> tuple[int, bytes]:
    """Everything until the other side closes: the status, and what is behind the headers."""
    said = b""
    try:
        while more := line.recv(65536):
            said += more
    except ConnectionResetError:
        pass  # it closed with something of ours unread
    head, _, body = said.partition(b"\r\n\r\n")
    return int(head[9:12] or 0), body


def refused(line: socket.socket, status: int, key: str) -> None:
    given, body = answer(line)
    assert given == status
    assert json.loads(body)["detail"] == text(key, "ja")


@pytest.mark.parametrize("endless", [b"X: " + b"y" * 200_000, b"a: b\r\n" * 30_000])
def test_a_head_without_an_end_is_cut_off(line: socket.socket, endless: bytes) -> None:
    line.sendall(b"GET / HTTP/1.1\r\n" + JAPANESE)
    with pytest.raises(ConnectionError):
        line.sendall(endless * 200)


def test_a_head_too_large_is_refused_in_words(line: socket.socket) -> None:
    line.sendall(b"GET / HTTP/1.1\r\n" + JAPANESE + b"X: " + b"y" * http.LARGEST_HEAD)
    refused(line, 431, "web.head_too_large")


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (b"/live/chat?shop=" + b"x" * 9000, b""),
        (b"/live/chat", b"Cookie: " + b"x" * 9000 + b"\r\n"),
        (b"/live/chat", b"X: y\r\n" * 200),
    ],
)
def test_a_sockets_head_too_large_is_refused_and_not_left_waiting(
    line: socket.socket, path: bytes, more: bytes
) -> None:
    line.sendall(b"GET " + path + b" HTTP/1.1\r\n" + JAPANESE + SOCKET + more + b"\r\n")
    refused(line, 431, "web.head_too_large")


def test_a_cookie_larger_than_a_socket_takes_is_a_requests_all_the_same(
    line: socket.socket,
) -> None:
    head = b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + JAPANESE
    line.sendall(head + b"Cookie: " + b"x" * 20_000 + b"\r\n\r\n")
    assert answer(line)[0] == 200


def test_what_is_no_request_is_refused_as_everything_else(line: socket.socket) -> None:
    # As curl sends an address in which somebody has written Japanese.
    line.sendall("GET /api/v1/search?q=東京 HTTP/1.1\r\n\r\n".encode())
    status, body = answer(line)
    assert (status, json.loads(body)["key"]) == (400, "web.unreadable")


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: desk\r\n"])
def test_who_never_ends_a_head_is_let_go(
    server: Running, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(http, "LONGEST_HEAD_SECONDS", 0.05)
    with closing(socket.create_connection(("127.0.0.1", server.settings.port), 20)) as line:
        line.sendall(begun)
        assert answer(line) == (0, b"")


def test_a_connection_used_again_may_dawdle_no_longer(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.settings.port), 20)) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\n" + JAPANESE + b"\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        monkeypatch.setattr(http, "LONGEST_HEAD_SECONDS", 0.05)
        line.sendall(b"GET /hea")
        assert answer(line) == (0, b"")

"""Posting to addresses that strangers gave: nothing private, nothing followed, nothing endless."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.connectors.webhooks import sending
from madoguchi.connectors.webhooks.sending import WebhookCarrier
from madoguchi.kernel.deliveries import Outcome
from madoguchi.kernel.networks import is_public
from tests.connectors.webhooks.receiver import Got, Receiver, answering
from tests.listening import Listening, certificate
from tests.worker.running import KEYRING


def post(url: str, *, private: bool = True) -> Outcome:
    async def run() -> Outcome:
        store: Any = None  # only whole deliveries need one
        carrier = WebhookCarrier(store, KEYRING, private=private)
        try:
            return await carrier.post(url, {"Content-Type": "application/json"}, b"{}")
        finally:
            await carrier.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
        "::127.0.0.1", "::169.254.169.254", "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1",
        "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_private_addresses_in_every_dress(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_as_what_it_carries(address: Any) -> None:
    public = is_public(address)
    assert is_public(ip_address(f"::ffff:{address}")) == public
    for carrying in ("64:ff9b::", "::ffff:0:0:0"):
        assert is_public(ip_address(int(ip_address(carrying)) + int(address))) == public
    assert is_public(ip_address((0x2002 << 112) + (int(address) << 80))) == public


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_nothing_is_sent_to_a_private_address_however_it_is_written(host: str) -> None:
    with Receiver() as receiver:
        port = receiver.url.split(":")[2]
        outcome = post(f"http://{host}:{port}", private=False)
        assert not outcome.ok
        assert outcome.status is None
        assert receiver.got == []
    assert "not public" in outcome.answer or "cannot be found" in outcome.answer


def test_a_name_is_looked_up_once_and_the_connection_goes_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the second look-up would answer with another address. There is none."""
    looked_up: list[str] = []
    look_up = socket.getaddrinfo

    def counted(host: Any, *rest: Any, **more: Any) -> Any:
        looked_up.append(host)
        name = "127.0.0.1" if host == "hooks.example" else host
        return look_up(name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    with Receiver() as receiver:
        port = receiver.url.split(":")[2]
        outcome = post(f"http://hooks.example:{port}")
        assert outcome.ok
        assert receiver.got[0].headers["host"] == f"hooks.example:{port.split('/')[0]}"
    assert looked_up.count("hooks.example") == 1
    looked_up.clear()
    refused = post("http://hooks.example/", private=False)
    assert refused.answer == "hooks.example leads to 127.0.0.1, which is not public"


def test_redirects_are_not_followed() -> None:
    with Receiver() as other, Receiver(answering(307, b"over there", Location=other.url)) as first:
        outcome = post(first.url)
        assert (outcome.ok, outcome.status, outcome.answer) == (False, 307, "over there")
        assert other.got == []


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as proxy, Receiver() as receiver:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert post(receiver.url).ok
        assert proxy.got == []


def test_an_endless_answer_is_read_to_a_limit() -> None:
    sent: list[int] = []

    def endless(_got: Got, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for number in range(100_000):
            handler.wfile.write(b"x" * 1000)
            sent.append(number)

    with Receiver(endless) as receiver:
        outcome = post(receiver.url)
    assert outcome.ok
    assert outcome.answer == "x" * sending.KEPT_OF_ANSWER
    assert len(sent) < 20_000


def test_whoever_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.4)

    def slow(_got: Got, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    with Receiver(slow) as receiver:
        outcome = post(receiver.url)
    assert (outcome.ok, outcome.status) == (False, None)
    assert outcome.answer == "no answer within 0 s"
    assert outcome.took_ms < 2000


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1/", "ConnectError"),
        ("http://no-such-host.invalid/", "no-such-host.invalid cannot be found"),
        ("https://127.0.0.1:{port}/", "ConnectError"),
    ],
)
def test_what_cannot_be_reached_is_said(url: str, said: str) -> None:
    with Receiver() as receiver:
        outcome = post(url.format(port=receiver.url.split(":")[2].split("/")[0]))
    assert not outcome.ok
    assert outcome.status is None
    assert outcome.answer.startswith(said)


def test_cookies_are_not_kept() -> None:
    with Receiver(answering(200, b"", **{"Set-Cookie": "a=b"})) as receiver:

        async def twice() -> None:
            store: Any = None
            carrier = WebhookCarrier(store, KEYRING, private=True)
            for _ in range(2):
                await carrier.post(receiver.url, {}, b"{}")
            await carrier.close()

        asyncio.run(twice())
        assert [got.headers.get("cookie") for got in receiver.got] == [None, None]


def test_a_certificate_is_checked_against_the_name_not_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two names at one address, one certificate: what is for the other name is not sent."""
    pem = certificate(tmp_path, "good.example")
    seen: list[str] = []

    class Receiving(Listening):
        def answer(self, handler: BaseHTTPRequestHandler) -> None:
            seen.append(handler.headers["host"])
            handler.send_response(204)
            handler.end_headers()

    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: look_up("127.0.0.1", *rest, **more)
    )
    trusted = ssl.create_default_context(cafile=str(pem))

    async def run(port: str) -> list[Outcome]:
        store: Any = None
        carrier = WebhookCarrier(store, KEYRING, private=True, trusted=trusted)
        found = []
        for host in ("good.example", "bad.example", "good.example"):
            url = f"https://{host}:{port}/"
            found.append(await carrier.post(url, {}, b"{}"))
        await carrier.close()
        return found

    with Receiving(pem) as server:
        good, bad, again = asyncio.run(run(server.host.rpartition(":")[2]))
    assert good.ok
    assert again.ok
    assert not bad.ok
    assert "bad.example" in bad.answer
    assert [host.split(":")[0] for host in seen] == ["good.example"] * 2

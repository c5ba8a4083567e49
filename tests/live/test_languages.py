"""What a customer is refused is said in their own language, on the socket and over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.live.sockets import chat, say
from tests.web.running import Browser, Running

EMPTY = {
    "fr-CA": "Écrivez quelque chose ou joignez un fichier.",
    "es": "Escriba algo o adjunte un archivo.",
    "ja": "本文を入力するか",
    "de": "Write something, or attach a file.",
}


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    return dict(anna.post("shops", json={"name": "京都屋"}).json())


@pytest.mark.parametrize("locale", EMPTY)
def test_a_refusal_on_the_socket(server: Running, shop: dict[str, Any], locale: str) -> None:
    with chat(server, shop, locale=locale) as line:
        line.until("hello")
        refused = say(line, "", "client-00000001")
    assert refused["problem"]["key"] == "message.empty"
    assert refused["problem"]["detail"].startswith(EMPTY[locale])


def test_a_refusal_over_http(server: Running, shop: dict[str, Any]) -> None:
    asked = f"{server.url}/chat/v1/messages?before=9"
    french = httpx.get(asked, headers={"Accept-Language": "fr"}).json()
    assert french["key"] == "web.no_visitor"
    assert french["title"] == "Identification nécessaire"
    assert french["detail"].startswith("Cette discussion n’est plus reconnue.")
    # The desk itself does not speak French.
    staff = httpx.get(f"{server.url}/api/v1/session", headers={"Accept-Language": "fr"}).json()
    assert staff["title"] == "Sign-in needed"

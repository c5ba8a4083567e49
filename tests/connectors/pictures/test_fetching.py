"""A picture is fetched from a real server over TLS; what is not to be had is refused in words."""

from __future__ import annotations

import asyncio
import io
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from madoguchi.connectors.pictures.fetching import PATIENCE, fetch
from madoguchi.kernel.blobs import Incoming
from madoguchi.kernel.errors import Conflict, TooLarge
from madoguchi.kernel.outward import client
from tests.listening import Listening, certificate

PICTURE = b"\x89PNG" + bytes(1000)


class Keeper(Listening):
    """Whoever keeps the pictures; what is no picture lies elsewhere."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200 if ".png" in handler.path else 302)
        handler.send_header("Location", "/elsewhere.png")
        handler.send_header("Content-Length", str(len(PICTURE)))
        handler.end_headers()
        handler.wfile.write(PICTURE)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    pem = certificate(tmp_path)
    with Keeper(pem) as keeper:
        yield f"https://{keeper.host}", pem


def fetched(address: str, pem: Path, *, private: bool = True, limit: int = 10_000) -> Incoming:
    incoming = Incoming(io.BytesIO(), limit)

    async def run() -> None:
        trusted = ssl.create_default_context(cafile=pem)
        async with client(private=private, trusted=trusted, patience=PATIENCE) as outside:
            assert await fetch(outside, address, incoming) == "急須.png"

    asyncio.run(run())
    return incoming


def test_a_picture_comes_with_its_name_and_no_more_than_it_may(place: tuple[str, Path]) -> None:
    origin, pem = place
    incoming = fetched(f"{origin}/a/%E6%80%A5%E9%A0%88.png?v=2", pem)
    assert incoming.file.getvalue() == PICTURE  # type: ignore[attr-defined]
    with pytest.raises(TooLarge):
        fetched(f"{origin}/x.png", pem, limit=100)


@pytest.mark.parametrize("path", ["/moved", ":0/x.png", "/x.png"])
def test_what_is_not_there_or_not_to_be_asked_is_refused(
    place: tuple[str, Path], path: str
) -> None:
    origin, pem = place
    with pytest.raises(Conflict, match=r"photo\.not_there"):
        # The last one is there, but in one's own network.
        fetched(origin + path, pem, private=path != "/x.png")

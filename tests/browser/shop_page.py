"""A shop's page on an origin of its own, as somebody who embeds the widget has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.listening import Listening


@contextmanager
def hosting(code: str, policy: str = "") -> Iterator[str]:
    """Serve one page that ends with this embed code, under a content security policy if one is
    given; yield its origin.
    """
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Tea from Uji</title>'
        '<link rel="icon" href="data:,"><body><main><h1>Tea from Uji</h1></main>'
        f"{code}</body></html>"
    ).encode()

    class Host(Listening):
        def answer(self, handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                handler.send_header("Content-Security-Policy", policy)
            handler.end_headers()
            handler.wfile.write(page)

    with Host() as server:
        yield f"http://{server.host}"

"""A shop's page on an origin of its own, as somebody who embeds the widget has it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""A small shop that answers as Shopify's Admin API does: pages, counts, and its moods."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TOKEN = "shpat_of_the_shop"


def certificate(folder: Path) -> Path:
    """Make a certificate for this machine, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "shop.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return pem


def order(number: int, **changes: Any) -> dict[str, Any]:
    """An order as Shopify writes it; the later its number, the later it changed."""
    return {
        "id": number,
        "name": f"#{number}",
        "created_at": "2026-10-01T09:00:00+09:00",
        "updated_at": f"2026-11-01T00:{number // 60:02}:{number % 60:02}+09:00",
        "currency": "JPY",
        "total_price": str(1000 + number),
        "financial_status": "paid",
        **changes,
    }


class Shop:
    """`with Shop(pem) as shop`: listens on 127.0.0.1; `before` may hold up or answer a request."""

    def __init__(self, pem: Path, orders: list[dict[str, Any]], size: int = 5) -> None:
        self.orders, self.size = orders, size
        self.asked: list[str] = []
        self.before: Callable[[str, BaseHTTPRequestHandler], bool] = lambda _page, _handler: False
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    shop.answer(self)
                except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                return  # whoever is killed does not say good-bye

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if handler.headers["x-shopify-access-token"] != TOKEN:
            send(handler, 401, {"errors": "[API] Invalid API key or access token"})
        elif parts.path.endswith("/count.json"):
            send(handler, 200, {"count": len(self.orders)})
        else:
            page = asked.get("page_info", "0")
            self.asked.append(page)
            if self.before(page, handler):
                return
            first = int(page)
            ahead = first + self.size
            link = f'<https://{self.address}{parts.path}?limit=5&page_info={ahead}>; rel="next"'
            more = {"Link": link} if ahead < len(self.orders) else {}
            send(handler, 200, {"orders": self.orders[first:ahead]}, **more)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def send(handler: BaseHTTPRequestHandler, status: int, body: object, **headers: str) -> None:
    """Answer in JSON."""
    raw = json.dumps(body).encode()
    handler.send_response(status)
    for name, value in {**headers, "Content-Length": str(len(raw))}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(raw)

"""Headers that every answer carries, and that keep a browser from doing harm."""

from __future__ import annotations

from typing import cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        # In CSP 3 'self' covers ws: and wss: of the same host and port.
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_EVERYWHERE = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"geolocation=(), payment=(), usb=(), camera=(self)"),
]
_PAGES = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")

# Loaded by pages of other origins; everything else is for our own alone.
_MODULES = "/screens/widget/"
_FOR_OTHERS = ("/widget.js", _MODULES, "/chat/v1/")


class SecurityHeaders:
    """Wraps the whole application, so that a path that leads nowhere is guarded too.

    `https` says that people reach the desk that way only.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        common = [*_EVERYWHERE, *_PAGES, *([_STRICT_TRANSPORT] if https else [])]
        self._own = [*common, (b"cross-origin-resource-policy", b"same-origin")]
        self._others = [*common, (b"cross-origin-resource-policy", b"cross-origin")]
        # A module is fetched with CORS even by a plain import; there is nothing secret in it.
        self._modules = [*self._others, (b"access-control-allow-origin", b"*")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add to its answer what it has not set itself."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        # Who asks for the headers alone gets those of the whole answer; the server, which keeps its
        # own scope, leaves the rest out (RFC 9110, 9.3.2).
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        path = scope["path"]
        if path.startswith(_MODULES):
            added = self._modules
        else:
            added = self._others if path.startswith(_FOR_OTHERS) else self._own

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                # What a handler has set itself (an attachment's sandbox) stands.
                given = {name for name, _ in headers}
                headers += [header for header in added if header[0] not in given]
                if path.startswith("/api/") and b"cache-control" not in given:
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        await self._app(cast("Scope", asked), receive, send_with_headers)

"""CORS for the customers' side: shops' pages read its answers from their own origin.

What keeps a foreign page out is not here but in `web.visitors`: a header only tells browsers what
to show. No cookie ever counts on these paths, so any origin may be told why it is refused.
"""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/chat/v1/"
IDENTITY_HEADER = "Madoguchi-Identity"
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST"),
    (
        b"access-control-allow-headers",
        f"Authorization, Content-Type, Accept-Language, Range, {IDENTITY_HEADER}".encode(),
    ),
    (b"access-control-max-age", b"7200"),
    (b"content-length", b"0"),
]
_EXPOSED = (b"access-control-expose-headers", b"Retry-After, Content-Disposition, Content-Range")


class CrossOrigin:
    """Middleware: answers preflights and lets the asking page read what it gets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != ScopeType.HTTP or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        origin = asked.get(b"origin")
        added = [(b"vary", b"Origin")]
        if origin is not None:
            added += [(b"access-control-allow-origin", origin), _EXPOSED]
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in asked:
            # A preflight carries no token, so there is no telling whose shop it is for: the
            # request that follows is the one that is checked.
            start: Message = {
                "type": "http.response.start",
                "status": 204,
                "headers": added + _PREFLIGHT,
            }
            await send(start)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)

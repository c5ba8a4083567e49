"""The two sockets' addresses, as plain ASGI: no framework stands between a frame and its handler.

Each of a framework's wrappers around `send` runs for every frame; three of them cost a tenth of
all messages a second.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from madoguchi.kernel.errors import Forbidden, Refusal, Unauthenticated
from madoguchi.live.chat import ChatSocket
from madoguchi.live.connection import REFUSED, SIGN_IN_AGAIN, Connection, Receive, Send
from madoguchi.live.desk import DeskSocket
from madoguchi.live.house import LiveHouse
from madoguchi.people.contracts import Actor
from madoguchi.shops.rules.embedding import same_origin

Scope = MutableMapping[str, Any]
Authenticate = Callable[[Scope], Awaitable[Actor]]
"""Returns who a handshake's cookie or token names; raises `Unauthenticated`."""
SocketHandler = Callable[[Scope, Receive, Send], Awaitable[None]]


def socket_routes(
    house: Callable[[], LiveHouse], authenticate: Authenticate
) -> Mapping[str, SocketHandler]:
    """Return the handlers of sockets by their paths."""

    async def chat(scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        socket = ChatSocket(
            house(),
            Connection(receive, send),
            address=client[0] if client else "",
            origin=_header(scope, b"origin"),
            host=_header(scope, b"host"),
            languages=_languages(scope),
        )
        await socket.run(dict(parse_qsl(scope["query_string"].decode("latin-1"))))

    async def desk(scope: Scope, receive: Receive, send: Send) -> None:
        connection = Connection(receive, send)
        try:
            # A page elsewhere could open this socket with the person's cookie: only ours may.
            origin, host = _header(scope, b"origin"), _header(scope, b"host")
            by_token = _header(scope, b"authorization") is not None
            if not by_token and not same_origin(origin, house().settings.url, host):
                raise Forbidden("live.foreign_origin")
            actor = await authenticate(scope)
        except Refusal as refusal:
            if await connection.open():
                connection.push(house().refused("resume", refusal, _languages(scope)))
                signed_out = isinstance(refusal, Unauthenticated)
                await connection.close(SIGN_IN_AGAIN if signed_out else REFUSED)
            return
        await DeskSocket(house(), connection, actor, lambda: authenticate(scope)).run()

    return {"/live/chat": chat, "/live/desk": desk}


def _languages(scope: Scope) -> str:
    return _header(scope, b"accept-language") or ""


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None

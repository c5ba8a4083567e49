"""The two sockets' addresses, as plain ASGI: Litestar routes to them and is then out of the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import parse_qsl

from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from madoguchi.kernel.errors import Forbidden, Refusal, Unauthenticated
from madoguchi.live.chat import ChatSocket
from madoguchi.live.connection import REFUSED, SIGN_IN_AGAIN, Connection
from madoguchi.live.connection import Receive as PlainReceive
from madoguchi.live.connection import Send as PlainSend
from madoguchi.live.desk import DeskSocket
from madoguchi.live.house import LiveHouse
from madoguchi.people.contracts import Actor
from madoguchi.shops.rules.embedding import same_origin

Authenticate = Callable[[Scope], Awaitable[Actor]]
"""Returns who a handshake's cookie or token names; raises `Unauthenticated`."""
Address = Callable[[Scope], str]
"""Returns the address a connection comes from, behind a trusted proxy too."""


def socket_routes(
    house: Callable[[Scope], LiveHouse], authenticate: Authenticate, address: Address
) -> list[ASGIRouteHandler]:
    """Return the handlers of `/live/chat` and `/live/desk`."""

    @asgi("/live/chat", copy_scope=False)
    async def chat(scope: Scope, receive: Receive, send: Send) -> None:
        connection = _connection(receive, send)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        socket = ChatSocket(
            house(scope),
            connection,
            address=address(scope),
            origin=_header(scope, b"origin"),
            host=_header(scope, b"host"),
        )
        await socket.run(query)

    @asgi("/live/desk", copy_scope=False)
    async def desk(scope: Scope, receive: Receive, send: Send) -> None:
        connection = _connection(receive, send)
        try:
            # A page elsewhere could open this socket with the person's cookie: only ours may.
            origin, host = _header(scope, b"origin"), _header(scope, b"host")
            by_token = _header(scope, b"authorization") is not None
            if not by_token and not same_origin(origin, house(scope).settings.url, host):
                raise Forbidden("live.foreign_origin")
            actor = await authenticate(scope)
        except Refusal as refusal:
            if await connection.open():
                connection.push(house(scope).refused("resume", refusal, "en"))
                signed_out = isinstance(refusal, Unauthenticated)
                await connection.close(SIGN_IN_AGAIN if signed_out else REFUSED)
            return
        await DeskSocket(house(scope), connection, actor, lambda: authenticate(scope)).run()

    return [chat, desk]


def _connection(receive: Receive, send: Send) -> Connection:
    return Connection(cast("PlainReceive", receive), cast("PlainSend", send))


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None

"""Vendure's Admin API: signed in once, asked in GraphQL, its refusals told from faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import Context
from madoguchi.connectors.connections.rules.answers import check_success, decode
from madoguchi.connectors.vendure import queries
from madoguchi.kernel.networks import may_be_public

_T = TypeVar("_T")
_NOTHING = b"null"
_NOT_SIGNED_IN = {"FORBIDDEN", "UNAUTHENTICATED"}


class _Error(msgspec.Struct, frozen=True):
    message: str = ""
    extensions: dict[str, msgspec.Raw] = {}

    @property
    def code(self) -> str:
        raw = bytes(self.extensions.get("code", msgspec.Raw(b'""')))
        return raw.decode("utf-8", "replace").strip('"')


class _Answer(msgspec.Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw(_NOTHING)
    errors: list[_Error] = []


class Result(msgspec.Struct, frozen=True, rename={"kind": "__typename"}):
    """What a mutation came to: the thing itself, or an error with a sentence."""

    kind: str
    message: str = ""


class _SignedIn(msgspec.Struct, frozen=True):
    login: Result


class AdminApi:
    """One shop's Admin API. `tokens` keeps sign-ins from call to call, by connection."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        tokens: dict[int, tuple[str, str]],
    ) -> None:
        self._client = client
        self._connection_id = context.connection_id
        self._url = context.settings["address"]
        self._channel = context.settings.get("channel", "")
        self._username = context.settings.get("username", "")
        self._password = secrets.get("password", "")
        self._tokens = tokens
        parts = urlsplit(self._url)
        if parts.scheme != "https" and may_be_public(parts.hostname or ""):
            raise Unreadable("the Admin API’s address must begin with https://")

    async def ask(self, query: str, variables: Mapping[str, object], kind: type[_T]) -> _T:
        """Ask something; signs in where nobody is. Raises `Unreadable` with Vendure's sentence."""
        who = f"{self._url} {self._username} {self._password}"
        known, token = self._tokens.get(self._connection_id, ("", ""))
        fresh = known != who
        if fresh:
            token = await self._sign_in(who)
        answer = await self._post(query, variables, token)
        if not fresh and any(each.code in _NOT_SIGNED_IN for each in answer.errors):
            # A session ends one day, and with every restart of a Vendure that keeps them in memory.
            answer = await self._post(query, variables, await self._sign_in(who))
        if answer.errors or bytes(answer.data) == _NOTHING:
            message = next((each.message for each in answer.errors), "an answer without data")
            raise Unreadable(message[:300])
        return decode(answer.data, kind)

    async def _sign_in(self, who: str) -> str:
        self._tokens.pop(self._connection_id, None)
        variables = {"username": self._username, "password": self._password}
        response = await self._send(queries.SIGN_IN, variables, "")
        answer = decode(response.content, _Answer)
        token: str = response.headers.get("vendure-auth-token", "")
        if answer.errors or bytes(answer.data) == _NOTHING:
            message = next((each.message for each in answer.errors), "an answer without data")
            raise Unreadable(message[:300])
        result = decode(answer.data, _SignedIn).login
        if result.kind != "CurrentUser":
            raise Unreadable(result.message[:300] or result.kind)
        if not token:
            raise Unreadable("Vendure gives no token: allow the token method “bearer” there")
        self._tokens[self._connection_id] = (who, token)
        return token

    async def _post(self, query: str, variables: Mapping[str, object], token: str) -> _Answer:
        return decode((await self._send(query, variables, token)).content, _Answer)

    async def _send(
        self, query: str, variables: Mapping[str, object], token: str
    ) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if self._channel:
            headers["vendure-token"] = self._channel
        body = msgspec.json.encode({"query": query, "variables": variables})
        return check_success(await self._client.post(self._url, content=body, headers=headers))

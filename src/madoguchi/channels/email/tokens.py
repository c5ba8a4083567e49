"""Fresh access tokens for mailboxes that sign in by OAuth 2 (RFC 6749, 6)."""

from __future__ import annotations

from datetime import timedelta

import httpx
import msgspec
from msgspec.structs import replace

from madoguchi.channels.email.contracts.mailboxes import Mailbox, Secrets
from madoguchi.channels.email.operations.mailboxes import keep_tokens
from madoguchi.channels.email.queries.mailboxes import secrets_of
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.troubles import Troubled
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store

EARLY = timedelta(minutes=2)
"""A token is fetched anew this long before it ends."""
LONGEST = 86_400
"""Seconds for which a token is taken for good, whatever its provider says."""


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: int = 3600
    refresh_token: str = ""


class SignIns:
    """What signs mailboxes in, with tokens that are still good."""

    def __init__(self, store: Store, keyring: Keyring, reach: Reach) -> None:
        self._reach = reach
        self._store = store
        self._keyring = keyring

    async def of(self, mailbox: Mailbox) -> Secrets:
        """Return a mailbox's secrets; of one with OAuth 2, with an access token in force.

        Raises `Troubled` where none is given, and `DamagedKey` under another key.
        """
        while True:
            secrets = await self._store.read(secrets_of, mailbox.id, self._keyring)
            if mailbox.oauth is None or self._is_good(secrets):
                return secrets
            granted = await self._fetch(mailbox, secrets)
            lasts = timedelta(seconds=max(0, min(granted.expires_in, LONGEST)))
            fresh = replace(
                secrets,
                access_token=granted.access_token,
                access_until=self._store.clock() + lasts,
                refresh_token=granted.refresh_token or secrets.refresh_token,
            )
            if await self._store.write(keep_tokens, mailbox.id, secrets, fresh, self._keyring):
                return fresh
            # Somebody gave or fetched others meanwhile: those are in force.

    def _is_good(self, secrets: Secrets) -> bool:
        until = secrets.access_until
        return (
            bool(secrets.access_token) and until is not None and self._store.clock() < until - EARLY
        )

    async def _fetch(self, mailbox: Mailbox, secrets: Secrets) -> _Granted:
        oauth = mailbox.oauth
        assert oauth is not None  # the caller has looked
        form = {
            "grant_type": "refresh_token",
            "client_id": oauth.client_id,
            "refresh_token": secrets.refresh_token,
            "client_secret": secrets.client_secret,
            "scope": oauth.scope,
        }
        form = {name: value for name, value in form.items() if value}
        host = httpx.URL(oauth.token_url).host
        answer = await self._reach.post(oauth.token_url, form)
        if answer.status_code != 200:
            # Of the body only the error's code: it is all that RFC 6749 (5.2) promises to be safe.
            code = _error_of(answer.content)
            raise Troubled("mailbox.trouble.token", f"{answer.status_code} {code}", host=host)
        try:
            return msgspec.json.decode(answer.content, type=_Granted)
        except msgspec.MsgspecError as error:
            raise Troubled("mailbox.trouble.token", "200", host=host) from error


def _error_of(content: bytes) -> str:
    try:
        return str(msgspec.json.decode(content, type=dict[str, object]).get("error", ""))[:60]
    except msgspec.MsgspecError:
        return ""

"""Letting a mailbox's owner consent at its provider: OAuth 2's code grant with PKCE.

RFC 6749, 4.1; RFC 7636; RFC 9700. What is under way is kept by nobody: it is sealed into `state`.
"""

from __future__ import annotations

import hashlib
import secrets as random
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx
import msgspec

from madoguchi.channels.email.contracts.mailboxes import (
    Mailbox,
    MailboxChanges,
    OAuth,
    Secrets,
)
from madoguchi.channels.email.operations.mailboxes import change_mailbox
from madoguchi.channels.email.queries.mailboxes import edition_of, secrets_of
from madoguchi.channels.email.reach import Reach
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.transaction import Tx, View
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only

PURPOSE = "mailbox consent"
WITHIN = timedelta(minutes=15)
"""How long somebody may take at the provider."""
_MORE = {"google": {"access_type": "offline", "prompt": "consent"}}
"""Without these Google gives a refresh token the first time only."""


class Consent(msgspec.Struct, frozen=True):
    """One consent under way; `verifier` is PKCE's, `edition` the mailbox's when it began."""

    mailbox_id: int
    edition: int
    verifier: str
    until: datetime


class Granted(msgspec.Struct, frozen=True):
    """What the provider gives for a code."""

    access_token: str
    refresh_token: str = ""


class NotGranted(Exception):
    """The provider gave nothing that lasts; `code` is its own word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def begin(view: View, mailbox: Mailbox, keyring: Keyring, *, home: str, by: Actor) -> str:
    """Return the provider's address at which an owner consents; it sends them back to `home`.

    Raises `Conflict` for a mailbox that does not sign in so, or whose provider has no such page.
    """
    owner_only(by)
    oauth = mailbox.oauth
    if oauth is None or not oauth.authorize_url:
        raise Conflict("mailbox.no_consent")
    verifier = random.token_urlsafe(48)
    consent = Consent(mailbox.id, edition_of(view, mailbox.id), verifier, view.now + WITHIN)
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": oauth.client_id,
        "redirect_uri": home,
        "scope": oauth.scope,
        "state": _sealed(consent, keyring, by),
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
        "login_hint": mailbox.address,
        **_MORE.get(oauth.provider, {}),
    }
    joint = "&" if "?" in oauth.authorize_url else "?"
    return f"{oauth.authorize_url}{joint}{urlencode({k: v for k, v in asked.items() if v})}"


def opened(state: str, keyring: Keyring, *, by: Actor) -> Consent:
    """Return the consent that a `state` was made for by this same person.

    Raises `Invalid` for one that is forged, or was begun by somebody else.
    """
    try:
        text = keyring.unseal(
            PURPOSE, state.replace("-", "+").replace("_", "/"), belongs_to=_of(by)
        )
        return msgspec.json.decode(text, type=Consent)
    except (DamagedKey, msgspec.MsgspecError):
        raise Invalid("mailbox.consent_forged") from None


def is_open(view: View, consent: Consent) -> bool:
    """Tell whether a consent still counts: in time, and its mailbox not changed since.

    A consent changes its mailbox, so that the same `state` never counts twice.
    """
    return view.now <= consent.until and edition_of(view, consent.mailbox_id) == consent.edition


async def fetch(
    oauth: OAuth, secret: str, consent: Consent, code: str, *, home: str, reach: Reach
) -> Granted:
    """Return what the provider gives for a code. Raises `NotGranted`, and what `reach` raises."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": home,
        "client_id": oauth.client_id,
        "client_secret": secret,
        "code_verifier": consent.verifier,
    }
    try:
        answer = await reach.post(oauth.token_url, {k: v for k, v in form.items() if v})
    except httpx.HTTPError as error:
        raise NotGranted(type(error).__name__) from error
    if answer.status_code != 200:
        raise NotGranted(str(answer.status_code))
    try:
        granted = msgspec.json.decode(answer.content, type=Granted)
    except msgspec.MsgspecError as error:
        raise NotGranted("200") from error
    if not granted.refresh_token:
        raise NotGranted("no refresh_token")
    return granted


def keep(
    tx: Tx, consent: Consent, granted: Granted, keyring: Keyring, *, private: bool, by: Actor
) -> Mailbox:
    """Sign the mailbox in with what was granted. Raises `Conflict` where it counts no more."""
    if not is_open(tx, consent):
        raise Conflict("mailbox.consent_over")
    given = MailboxChanges(secrets=Secrets(refresh_token=granted.refresh_token))
    return change_mailbox(tx, consent.mailbox_id, given, keyring, private=private, by=by)


def client_secret(view: View, mailbox_id: int, keyring: Keyring) -> str:
    """Return the secret of the application that asks for consent, "" where it has none."""
    return secrets_of(view, mailbox_id, keyring).client_secret


def _sealed(consent: Consent, keyring: Keyring, by: Actor) -> str:
    sealed = keyring.seal(PURPOSE, msgspec.json.encode(consent).decode(), belongs_to=_of(by))
    return sealed.replace("+", "-").replace("/", "_")


def _of(by: Actor) -> str:
    return f"{by.kind} {by.id}"

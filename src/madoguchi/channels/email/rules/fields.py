"""What a mailbox's fields accept; each refusal names its field and the accepted form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from madoguchi.channels.email.contracts.mailboxes import Acknowledgement, OAuth, Server
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.networks import may_be_public
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.shops.rules.fields import check_locale

LONGEST_NAME = 80
MOST_ADDRESSES = 50
MOST_FOLDERS = 10
LONGEST_TEXT = 5000
_ADDRESS = re.compile(r"[^@\s\0-\x1f<>,;+]{1,64}@[^@\s\0-\x1f<>,;]{1,190}")
_HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")

TOKEN_URLS = {
    "google": "https://oauth2.googleapis.com/token",
    "microsoft": "https://login.microsoftonline.com/common/oauth2/v2.0/token",
}
AUTHORIZE_URLS = {
    "google": "https://accounts.google.com/o/oauth2/v2/auth",
    "microsoft": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
}
SCOPES = {
    "google": "https://mail.google.com/",
    "microsoft": "https://outlook.office.com/IMAP.AccessAsUser.All"
    " https://outlook.office.com/SMTP.Send offline_access",
}

# The owner's browser goes there, not the desk: it may lie in one's own network.
_AUTHORIZE = re.compile(r"(?:https://|http://(?:127\.0\.0\.1|localhost)[:/])[^\s#\\]{1,500}")


def check_name(name: str, address: str) -> str:
    """Return the name on one line; the address where none was given."""
    return (clean_name(name) or address)[:LONGEST_NAME]


def check_addresses(addresses: Sequence[str]) -> list[str]:
    """Return the addresses in lower case, each once; at least one, without a plus."""
    given = list(dict.fromkeys(address.strip().lower() for address in addresses))
    if not given or len(given) > MOST_ADDRESSES:
        raise Invalid("mailbox.addresses_missing", field="addresses", limit=MOST_ADDRESSES)
    for address in given:
        if not _ADDRESS.fullmatch(address):
            raise Invalid("mailbox.bad_address", field="addresses", address=address[:120])
    return given


def check_server(server: Server | None, field: str, *, private: bool) -> Server | None:
    """Return a server whose host and port have a form that can be connected to.

    `private` allows those of one's own network; a name is resolved only on connecting.
    """
    if server is None:
        return None
    host = server.host.strip()
    if not _HOST.fullmatch(host):
        raise Invalid("mailbox.bad_host", field=f"{field}.host", host=host[:120])
    if not private and not may_be_public(host):
        raise Invalid("mailbox.private_address", field=f"{field}.host", host=host[:120])
    if not 1 <= server.port <= 65535:
        raise Invalid("mailbox.bad_port", field=f"{field}.port")
    if len(server.user) > 320 or _UNSEEN.search(server.user):
        raise Invalid("mailbox.bad_user", field=f"{field}.user")
    return Server(host, server.port, server.security, server.user.strip())


def check_folders(folders: Sequence[str]) -> list[str]:
    """Return the folders to read, each once; without any, the inbox."""
    given = list(dict.fromkeys(folder.strip() for folder in folders if folder.strip()))
    if len(given) > MOST_FOLDERS or any(len(f) > 200 or _UNSEEN.search(f) for f in given):
        raise Invalid("mailbox.bad_folders", field="folders", limit=MOST_FOLDERS)
    return given or ["INBOX"]


def check_oauth(oauth: OAuth | None, *, private: bool) -> OAuth | None:
    """Return OAuth settings with what is known of the two great providers filled in."""
    if oauth is None:
        return None
    token_url = oauth.token_url.strip() or TOKEN_URLS.get(oauth.provider, "")
    parts = urlsplit(token_url)
    here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    if not (parts.scheme == "https" and parts.hostname) and not here:
        raise Invalid("mailbox.bad_token_url", field="oauth.token_url")
    if not private and not may_be_public(parts.hostname or ""):
        raise Invalid(
            "mailbox.private_address", field="oauth.token_url", host=(parts.hostname or "")[:120]
        )
    authorize_url = oauth.authorize_url.strip() or AUTHORIZE_URLS.get(oauth.provider, "")
    if authorize_url and not _AUTHORIZE.fullmatch(authorize_url):
        raise Invalid("mailbox.bad_authorize_url", field="oauth.authorize_url")
    if not oauth.client_id.strip():
        raise Invalid("mailbox.client_id_missing", field="oauth.client_id")
    return OAuth(
        provider=oauth.provider,
        client_id=oauth.client_id.strip(),
        token_url=token_url,
        authorize_url=authorize_url,
        scope=oauth.scope.strip() or SCOPES.get(oauth.provider, ""),
    )


def check_servers_trusted(servers: Sequence[str]) -> list[str]:
    """Return the names of servers whose Authentication-Results are believed."""
    given = list(dict.fromkeys(server.strip().lower() for server in servers if server.strip()))
    if len(given) > 20 or not all(_HOST.fullmatch(server) for server in given):
        raise Invalid("mailbox.bad_trusted_servers", field="trusted_servers")
    return given


def check_texts(texts: dict[str, str], field: str) -> dict[str, str]:
    """Return texts by locale, without those that are empty."""
    checked = {}
    for locale, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise Invalid("mailbox.text_too_long", field=field, limit=LONGEST_TEXT)
        if clean(text).strip():
            checked[check_locale(locale, field)] = clean(text).strip()
    return checked


def check_acknowledgement(given: Acknowledgement) -> Acknowledgement:
    """Return an acknowledgement whose texts are checked."""
    return Acknowledgement(
        given.on,
        check_texts(given.open, "acknowledgement.open"),
        check_texts(given.closed, "acknowledgement.closed"),
    )

"""What a webhook's fields accept; each refusal names its field and the accepted form."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from madoguchi.connectors.webhooks.rules.kinds import KINDS, is_kind
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.networks import may_be_public
from madoguchi.language.names import clean_name

LONGEST_URL = 2000
LONGEST_NAME = 80
MOST_KINDS = 50
_KIND = re.compile(r"[a-z][a-z_]{0,60}\*?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")


def check_name(name: str, url: str) -> str:
    """Return the name on one line; the host where none was given."""
    cleaned = clean_name(name) or (urlsplit(url).hostname or "")
    return cleaned[:LONGEST_NAME]


def check_url(url: str, *, private: bool) -> str:
    """Return an address that may be posted to; `private` allows addresses of one's own network.

    A name is resolved only when something is sent, and looked at again then.
    """
    given = url.strip()
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise _refusal(url) from error
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or "@" in parts.netloc
        or port == 0
        or parts.fragment
        or len(given) > LONGEST_URL
        or _UNSEEN.search(given)
    ):
        raise _refusal(url)
    if not private and not may_be_public(parts.hostname):
        raise Invalid("webhook.private_address", field="url", host=parts.hostname[:120])
    return given


def check_kinds(kinds: list[str]) -> list[str]:
    """Return the kinds, each once, in the order given; each stands for one that there is."""
    if len(kinds) > MOST_KINDS:
        raise Invalid("webhook.too_many_kinds", field="kinds", limit=MOST_KINDS)
    for kind in kinds:
        known = any(is_kind(each, kind) for each in KINDS)
        if not known or not _KIND.fullmatch(kind):
            raise Invalid("webhook.bad_kind", field="kinds", kind=kind[:60])
    return list(dict.fromkeys(kinds))


def _refusal(url: str) -> Invalid:
    return Invalid("webhook.bad_url", field="url", url=url[:120])

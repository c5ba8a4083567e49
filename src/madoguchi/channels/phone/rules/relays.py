"""TURN servers, and credentials for them that expire: coturn's REST scheme.

https://github.com/coturn/coturn/blob/master/turndb/schema.sql (turn_secret) and
draft-uberti-behave-turn-rest-00, section 2.2.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta

import msgspec

GOOD_FOR = timedelta(hours=6)
"""Longer than any call, for an allocation is renewed with the same credential."""
FORM = re.compile(
    r"(turns?):(?:([^:@\s]+):([^@\s]+)@)?([^/@\s]+:\d{1,5})(\?transport=(?:udp|tcp))?"
)


class Relay(msgspec.Struct, frozen=True):
    """A TURN server, in the words of a browser's `RTCIceServer`."""

    urls: list[str]
    username: str
    credential: str


def relays(setting: str, secret: str, now: datetime, name: str, *, lasting: bool) -> list[Relay]:
    """Return the TURN servers of a setting, with credentials for `name`.

    One with a password of its own is named where `lasting` ones may be: to staff and to ourselves.
    A customer's browser gets none but what expires, or everybody could relay through it for ever.
    """
    found: list[Relay] = []
    for text in filter(None, map(str.strip, setting.split(","))):
        match = FORM.fullmatch(text)
        if match is None:
            continue  # refused when the settings were read
        scheme, user, password, place, transport = match.groups()
        urls = [f"{scheme}:{place}{transport or ''}"]
        if user is None and secret:
            user, password = credential(secret, now, name)
        elif user is None or not lasting:
            continue
        found.append(Relay(urls, user, password))
    return found


def credential(secret: str, now: datetime, name: str) -> tuple[str, str]:
    """Return a user name that says until when it is good, and its password.

    The password is base64(HMAC-SHA1(secret, user name)): SHA-1 because TURN servers ask for it.
    """
    user = f"{int((now + GOOD_FOR).timestamp())}:{name}"
    digest = hmac.new(secret.encode(), user.encode(), hashlib.sha1).digest()
    return user, base64.b64encode(digest).decode()

"""Who is at the widget: tokens that we sign for visitors, identities that the shop signs for us."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

import msgspec

from madoguchi.customers.contracts import SHOP, VISITOR, Identity, Introduction, Page
from madoguchi.shops.contracts import Identity as Vouched

VISITOR_KEY = "visitor tokens"
"""What the installation's key for signing them is for."""
TOKEN_LIMIT = 4096

_encode = msgspec.json.Encoder().encode


class Visitor(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a visitor token says: a random name, good for one shop.

    `simulated` marks the demo's own customers. It stands in the token because only we sign those:
    a stranger who could set it would keep out of the figures.
    """

    name: str
    shop_id: int
    simulated: bool = False


class VisitorTokens:
    """Makes and reads visitor tokens; without our signature nobody is anybody."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._read = msgspec.json.Decoder(Visitor).decode

    def make(self, shop_id: int, *, simulated: bool = False) -> tuple[str, Visitor]:
        """Return a token for a visitor never seen before."""
        visitor = Visitor(secrets.token_urlsafe(16), shop_id, simulated)
        return self.write(visitor), visitor

    def write(self, visitor: Visitor) -> str:
        """Return a visitor's token."""
        body = base64.urlsafe_b64encode(_encode(visitor)).rstrip(b"=")
        return f"{body.decode()}.{self._sign(body)}"

    def read(self, token: str, shop_id: int) -> Visitor | None:
        """Return whose token this is; None for a forged one, or one of another shop."""
        visitor = self.open(token)
        return visitor if visitor is not None and visitor.shop_id == shop_id else None

    def open(self, token: str) -> Visitor | None:
        """Return whose token this is and for which shop; None for a forged one."""
        body, dot, signature = token.partition(".")
        if not dot or len(token) > TOKEN_LIMIT or not token.isascii():
            return None
        if not hmac.compare_digest(signature, self._sign(body.encode())):
            return None
        try:
            padded = body + "=" * (-len(body) % 4)
            return self._read(base64.urlsafe_b64decode(padded))
        except (msgspec.MsgspecError, binascii.Error):
            return None

    def _sign(self, body: bytes) -> str:
        digest = hmac.new(self._key, body, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def introduce(
    visitor: Visitor,
    vouched: Vouched | None,
    *,
    locale: str | None,
    zone: str | None,
    page: Page | None,
) -> Introduction:
    """Return who is speaking: the shop's word first, then the browser's own name."""
    browser = Identity(VISITOR, visitor.name)
    if vouched is None:
        return Introduction(
            shop_id=visitor.shop_id,
            identities=(browser,),
            locale=locale,
            zone=zone,
            page=page,
            simulated=visitor.simulated,
        )
    return Introduction(
        shop_id=visitor.shop_id,
        identities=(Identity(SHOP, vouched.external_id), browser),
        name=vouched.name or "",
        email=vouched.email,
        locale=locale,
        zone=zone,
        verified=True,
        page=page,
        simulated=visitor.simulated,
    )

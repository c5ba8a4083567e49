"""Where a shop's widget may stand: origins as browsers send them (RFC 6454)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from madoguchi.kernel.errors import Invalid
from madoguchi.shops.contracts import Shop

MOST_ORIGINS = 50
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*|\[[0-9a-f:.]+\]")


def origin_allowed(shop: Shop, origin: str | None, own_origin: str) -> bool:
    """Say whether a page of this origin may talk as the shop's customer.

    `own_origin` is the desk's, for its sample and preview pages. No origin at all, `null` and a
    shop that is archived are refused.
    """
    if not origin or origin == "null" or shop.archived_at is not None:
        return False
    try:
        given = read_origin(origin)
    except Invalid:
        return False
    return given == _own(own_origin) or given in shop.allowed_origins


def same_origin(origin: str | None, own_origin: str, host: str | None) -> bool:
    """Say whether a page is the desk's own.

    `own_origin` is the address the operator has set, `host` the request's `Host`. Beside the set
    address the desk is itself under any address in numbers and under localhost, where page and
    request agree. Any other name could be bound to this machine by somebody (DNS rebinding).
    """
    if not origin or origin == "null":
        return False
    try:
        given = read_origin(origin)
    except Invalid:
        return False
    if given == _own(own_origin):
        return True
    parts = urlsplit(given)
    if host is None or given != _own(f"{parts.scheme}://{host}"):
        return False
    name = parts.hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
    return True


def read_origin(text: str) -> str:
    """Return an origin as browsers write it: scheme, host, port where it is not the usual one.

    Refuses anything more (a path, a name and password) and anything less.
    """
    given = text.strip()
    try:
        parts = urlsplit(given)
        port = parts.port
        host = (parts.hostname or "").encode("idna" if not given.isascii() else "ascii").decode()
    except (ValueError, UnicodeError) as error:
        raise _refusal(text) from error
    if ":" in host:
        host = f"[{host}]"
    if (
        parts.scheme not in _DEFAULT_PORTS
        or parts.path not in {"", "/"}
        or "@" in parts.netloc
        or any(mark in given for mark in "?#\\ ")
        or not _HOST.fullmatch(host)
        or port == 0
    ):
        raise _refusal(text)
    usual = port is None or port == _DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if usual else f":{port}")


def check_origins(origins: list[str]) -> list[str]:
    """Return the origins as browsers write them, each once, in the order given."""
    if len(origins) > MOST_ORIGINS:
        raise Invalid("shops.too_many_origins", field="allowed_origins", most=MOST_ORIGINS)
    return list(dict.fromkeys(read_origin(each) for each in origins))


def _refusal(text: str) -> Invalid:
    return Invalid("shops.bad_origin", field="allowed_origins", origin=text[:120])


def _own(own_origin: str) -> str | None:
    try:
        return read_origin(own_origin)
    except Invalid:
        return None

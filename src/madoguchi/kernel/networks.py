"""Which network addresses are public, however they are written: where strangers may send us."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from socket import inet_aton
from unicodedata import normalize

Address = IPv4Address | IPv6Address

# The IPv4 address stands in the last 32 bits, and a translator or tunnel would go there: RFC 6052
# and 8215, RFC 2765 (2.1), RFC 4291 (2.5.5.1).
_CARRYING = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("::ffff:0:0:0/96"),
    IPv6Network("::/96"),
)
# IANA's special-purpose registries, where an older Python's `is_global` knows them less well.
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),
    IPv6Network("100::/64"),
    IPv6Network("2001::/23"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
)


def is_public(address: Address) -> bool:
    """Say whether an address belongs to the public internet.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64 …) is as public as that.
    """
    if isinstance(address, IPv6Address):
        if any(address in network for network in _CARRYING):
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return all(map(is_public, address.teredo))
        if address.is_site_local:
            return False
    special = any(address in network for network in _SPECIAL)
    return address.is_global and not address.is_multicast and not special


def may_be_public(host: str) -> bool:
    """Say whether a host may lead out of one's own network, as far as its name tells."""
    name = normalize("NFKC", host).lower().removesuffix(".")
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return False
    with suppress(ValueError):
        return is_public(ip_address(name))
    try:
        # As whoever looks a name up reads 127.1, 0x7f.1 and 2130706433.
        return is_public(IPv4Address(inet_aton(name)))
    except (OSError, UnicodeError):
        return True

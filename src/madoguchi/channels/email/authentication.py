"""What trusted servers found out about a mail's sender (RFC 8601), and who pretends to be us."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import get_args

from madoguchi.channels.email.contracts import Address, Authentication, Verdict
from madoguchi.channels.email.mime.headers import Headers
from madoguchi.channels.email.rules.alike import name_key
from madoguchi.channels.email.rules.identity import bare_address

_COMMENT = re.compile(rb"\([^()]{0,1000}\)")
_RESULT = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_VERDICTS: dict[str, Verdict] = {name: name for name in get_args(Verdict)}
_VERDICTS |= {"hardfail": "fail", "bestguesspass": "pass"}


def read_authentication(headers: Headers, trusted_servers: Collection[str]) -> Authentication:
    """Return the verdicts of the newest Authentication-Results by a trusted authserv-id.

    Anybody can write this field, so one of an unknown server says nothing (RFC 8601 §5). Of
    several DKIM results one pass is enough (RFC 6376 §6.1).
    """
    trusted = {server.lower() for server in trusted_servers}
    for raw in headers.all("authentication-results"):
        server, *results = _COMMENT.sub(b" ", raw).decode("ascii", "replace").split(";")
        name = server.split()[0].lower() if server.split() else ""
        if name not in trusted:
            continue
        found: dict[str, Verdict] = {}
        for result in results:
            match = _RESULT.match(result)
            verdict = _VERDICTS.get(match[2].lower()) if match else None
            if match and verdict and found.get(match[1].lower()) != "pass":
                found[match[1].lower()] = verdict
        return Authentication(
            trusted=True,
            spf=found.get("spf"),
            dkim=found.get("dkim"),
            dmarc=found.get("dmarc"),
        )
    return Authentication(trusted=False)


def warn_of_impostor(
    author: Address | None,
    authentication: Authentication,
    own_domains: Collection[str],
    own_addresses: Collection[str],
    own_names: Collection[str],
    warnings: list[str],
) -> None:
    """Warn where a mail claims to come from us, or shows our address or a name of ours, unproven.

    A mail from our own domain is proven by DMARC, or by DKIM where DMARC was not looked at. What
    others' domains prove says nothing of a name: anybody may write theirs as they like.
    """
    if author is None:
        return
    proven = authentication.dmarc == "pass" or (
        authentication.dmarc is None and authentication.dkim == "pass"
    )
    domains = {domain.lower() for domain in own_domains}
    addresses = {bare_address(address) for address in own_addresses}
    domain = author.address.rpartition("@")[2].lower()
    if domain in domains or bare_address(author.address) in addresses:
        if not proven:
            warnings.append("own-domain-from-outside")
        return
    name = author.name.lower()
    if any(f"@{each}" in name for each in domains) or any(each in name for each in addresses):
        warnings.append("own-address-as-name")
        return
    shown = name_key(author.name)
    if shown is not None and shown in {name_key(each) for each in own_names}:
        warnings.append("own-name-from-outside")

"""Why a mail failed: rules as data, from what servers say and from their codes."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from madoguchi.channels.email.bounces.formats import ADDRESS

# Only these mean that the address itself is dead; all else may pass, or is about us or the mail.
HARD = frozenset(("userunknown", "hostunknown", "hasmoved", "notaccept"))

# Codes so particular that they outweigh the words beside them.
DECISIVE = {
    "5.3.2": "notaccept",
    "5.3.4": "mesgtoobig",
    "5.7.13": "suspend",
    "5.7.20": "authfailure",
    "5.7.21": "authfailure",
    "5.7.22": "authfailure",
    "5.7.23": "authfailure",
    "5.7.25": "requireptr",
    "5.7.26": "authfailure",
    "5.7.509": "authfailure",
    "5.7.515": "authfailure",
    "x.1.7": "rejected",
    "x.1.8": "rejected",
    "x.2.2": "mailboxfull",
    "x.7.9": "policyviolation",
}
# What a code says where the words say nothing (RFC 3463 §3, and the registry of RFC 5248).
BY_STATUS = {
    "x.1.0": "userunknown",
    "x.1.1": "userunknown",
    "x.1.2": "hostunknown",
    "x.1.3": "userunknown",
    "x.1.4": "userunknown",
    "x.1.6": "hasmoved",
    "x.1.7": "rejected",
    "x.1.8": "rejected",
    "x.1.9": "systemerror",
    "x.1.10": "notaccept",
    "x.2.0": "filtered",
    "x.2.1": "suspend",
    "x.2.2": "mailboxfull",
    "x.2.3": "mesgtoobig",
    "x.2.4": "filtered",
    "x.3.0": "systemerror",
    "x.3.1": "systemfull",
    "x.3.2": "notaccept",
    "x.3.3": "systemerror",
    "x.3.4": "mesgtoobig",
    "x.3.5": "systemerror",
    "x.4.0": "expired",
    "x.4.1": "expired",
    "x.4.2": "networkerror",
    "x.4.3": "systemerror",
    "x.4.4": "hostunknown",
    "x.4.5": "toomanyconn",
    "x.4.6": "networkerror",
    "x.4.7": "expired",
    "x.5.0": "syntaxerror",
    "x.5.1": "syntaxerror",
    "x.5.2": "syntaxerror",
    "x.5.3": "toomanyconn",
    "x.5.4": "syntaxerror",
    "x.5.5": "systemerror",
    "x.6.0": "contenterror",
    "x.6.1": "contenterror",
    "x.6.2": "contenterror",
    "x.6.3": "contenterror",
    "x.6.4": "contenterror",
    "x.6.5": "contenterror",
    "x.7.0": "securityerror",
    "x.7.1": "securityerror",
    "x.7.2": "securityerror",
    "x.7.3": "securityerror",
    "x.7.4": "securityerror",
    "x.7.5": "securityerror",
    "x.7.8": "securityerror",
    "x.7.9": "policyviolation",
    "x.7.10": "securityerror",
    "x.7.13": "suspend",
    "x.7.25": "requireptr",
    "x.7.27": "notaccept",
    "x.7.28": "toomanyconn",
}
# What says nothing about the cause: addresses, links (both may contain any word), names and
# numbers of hosts, and the frame that the sending server puts around the other one's words.
_NOISE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bid=\S+",
        r"this is the .{1,160}i'm sorry to have to inform you that .{1,400}returned message\.",
        r"this message was created automatically by .{1,300}"
        r"(?:address(?:\(es\))?|recipient\S*) failed:",
        r"(?:hi\. )?this is the \S{1,40} program at .{1,260}sorry it didn't work out\.",
        r"for further assistance, please .{1,200}returned (?:below|message)\.?",
        rf"<?{ADDRESS}>?",
        r"\(?in reply to .{1,30}(?:command)?\)",
        r"smtp error from remote mail(?:er)? ?(?:server)? after [^:]{1,40}:",
        r"\bhost\b \S{1,255} ?\[[^\]]{1,60}\](?: said)?:?",
        r"google tried to deliver .{1,250}the error that the other server returned was:",
        r"remote host said:|does not like recipient\.|did not like our [a-z ]{1,12}:",
    )
)
_LINK = re.compile(r"https?://([^\s/]{1,255})\S*")
_REFUSED = re.compile(r"recipient address rejected:?|recipient (?:was )?rejected:")
_BLANKS = re.compile(r"\s+")
_LONGEST = 4_000


@cache
def _rules() -> list[tuple[str, re.Pattern[str]]]:
    """Read the rules of reasons.toml, once, when the first report comes in."""
    source = resources.files(__package__).joinpath("reasons.toml").read_bytes()
    return [
        (rule["reason"], re.compile("|".join(f"(?:{words})" for words in rule["words"])))
        for rule in tomllib.loads(source.decode())["rule"]
    ]


@lru_cache(maxsize=64)
def reason_by_words(text: str) -> str:
    """Return the reason that a server's words give, "" where they give none.

    Cached, because a report on hundreds of recipients says the same of most.
    """
    plain = _BLANKS.sub(" ", text[:_LONGEST].lower().replace("\u2019", "'"))
    # Of a link the host stays: it may be a block list's.
    plain = _LINK.sub(r"\1 ", plain)
    for noise in _NOISE:
        plain = noise.sub(" ", plain)
    plain = _BLANKS.sub(" ", _REFUSED.sub("[recipient refused]:", plain)).strip()
    return next((reason for reason, words in _rules() if words.search(plain)), "")


def reason_by_status(status: str, table: dict[str, str]) -> str:
    """Return the reason that a table gives for a code, in full or without its class."""
    return table.get(status) or table.get(f"x{status[1:]}", "") if status else ""

"""Finds the failed addresses in a report's prose, and what was said about each."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from madoguchi.channels.email.bounces.formats import ADDRESS

_ANY = re.compile(ADDRESS)
# A line that begins with an address introduces it; what follows, up to the next, is about it.
_LEADING = re.compile(
    rf"^[ \t]*(?:[*>\-•]+[ \t]+|to:[ \t]*|recipient:?[ \t]*|[45]\d\d[ \t]+)?"
    rf"[<\[('\"]?(?:mailto:|smtp:|rfc822;)?({ADDRESS})[>\])'\"]?"
    rf"(?=[ \t]*(?:$|[:;.,(<]|\.{{3}}|on |is |was |has |does |-|said|user |not |unknown|failed))(.*)$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^[ \t]*[<\[('\"]?({ADDRESS})[>\])'\"]?[ \t]*$")
# Sentences that name the address in their middle.
_SENTENCES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:undeliver(?:able|ed)|not (?:be )?delivered|deliver(?:ing)?(?: your)?(?: mail| message)?|failed|"
        rf"rejected)[^\n@<]{{0,60}}\b(?:to|for):?[ \t]*<?({ADDRESS})",
        rf"(?:delivery failed \d+ attempts|unknown user|user mailbox exceeds[^:\n]{{0,60}}|addressed to|"
        rf"your message to|message to|recipient|recipient address|no such user|user unknown|unknown local user|"
        rf"mailbox unavailable or not found):?[ \t]*<?({ADDRESS})",
        rf"(?:local )?(?:mailbox|user|account|recipient|address)[^\n@<]{{0,60}}[<(]?({ADDRESS})[>)]?"
        rf"[^\n]{{0,20}}(?:is |was |not |does|doesn|has |un|reject|full|disabled|exceed)",
        rf"<?({ADDRESS})>?[^\n@]{{0,60}}(?:user unknown|unknown user|no such|not found|unknown|does not exist|"
        rf"doesn't|not listed|disabled|full|exceeded|rejected|unavailable|cannot be|could not be|invalid)",
        rf"(?:gateway for|route to|mailbox for|unable to relay for|>>> rcpt to:|-> ?)[ \t]*<?({ADDRESS})",
    )
)
_NOT_FAILED = re.compile(
    r"(?:contact|assistance|send (?:e-?)?mail to|questions|reply to|please (?:e-?mail|write)|message (?:sent )?"
    r"(?:by|from)|message from|sender|return-path|envelope-from|mail from|from:|on behalf of|owner at|administrator"
    r"|generated from|x-[a-z-]+:|message-id|received|reporting)[^\n]{0,40}$",
    re.IGNORECASE,
)
_MAX_LINES = 1_500
_MAX_FOUND = 500


class Said(NamedTuple):
    """An address and the words about it."""

    address: str
    words: str


def find_failed(notice: str, senders: Collection[str]) -> list[Said]:
    """Return the failed recipients of a report's prose, in order, each once.

    `senders` are the addresses the report went to: the original sender is named in it often and
    is believed to have failed only where nobody else is.
    """
    ours = {sender.lower() for sender in senders}
    lines = notice.split("\n")[:_MAX_LINES]
    leading = _by_leading(lines)
    for found in (leading, _by_sentences(lines)):
        others = [said for said in found if said.address.lower() not in ours]
        if others:
            return _merge(others)
    return _merge(leading)


def words_about(notice: str, address: str) -> str:
    """Return what the prose says about one address; "" where it is not named."""
    wanted = address.lower()
    found = _by_leading(notice.split("\n")[:_MAX_LINES])
    return "\n".join(said.words for said in found if said.address.lower() == wanted)


def _by_leading(lines: list[str]) -> list[Said]:
    found: list[Said] = []
    current: list[str] | None = None
    before = ""
    address = ""
    for line in [*lines, ""]:
        match = _LEADING.match(line[:1_000])
        if match and not _NOT_FAILED.search(before) and len(found) < _MAX_FOUND:
            if current is not None:
                found.append(Said(address, "\n".join(current)))
            address, current = _clean(match[1]), [match[2]]
        elif current is not None:
            current.append(line)
        before = line.rstrip() or before
    if current is not None:
        found.append(Said(address, "\n".join(current)))
    return found


def _by_sentences(lines: list[str]) -> list[Said]:
    found: list[Said] = []
    for index, line in enumerate(lines):
        short = line[:600]
        if "@" not in short:
            continue
        for sentence in _SENTENCES:
            for match in sentence.finditer(short):
                if not _NOT_FAILED.search(short[: match.start(1)]):
                    found.append(Said(_clean(match[1]), "\n".join(lines[index : index + 6])))
        if len(found) >= _MAX_FOUND:
            break
    return found


def _merge(found: list[Said]) -> list[Said]:
    merged: dict[str, Said] = {}
    for said in found:
        key = said.address.lower()
        known = merged.get(key)
        merged[key] = Said(known.address, f"{known.words}\n{said.words}") if known else said
    return list(merged.values())


def _clean(address: str) -> str:
    return address.strip("<>\"'.,;:*")


def addresses_in(text: str) -> list[str]:
    """Return every address of a text, in order, each once."""
    return list(dict.fromkeys(_clean(found) for found in _ANY.findall(text[:20_000])))

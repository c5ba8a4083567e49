"""Finds the failed addresses in a report's prose, and what was said about each."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from madoguchi.channels.email.bounces.formats import ADDRESS

_ANY = re.compile(ADDRESS)
# A line that begins with an address introduces it; what follows, up to the next, is about it.
_LEADING = re.compile(
    rf"^[ \t]*(?:[*>\-•]+[ \t]+|recipient:?[ \t]*|[45]\d\d[ \t]+)?"
    rf"[<\[('\"]?(?:mailto:|smtp:|rfc822;)?({ADDRESS})[>\])'\"]?(.*)$",
    re.IGNORECASE,
)
# Sentences that name the address in their middle.
_SENTENCES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:undeliver(?:able|ed)|deliver(?:ed|ing|y)?|failed|rejected|sent|forwarded|addressed"
        rf"|bounced)\b[^\n@<]{{0,60}}\b(?:to|for)[: ]+['\"<(]{{0,2}}({ADDRESS})",
        r"(?:attempts|unknown user|user mailbox exceeds[^:\n]{0,60}|message to|mail to|recipient"
        r"|recipient address|no such user|user unknown|unknown local user|user|not found|address"
        rf"|mailbox)[: ]+['\"<(]?({ADDRESS})",
        rf"(?:mailbox|user|account|recipient|address)\b[^\n@<]{{0,60}}[<(]?({ADDRESS})[>)]?"
        r"[^\n]{0,20}(?:is |was |not |does|doesn|has |un|reject|full|disabled|exceed)",
        rf"({ADDRESS})>?[^\n@]{{0,60}}(?:unknown|no such|not |n't|disabled|full|exceed|reject"
        r"|unavail|invalid|fail|error|存在|满|エラー)",
        r"(?:收件人|收信人|收件地址|宛先|받는 ?사람|받는이|수신자|수신인)"
        rf"[^\n@]{{0,8}}?({ADDRESS})",
        rf"(?:递送至|傳遞至|送达|送達|传递给|傳遞給|发送给|投递到)\s*({ADDRESS})",
        rf"({ADDRESS})\s*(?:에게?|으?로)\s[^\n@]{{0,40}}(?:못했|않았|실패)",
        rf"^[ \t]*[45]\d\d[ -][^\n@]{{0,80}}\b(?:for|to)[: ]+<?({ADDRESS})",
        rf"(?:invalid|unknown|bad|illegal|undefined)\b[^\n@:]{{0,60}}[: ]+['\"<(]?({ADDRESS})",
        r"(?:gateway for|mailing list|route to|mailbox for|relay for|rcpt to:|-> ?)"
        rf"[ \t]*<?({ADDRESS})",
    )
)
# The same line, or the one before, tells when an address is named for another reason.
_NOT_FAILED = re.compile(
    r"(?:contact|assistance|mail to|questions|reply to|please (?:e-?mail|write)"
    r"|message (?:sent )?(?:by|from)|sender|return-path|envelope-from|mail from|from|on behalf of"
    r"|owner at|administrator|x-[a-z-]+|message-id|received|reporting|reply-to)[\s:<(]*$",
    re.IGNORECASE,
)
_MAX_LINES = 1_500
_MAX_FOUND = 300


class Said(NamedTuple):
    """An address and the words about it."""

    address: str
    words: str


def find_failed(notice: str, others: Collection[str]) -> list[Said]:
    """Return the failed recipients of a report's prose, in order, each once.

    `others` are the addresses that the report came from and went to: the original sender is named
    in it often, and is believed to have failed only where nobody else is.
    """
    known = {address.lower() for address in others}
    lines = notice.split("\n")[:_MAX_LINES]
    leading = _by_leading(lines)
    for found in (leading, _by_sentences(lines)):
        failed = [said for said in found if said.address.lower() not in known]
        if failed:
            return _merge(failed)
    return _merge(leading)


def words_by_address(notice: str) -> dict[str, str]:
    """Return what the prose says about each address, in lower case, that leads a line of it."""
    found = _merge(_by_leading(notice.split("\n")[:_MAX_LINES]))
    return {said.address.lower(): said.words for said in found}


def addresses_in(text: str) -> list[str]:
    """Return every address of a text, in order, each once."""
    return list(dict.fromkeys(_clean(found) for found in _ANY.findall(text[:20_000])))


def _by_leading(lines: list[str]) -> list[Said]:
    found: list[Said] = []
    current: list[str] | None = None
    before = ""
    address = ""
    for line in lines:
        match = _LEADING.match(line[:1_000]) if "@" in line else None
        if match and not _NOT_FAILED.search(before[-80:]) and len(found) < _MAX_FOUND:
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
                if not _NOT_FAILED.search(short[max(0, match.start(1) - 80) : match.start(1)]):
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

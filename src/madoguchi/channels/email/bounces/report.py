"""Takes a delivery report apart: the machine's own words, RFC 3464 fields, the returned mail."""

from __future__ import annotations

import re
from typing import NamedTuple

from madoguchi.channels.email.bounces import formats
from madoguchi.channels.email.mime.charsets import decode
from madoguchi.channels.email.mime.headers import Headers
from madoguchi.channels.email.mime.markup import as_text, sanitise
from madoguchi.channels.email.mime.structure import Part
from madoguchi.channels.email.mime.transfer import decode_body

Fields = dict[str, str]

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = (
    *("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"),
    "message/partial",
)
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)$")
_RECIPIENT_FIELD = re.compile(r"^(?:final|original)-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ONCE_PER_RECIPIENT = ("final-recipient", "original-recipient", "action", "status")
_MESSAGE_ID = re.compile(r"^message-id:\s*<([^<>\s]{1,998})>", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(r"^to:[ \t]*(.{1,2000}?)$", re.IGNORECASE | re.MULTILINE)
_LIMIT = 60_000
_MAX_PARTS = 40
_MAX_GROUPS = 2_000


class Report(NamedTuple):
    """A mail as a delivery report: what it says, before anything is concluded from it.

    `notice` is what the reporting machine wrote, without the returned mail; `groups` are the
    fields per recipient (RFC 3464 §2.3); `feedback` those of an abuse report (RFC 5965);
    `returned` is the beginning of the mail that came back.
    """

    headers: Headers
    subject: str
    notice: str
    groups: tuple[Fields, ...]
    feedback: Fields | None
    returned: str

    @property
    def original_message_id(self) -> str | None:
        """The Message-ID of the returned mail, where its headers are quoted."""
        found = _MESSAGE_ID.search(self.returned)
        return found[1] if found else None

    @property
    def original_recipients(self) -> str:
        """The To field of the returned mail, as it stands."""
        found = _TO.search(self.returned)
        return found[1] if found else ""


def take_apart(root: Part, subject: str) -> Report:
    """Sort the parts of a mail into notice, fields and returned mail. Never raises."""
    notices: list[str] = []
    returned: list[str] = []
    groups: list[Fields] = []
    feedback: Fields | None = None
    room = _LIMIT
    for part in _parts(root):
        if part.content_type in _STATUS_TYPES:
            groups.extend(groups_in(_text(part)))
        elif part.content_type == "message/feedback-report":
            feedback = next(iter(_paragraph_fields(_text(part))), {})
        elif part.content_type in _RETURNED_TYPES:
            returned.append(part.raw[part.start : part.start + _LIMIT].decode("utf-8", "replace"))
        elif part.content_type.startswith(("text/", "multipart/")) and room > 0:
            # Whatever stands behind the returned mail belongs to it or to a list's footer.
            text = _text(part)[:room]
            room -= len(text)
            own, rest = formats.cut_returned(text)
            if not returned:
                notices.append(own)
            returned.append(rest)
    notice = "\n".join(notices)
    groups = groups or list(groups_in(notice))
    return Report(root.headers, subject, notice, tuple(groups), feedback, "\n".join(returned))


def _parts(root: Part) -> list[Part]:
    """Return the leaves in order; messages inside count as leaves."""
    found: list[Part] = []
    waiting = [root]
    while waiting and len(found) < _MAX_PARTS:
        part = waiting.pop()
        if part.children and part.is_multipart:
            waiting.extend(reversed(part.children))
        else:
            found.append(part)
    return found


def _text(part: Part) -> str:
    body = decode_body(part)[: 4 * _LIMIT]
    text = decode(body, part.parameters.get("charset")).text
    if part.content_type == "text/html" or text.lstrip()[:6].lower() in ("<html>", "<html "):
        text = as_text(sanitise(text))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def groups_in(text: str) -> tuple[Fields, ...]:
    """Return the groups of fields that speak of a recipient, wherever they stand in a text."""
    if not _RECIPIENT_FIELD.search(text):
        return ()
    found = _paragraph_fields(text)
    return tuple(
        group for group in found if "final-recipient" in group or "original-recipient" in group
    )[:_MAX_GROUPS]


def _paragraph_fields(text: str) -> list[Fields]:
    """Read groups of fields, parted by blank lines or by a field that comes again."""
    groups: list[Fields] = [{}]
    name = ""
    for line in text.split("\n"):
        current = groups[-1]
        if not line.strip():
            if "final-recipient" in current or "original-recipient" in current:
                groups.append({})
            name = ""
            continue
        if line[0] in " \t" and name:
            current[name] = f"{current[name]} {line.strip()}"[:4_000]
            continue
        field = _FIELD.match(line[:4_000])
        if not field:
            continue
        name = field[1].lower()
        if name in _ONCE_PER_RECIPIENT and name in current:
            groups.append({})
        groups[-1][name] = field[2].strip()
    return groups

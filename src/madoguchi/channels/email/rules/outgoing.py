"""What a reply becomes as a mail: to whom, with what subject and quote; and when it is held."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import msgspec

from madoguchi.channels.email.compose import quote_text, reply_subject
from madoguchi.channels.email.contracts import BouncedRecipient
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.desk.contracts import MailAddress, MailWishes
from madoguchi.kernel.errors import Invalid

TAKE_BACK = timedelta(seconds=10)
"""How long a reply waits, so that it can be taken back."""
FURTHEST = timedelta(days=366)
MOST_RECIPIENTS = 50
LONGEST_SUBJECT = 500
LONGEST_QUOTE = 20_000
_LINK = re.compile(r"https?://[^\s<>\"'）」】。，、]+")
_ADDRESS = re.compile(r"[^@\s\0-\x1f<>,;]{1,64}@[^@\s\0-\x1f<>,;]{1,253}")
_MACHINES = ("auto-reply", "bounce", "list", "loop")


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be sent, complete but for its files; `files` are attachments' ids.

    Once a server has taken it for some, `left` are those it put off, None for everybody; `failed`
    are those it refused meanwhile.
    """

    author: MailAddress
    to: list[MailAddress]
    cc: list[MailAddress] = []
    bcc: list[MailAddress] = []
    subject: str
    text: str
    html: str | None = None
    identifier: str
    in_reply_to: str | None = None
    references: list[str] = []
    reply_to: str | None = None
    automatic: bool = False
    files: list[int] = []
    left: list[str] | None = None
    failed: list[BouncedRecipient] = []


def still_to_reach(letter: Letter) -> list[str]:
    """Return to whom a letter goes on the next attempt."""
    if letter.left is not None:
        return letter.left
    return [each.address for each in (*letter.to, *letter.cc, *letter.bcc)]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The mail that is answered, as far as the answer needs it."""

    author: MailAddress | None
    reply_to: list[MailAddress] = []
    to: list[MailAddress] = []
    cc: list[MailAddress] = []
    subject: str = ""
    text: str = ""
    identifier: str | None = None
    references: list[str] = []
    automatic: str | None = None
    at: datetime | None = None


def recipients(
    answered: Answered | None,
    wishes: MailWishes,
    customer: MailAddress | None,
    own: Collection[str],
) -> tuple[list[MailAddress], list[MailAddress], list[MailAddress]]:
    """Return To, Cc and Bcc: as wished, else to who wrote (their Reply-To), with who was copied.

    Our own addresses fall out of what was not wished for. Raises `Invalid` where nobody is left.
    """
    to, cc = wishes.to, wishes.cc
    if to is None:
        asked = []
        if answered is not None:
            asked = answered.reply_to or ([answered.author] if answered.author else [])
        asked = _others(asked, own) or ([customer] if customer else [])
        to = asked
    if cc is None:
        copied = [] if answered is None else [*answered.to, *answered.cc]
        known = {bare_address(each.address) for each in to}
        cc = [each for each in _others(copied, own) if bare_address(each.address) not in known]
    everybody = [*to, *cc, *wishes.bcc]
    if not to:
        raise Invalid("mail.nobody_to_send_to", field="mail.to")
    if len(everybody) > MOST_RECIPIENTS:
        raise Invalid("mail.too_many_recipients", field="mail.to", limit=MOST_RECIPIENTS)
    for each in everybody:
        if not _ADDRESS.fullmatch(each.address):
            raise Invalid("mail.bad_address", field="mail.to", address=each.address[:120])
    return _once(to), _once(cc), _once(wishes.bcc)


def subject_of(answered: Answered | None, wishes: MailWishes, otherwise: str) -> str:
    """Return the subject: as wished, else that of what is answered, else the conversation's."""
    if wishes.subject is not None:
        subject = " ".join(wishes.subject.split())
        if len(subject) > LONGEST_SUBJECT:
            raise Invalid("mail.subject_too_long", field="mail.subject", limit=LONGEST_SUBJECT)
        return subject
    return reply_subject((answered.subject if answered else "") or otherwise)


def leaves_at(wishes: MailWishes, now: datetime) -> datetime:
    """Return when a reply leaves: not before it could be taken back, at most a year ahead."""
    if wishes.send_at is None:
        return now + TAKE_BACK
    if wishes.send_at.tzinfo is None or wishes.send_at > now + FURTHEST:
        raise Invalid("mail.bad_send_at", field="mail.send_at")
    return max(wishes.send_at, now + TAKE_BACK)


def held_because(
    answered: Answered | None,
    everybody: Sequence[MailAddress],
    own: Collection[str],
    dead: Collection[str],
) -> str | None:
    """Return why a reply must not leave by itself, None where it may.

    A machine would answer a machine without end; nobody reads what goes to a list's or a report's
    address; what comes back for good would come back again.
    """
    if answered is not None and answered.automatic in _MACHINES:
        return answered.automatic
    bare = {bare_address(each.address) for each in everybody}
    if bare & set(own):
        return "own-address"
    if bare & set(dead):
        return "dead-address"
    return None


def full_text(body: str, signature: str, quoted: str) -> str:
    """Return a reply's text with the signature (after "-- ", RFC 3676 §4.3) and the quote below."""
    parts = [body.rstrip()]
    if signature.strip():
        parts.append("-- \n" + signature.strip())
    if quoted:
        parts.append(quoted)
    return "\n\n".join(parts) + "\n"


def quoted_below(answered: Answered, said: str) -> str:
    """Return what is answered, marked as quoted, under the line that says who wrote it."""
    return f"{said}\n{quote_text(answered.text[:LONGEST_QUOTE].strip())}"


def as_html(body: str, signature: str, said: str, quoted: str) -> str:
    """Return the same reply as HTML: paragraphs, links, the signature, a cited quote."""
    parts = [_paragraphs(body)]
    if signature.strip():
        parts.append(f'<div style="color:#666">{_paragraphs(signature.strip())}</div>')
    if quoted:
        parts.append(
            f"<div>{html.escape(said)}</div>"
            '<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;'
            f'padding-left:1ex">{_paragraphs(quoted[:LONGEST_QUOTE].strip())}</blockquote>'
        )
    return "<html><body>" + "".join(parts) + "</body></html>"


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n{2,}", text.rstrip())
    return "".join(f"<p>{_linked(block)}</p>" for block in blocks)


def _linked(text: str) -> str:
    pieces, end = [], 0
    for found in _LINK.finditer(text):
        address = html.escape(found[0])
        pieces += [html.escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    pieces.append(html.escape(text[end:]))
    return "".join(pieces).replace("\n", "<br>\n")


def _others(addresses: Sequence[MailAddress], own: Collection[str]) -> list[MailAddress]:
    return [each for each in addresses if bare_address(each.address) not in own]


def _once(addresses: Sequence[MailAddress]) -> list[MailAddress]:
    return list({each.address.lower(): each for each in addresses}.values())

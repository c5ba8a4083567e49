"""Builds outgoing mails: text and HTML, threaded, in the charset the customer's program reads."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.generator import BytesGenerator
from email.message import Message
from email.policy import SMTP, Compat32
from email.utils import format_datetime
from io import BytesIO
from urllib.parse import quote

import msgspec

from madoguchi.channels.email.automatic import OWN_MARK
from madoguchi.channels.email.contracts import Address, Attachment
from madoguchi.channels.email.mime.charsets import decode
from madoguchi.channels.email.rules.identity import wire_address

_POLICY = Compat32(linesep="\r\n", max_line_length=998, cte_type=SMTP.cte_type)
_CODECS = {"shift_jis": "cp932", "gb2312": "gbk", "euc-kr": "cp949", "big5": "cp950"}
_ANSWERED = re.compile(
    r"^(?:\s*(?:re|aw|sv|antw|vs|ref|rif|回复|回覆|答复|答覆|返信|답장|회신)\s*(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[ !#-'*+\-/-9=?A-Z^-~]*$")
_LINE_BREAKS = re.compile(r"[\r\n\x00]+")
_WORD_LENGTH = 75
_MAX_REFERENCES = 20


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be sent. `sent_at` is aware; identifiers have no angle brackets.

    `charset` is wished for, and given up for UTF-8 where it cannot hold the text. `automatic`
    marks what no person wrote, so that no machine answers it (RFC 3834 §5).
    """

    author: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    sent_at: datetime
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    charset: str = "utf-8"
    automatic: bool = False
    loop_mark: str = ""


def compose(draft: Draft) -> bytes:
    """Return the mail as it goes over the wire: CRLF, 7-bit, every header safe from injection."""
    body = _body(draft)
    inline = [a for a in draft.attachments if a.inline and a.content_id and draft.html]
    files = [a for a in draft.attachments if a not in inline]
    if files:
        body = _multipart("mixed", [body, *map(_file, files)])
    _address(body, draft)
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=_POLICY).flatten(body)
    return out.getvalue()


def new_message_id(domain: str) -> str:
    """Return an identifier never used before (RFC 5322 §3.6.4), without angle brackets."""
    return f"{secrets.token_hex(16)}@{domain}"


def reply_subject(subject: str) -> str:
    """Return a subject with one "Re:", whatever marks of an answer it had in any language."""
    return f"Re: {_ANSWERED.sub('', subject).strip()}"


def thread(parent_id: str | None, parent_references: Sequence[str]) -> tuple[str, ...]:
    """Return the References of an answer: the parent's and the parent (RFC 5322 §3.6.4).

    A long thread keeps its first and its newest identifiers.
    """
    known = dict.fromkeys([*parent_references, *([parent_id] if parent_id else [])])
    references = tuple(known)
    if len(references) <= _MAX_REFERENCES:
        return references
    return (references[0], *references[-_MAX_REFERENCES + 1 :])


def quote_text(text: str) -> str:
    """Return a text quoted with "> ", one mark more where it quotes already."""
    marked = (f">{line}" if line.startswith(">") else f"> {line}" for line in text.split("\n"))
    return "\n".join(line.rstrip() for line in marked)


def encode_header(text: str, charset: str = "utf-8") -> str:
    """Encode unstructured text as words of at most 75 characters (RFC 2047), one to a line.

    Plain ASCII stays as it is. No character is split between two words.
    """
    text = _LINE_BREAKS.sub(" ", text)
    if text.isascii() and text.isprintable() and "=?" not in text and len(text) < 900:
        return text
    label, codec = _fitting(text, charset)
    room = (_WORD_LENGTH - len(f"=?{label}?b??=")) // 4 * 3
    words: list[bytes] = []
    current = ""
    for character in text:
        if current and len((current + character).encode(codec)) > room:
            words.append(current.encode(codec))
            current = ""
        current += character
    words.append(current.encode(codec))
    return "\n ".join(f"=?{label}?b?{base64.b64encode(word).decode('ascii')}?=" for word in words)


def _fitting(text: str, charset: str) -> tuple[str, str]:
    """Return label and codec of the charset, or of UTF-8 where it would not come back the same."""
    label = charset.lower()
    codec = _CODECS.get(label, label)
    try:
        encoded = text.encode(codec)
    except (UnicodeEncodeError, LookupError):
        return "utf-8", "utf-8"
    return (label, codec) if decode(encoded, label).text == text else ("utf-8", "utf-8")


def _address(message: Message, draft: Draft) -> None:
    fields = {
        "Date": format_datetime(draft.sent_at),
        "From": _mailbox(draft.author, draft.charset),
        "To": _mailboxes(draft.to, draft.charset),
        "Cc": _mailboxes(draft.cc, draft.charset),
        "Reply-To": _mailbox(draft.reply_to, draft.charset) if draft.reply_to else "",
        "Subject": encode_header(draft.subject, draft.charset),
        "Message-ID": f"<{_identifier(draft.message_id)}>",
        "In-Reply-To": f"<{_identifier(draft.in_reply_to)}>" if draft.in_reply_to else "",
        "References": "\n ".join(f"<{_identifier(known)}>" for known in draft.references),
        "Auto-Submitted": "auto-replied" if draft.automatic else "",
        "X-Auto-Response-Suppress": "All" if draft.automatic else "",
        OWN_MARK: _identifier(draft.loop_mark),
        "MIME-Version": "1.0",
    }
    for name, value in fields.items():
        if value:
            message[name] = value


def _identifier(text: str) -> str:
    return re.sub(r"[\s<>]", "", text)


def _mailboxes(addresses: Sequence[Address], charset: str) -> str:
    return ",\n ".join(_mailbox(address, charset) for address in addresses)


def _mailbox(address: Address, charset: str) -> str:
    bare = wire_address(re.sub(r"[\s<>,;\x00-\x1f]", "", address.address))
    name = _LINE_BREAKS.sub(" ", address.name).strip()
    if not name:
        return bare
    if not name.isascii() or "=?" in name:
        return f"{encode_header(name, charset)} <{bare}>"
    if not _PLAIN.match(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{bare}>"


def _body(draft: Draft) -> Message:
    plain = _text(draft.text, "plain", draft.charset)
    if draft.html is None:
        return plain
    markup = _text(draft.html, "html", draft.charset)
    inline = [a for a in draft.attachments if a.inline and a.content_id]
    if inline:
        markup = _multipart("related", [markup, *map(_file, inline)])
    return _multipart("alternative", [plain, markup])


def _text(content: str, subtype: str, charset: str) -> Message:
    content = content.replace("\r\n", "\n").replace("\n", "\r\n")
    label, codec = _fitting(content, charset)
    part = Message(policy=_POLICY)
    part["Content-Type"] = f'text/{subtype}; charset="{label}"'
    encoded = content.encode(codec)
    lines_fit = max(map(len, encoded.split(b"\r\n"))) <= 900
    if encoded.isascii() and lines_fit and (label == "iso-2022-jp" or content.isascii()):
        part["Content-Transfer-Encoding"] = "7bit"
        part.set_payload(encoded.decode("ascii").replace("\r\n", "\n"))
    else:
        _set_base64(part, encoded)
    return part


def _set_base64(part: Message, content: bytes) -> None:
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(content).decode("ascii"))


def _multipart(subtype: str, parts: Sequence[Message]) -> Message:
    whole = Message(policy=_POLICY)
    boundary = f"=_{secrets.token_hex(12)}"
    whole["Content-Type"] = f'multipart/{subtype}; boundary="{boundary}"'
    for part in parts:
        whole.attach(part)
    return whole


def _file(attachment: Attachment) -> Message:
    """Attach a file; its name goes by RFC 2231, and as an encoded-word for older programs."""
    part = Message(policy=_POLICY)
    kind = attachment.content_type if "/" in attachment.content_type else "application/octet-stream"
    if kind.startswith(("message/", "multipart/")):
        # Such parts may not be base64 (RFC 2045 §6.4), and nothing else keeps them to the letter.
        kind = "application/octet-stream"
    name = _LINE_BREAKS.sub(" ", attachment.name)
    disposition = "inline" if attachment.inline and attachment.content_id else "attachment"
    if name.isascii():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        part["Content-Type"] = f'{kind};\n name="{quoted}"'
        part["Content-Disposition"] = f'{disposition};\n filename="{quoted}"'
    else:
        part["Content-Type"] = f'{kind};\n name="{encode_header(name)}"'
        part["Content-Disposition"] = f"{disposition};\n {_continued(name)}"
    if attachment.content_id:
        part["Content-ID"] = f"<{_identifier(attachment.content_id)}>"
    _set_base64(part, attachment.content)
    return part


def _continued(name: str) -> str:
    """Write a file name as percent-encoded sections of at most 60 characters (RFC 2231 §4)."""
    pieces = [quote(character, safe="") for character in name]
    sections, current = [], "utf-8''"
    for piece in pieces:
        if len(current) + len(piece) > 60:
            sections.append(current)
            current = ""
        current += piece
    sections.append(current)
    if len(sections) == 1:
        return f"filename*={sections[0]}"
    return ";\n ".join(f"filename*{index}*={text}" for index, text in enumerate(sections))

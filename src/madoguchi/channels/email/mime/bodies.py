"""Chooses what of a mail's parts is its text, its HTML and its attachments."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import NamedTuple

from madoguchi.channels.email.contracts import Attachment
from madoguchi.channels.email.mime import names, smime, tnef
from madoguchi.channels.email.mime.charsets import decode
from madoguchi.channels.email.mime.flowed import unflow
from madoguchi.channels.email.mime.markup import as_text, sanitise
from madoguchi.channels.email.mime.structure import Part
from madoguchi.channels.email.mime.transfer import decode_body, decode_text, split_uuencoded
from madoguchi.channels.email.mime.words import decode_words

_MAX_TEXT = 1024 * 1024
_MAX_MARKUP = 512 * 1024
_SHOWN_TYPES = ("text/plain", "text/html", "text/enriched", "text/richtext")
_HEADING = ("from", "date", "subject")
_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")


class Body(NamedTuple):
    """The readable content of a mail; `html` is sanitised."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]


class _Piece(NamedTuple):
    """A shown part: its words, or safe HTML, and the number of the alternative it belongs to."""

    content: str
    markup: bool
    alternative: int | None


def forwarded_text(root: Part, hints: tuple[str, ...]) -> str:
    """Return the text of the first mail within a mail that has none itself, "" where none is.

    Such a mail forwards another whole, maybe through many hands.
    """
    waiting = [(root, root)]
    while waiting:
        part, whole = waiting.pop()
        if not part.children and whole is not root and part.content_type.startswith("text/"):
            return Reader([]).read(whole, hints).text
        is_mail = part.content_type in ("message/rfc822", "message/global")
        waiting.extend((child, child if is_mail else whole) for child in reversed(part.children))
    return ""


class Reader:
    """Reads the parts of one mail; collects warnings and the charsets met, as hints for headers."""

    def __init__(self, warnings: list[str]) -> None:
        self.warnings = warnings
        self.pieces: list[_Piece] = []
        self.attachments: list[Attachment] = []
        self.room = _MAX_TEXT

    def read(self, root: Part, hints: tuple[str, ...]) -> Body:
        """Return the body of the mail under `root`; `hints` are its declared charsets."""
        for part, alternative in _leaves(root):
            if _is_digested(part):
                self._take_heading(part, hints)
            else:
                self._take(part, alternative, hints)
        return Body(self._text(), self._html(), tuple(self.attachments))

    def _take(self, part: Part, alternative: int | None, hints: tuple[str, ...]) -> None:
        name = names.declared_name(part, hints)
        if part.content_type in smime.TYPES:
            self._take_signed(part, name, hints)
        elif part.content_type in _TNEF_TYPES or name.lower() == "winmail.dat":
            self._take_tnef(part, name)
        elif _is_shown(part, name, alternative):
            self._take_shown(part, alternative, hints)
        elif part.content_type != "text/x-amp-html" or alternative is None:
            self.attachments.append(self._attachment(part, name, hints))

    def _take_shown(self, part: Part, alternative: int | None, hints: tuple[str, ...]) -> None:
        raw = decode_text(part)
        if len(raw) > self.room:
            self.warnings.append("text-cut")
            raw = raw[: self.room]
        self.room -= len(raw)
        decoded = decode(raw, part.parameters.get("charset"), hints)
        if decoded.misdeclared:
            self.warnings.append("charset-misdeclared")
        if decoded.damaged:
            self.warnings.append("charset-damaged")
        content = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        markup = part.content_type == "text/html"
        if markup:
            content = self._sanitised(content)
        else:
            content, files = split_uuencoded(content)
            self.attachments.extend(names.from_bytes(file.name, file.content) for file in files)
            if part.parameters.get("format", "").lower() == "flowed":
                content = unflow(content, part.parameters.get("delsp", "").lower() == "yes")
        self.pieces.append(_Piece(content, markup, alternative))

    def _take_heading(self, message: Part, hints: tuple[str, ...]) -> None:
        """Head a message of a digest with the fields a reader looks for."""
        headers = message.children[0].headers
        shown = [(field, decode_words(headers.first(field), hints)) for field in _HEADING]
        heading = "\n".join(f"{field.title()}: {value}" for field, value in shown if value)
        self.pieces.append(_Piece(heading, False, None))

    def _take_signed(self, part: Part, name: str, hints: tuple[str, ...]) -> None:
        content = decode_body(part)
        inner = smime.unwrap(content)
        if inner is None:
            self.warnings.append("encrypted" if smime.is_encrypted(part) else "signature-unread")
            self.attachments.append(
                names.from_bytes(name or "smime.p7m", content, part.content_type)
            )
            return
        for leaf, alternative in _leaves(inner):
            if leaf.content_type not in smime.TYPES:
                self._take(leaf, alternative, hints)

    def _take_tnef(self, part: Part, name: str) -> None:
        content = decode_body(part)
        opened = tnef.read(content)
        if opened is None:
            self.warnings.append("winmail-unread")
            self.attachments.append(names.from_bytes(name or "winmail.dat", content))
            return
        self.attachments.extend(opened.attachments)
        if opened.html:
            self.pieces.append(_Piece(self._sanitised(opened.html), True, -1))
        if opened.text:
            self.pieces.append(_Piece(opened.text[:_MAX_TEXT], False, -1))

    def _sanitised(self, markup: str) -> str:
        if len(markup) > _MAX_MARKUP:
            self.warnings.append("text-cut")
        return sanitise(markup[:_MAX_MARKUP])

    def _attachment(self, part: Part, name: str, hints: tuple[str, ...]) -> Attachment:
        nested = part.content_type in ("message/rfc822", "message/global") and part.children
        content = part.raw[part.start : part.end] if nested else decode_body(part)
        return Attachment(
            name=name or names.made_up_name(part, hints),
            content_type=part.content_type,
            size=len(content),
            content=content,
            content_id=names.content_id(part),
            inline=part.disposition != "attachment" and names.content_id(part) is not None,
        )

    def _text(self) -> str:
        with_text = {
            piece.alternative
            for piece in self.pieces
            if not piece.markup and piece.alternative is not None and piece.content.strip()
        }
        shown = []
        for piece in self.pieces:
            if not piece.markup:
                shown.append(piece.content.strip("\n"))
            elif piece.alternative not in with_text:
                shown.append(as_text(piece.content))
        return "\n\n".join(text for text in shown if text.strip())

    def _html(self) -> str | None:
        if not any(piece.markup and piece.content.strip() for piece in self.pieces):
            return None
        with_markup = {
            piece.alternative
            for piece in self.pieces
            if piece.markup and piece.alternative is not None
        }
        shown = []
        for piece in self.pieces:
            if piece.markup:
                shown.append(piece.content)
            elif piece.alternative not in with_markup and piece.content.strip():
                escaped = html.escape(piece.content.strip("\n"))
                shown.append(f'<div style="white-space: pre-wrap">{escaped}</div>')
        return "\n".join(shown).strip() or None


def _leaves(root: Part) -> Iterator[tuple[Part, int | None]]:
    """Yield the leaves with the number of their nearest multipart/alternative.

    Messages are leaves too, save those of a digest, which are there to be read one after the
    other: such a message is yielded itself, as the heading of the leaves that follow.
    """
    waiting: list[tuple[Part, int | None]] = [(root, None)]
    count = 0
    while waiting:
        part, alternative = waiting.pop()
        if part.is_multipart and part.children:
            if part.content_type == "multipart/alternative":
                count += 1
                alternative = count
        elif _is_digested(part):
            yield part, None
        else:
            yield part, alternative
            continue
        waiting.extend((child, alternative) for child in reversed(part.children))


def _is_digested(part: Part) -> bool:
    parent = part.parent
    return bool(part.children) and parent is not None and parent.content_type == "multipart/digest"


def _is_shown(part: Part, name: str, alternative: int | None) -> bool:
    """A text without a file's name, or inside an alternative, is there to be read."""
    if part.is_multipart:
        return True
    if part.content_type not in _SHOWN_TYPES or part.disposition == "attachment":
        return False
    return not name or (alternative is not None and part.disposition != "attachment")

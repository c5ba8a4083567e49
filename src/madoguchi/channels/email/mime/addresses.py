"""Address headers (RFC 5322 §3.4) to name and address, with what people's software puts there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from madoguchi.channels.email.contracts import Address
from madoguchi.channels.email.mime.charsets import decode
from madoguchi.channels.email.mime.words import decode_words

_TOKEN = re.compile(
    r"""(?P<word>=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,1000}\?=)
      | (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<angle><[^<>]*>)
      | (?P<separator>[,;])
      | (?P<colon>:)
      | (?P<comment>\()
      | (?P<blank>\s+)
      | (?P<atom>[^\s"<>,;:()=]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_LOOSE_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]]{1,200}@[^\s<>\"',;:()]{1,255}")
_MAX_ADDRESSES = 1_000


def read_addresses(raw: bytes, hints: Sequence[str] = ()) -> list[Address]:
    """Read the addresses of an unfolded header value, in order, groups dissolved.

    Tolerated: commas in unquoted names, names that look like addresses, missing commas between
    bare addresses, comments as names, raw 8-bit text. What holds no "@" is no address.
    """
    text = raw.decode("ascii") if raw.isascii() and b"\x1b" not in raw else _decode_raw(raw, hints)
    found: list[Address] = []
    item = _Item()
    for kind, value in _tokens(text):
        if kind == "separator":
            if item.has_address():
                found.extend(item.addresses(hints))
                item = _Item()
            elif value == ",":
                # "Doe, John <j@doe.example>": the comma belongs to the name that goes on.
                item.phrase.append(", ")
            else:
                item = _Item()
        elif kind == "colon" and not item.has_address():
            item = _Item()
        else:
            item.take(kind, value)
        if len(found) >= _MAX_ADDRESSES:
            return found
    if item.has_address():
        found.extend(item.addresses(hints))
    return found


def _decode_raw(raw: bytes, hints: Sequence[str]) -> str:
    return decode(raw, None, hints).text


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            break
        kind, value, position = str(match.lastgroup), match[0], match.end()
        if kind == "comment":
            value, position = _comment(text, position)
        tokens.append((kind, value))
    return tokens


def _comment(text: str, start: int) -> tuple[str, int]:
    """Read a comment after its opening parenthesis, nested ones included."""
    depth, position = 1, start
    while position < len(text) and depth:
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        position += 1
    content = text[start : position - 1] if depth == 0 else text[start:position]
    return _QUOTED_PAIR.sub(r"\1", content), position


class _Item:
    """What stands between two commas."""

    def __init__(self) -> None:
        self.phrase: list[str] = []
        self.angles: list[str] = []
        self.comments: list[str] = []
        self.last = ""
        self.angle_holds_at = False
        self.phrase_holds_at = False

    def take(self, kind: str, value: str) -> None:
        if "@" in value and kind != "comment":
            self.angle_holds_at |= kind == "angle"
            self.phrase_holds_at |= kind != "angle"
        if kind == "angle":
            self.angles.append(value[1:-1])
        elif kind == "comment":
            self.comments.append(value)
        elif kind == "quoted":
            self.phrase.append(_QUOTED_PAIR.sub(r"\1", value[1:-1]))
        elif kind == "atom" and value.startswith("@") and self.last == "quoted":
            # A quoted string glued to an @ is a local part, and its quotes belong to it.
            self.phrase[-1] = f'"{self.phrase[-1]}"'
            self.phrase.append(value)
        else:
            self.phrase.append(" " if kind == "blank" else value)
        self.last = kind

    def has_address(self) -> bool:
        return self.angle_holds_at or (not self.angles and self.phrase_holds_at)

    def addresses(self, hints: Sequence[str]) -> list[Address]:
        phrase = "".join(self.phrase)
        if self.angles:
            inside = next(angle for angle in reversed(self.angles) if "@" in angle)
            name = _name(phrase, hints) or _name(" ".join(self.comments), hints)
            return [Address(name=name, address=_bare(inside))]
        loose = _LOOSE_ADDRESS.findall(phrase)
        name = _name(" ".join(self.comments), hints)
        if len(loose) == 1:
            rest = phrase.replace(loose[0], " ").strip(" <>\"',;:()[]")
            return [Address(name=name or _name(rest, hints), address=loose[0])]
        if loose:
            return [Address(name="", address=address) for address in loose]
        return [Address(name=name, address=_bare(phrase))]


def _name(phrase: str, hints: Sequence[str]) -> str:
    decoded = decode_words(phrase.encode("utf-8", "replace"), hints)
    name = " ".join(decoded.split())
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return name.strip(" ,")


def _bare(inside: str) -> str:
    """Free an address of blanks, comments, a source route (RFC 5322 §4.4) and "mailto:"."""
    if '"@' in inside:
        return inside.strip()
    address = re.sub(r"\([^()]*\)|\s", "", inside)
    if address.startswith("@") and ":" in address:
        address = address.partition(":")[2]
    return address.removeprefix("mailto:").strip("'\"<>")

"""SIP messages: bytes to structs and back. Loose in what it reads, exact in what it writes."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

LONGEST = 65_535
MOST_HEADERS = 200
VERSION = "SIP/2.0"

_COMPACT = {
    "v": "via", "f": "from", "t": "to", "m": "contact", "i": "call-id", "l": "content-length",
    "c": "content-type", "k": "supported", "s": "subject", "e": "content-encoding",
}  # fmt: skip
_SPELLING = {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate"}
_METHOD = re.compile(r"[A-Z]{1,20}")
_URI = re.compile(
    r"(?P<scheme>sips?|tel):(?:(?P<user>[^@;?>\s]*)@)?(?P<host>\[[0-9a-fA-F:.]+\]|[^:;?>\s]*)"
    r"(?::(?P<port>\d{1,5}))?",
    re.IGNORECASE,
)
_NEEDED = ("via", "from", "to", "call-id", "cseq")


class Malformed(Exception):
    """Bytes that are no SIP message that anybody could answer."""


class Uri(msgspec.Struct, frozen=True):
    """The parts of a SIP or tel address that we use; of `tel:` the number is the user."""

    user: str
    host: str
    port: int | None = None


class Address(msgspec.Struct, frozen=True):
    """What stands in From, To and Contact."""

    name: str
    uri: Uri
    raw_uri: str
    tag: str


class Via(msgspec.Struct, frozen=True):
    """The top Via: where an answer goes."""

    host: str
    port: int | None
    branch: str
    rport: bool


class Message(msgspec.Struct, kw_only=True):
    """What requests and answers share; header names are in small letters, in their order."""

    headers: list[tuple[str, str]]
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for each, value in self.headers if each == name]

    def get(self, name: str) -> str:
        """Return the first value of a header, empty where there is none."""
        return next((value for each, value in self.headers if each == name), "")

    @property
    def call_id(self) -> str:
        """The name of the dialog both sides share."""
        return self.get("call-id")

    @property
    def cseq(self) -> tuple[int, str]:
        """The request's number and method. Raises `Malformed`."""
        number, _, method = self.get("cseq").partition(" ")
        if not number.isascii() or not number.isdigit() or len(number) > 10:
            raise Malformed("no CSeq")
        return int(number), method.strip().upper()

    @property
    def via(self) -> Via:
        """The top Via. Raises `Malformed`."""
        return read_via(self.get("via"))


class Request(Message, kw_only=True):
    """Somebody asks for something."""

    method: str
    uri: str


class Answer(Message, kw_only=True):
    """Somebody answers: 1xx for now, 2xx yes, 3xx to 6xx no."""

    status: int
    reason: str


def parse(data: bytes) -> Request | Answer:
    """Read one datagram. Raises `Malformed`, and nothing else, for whatever it may hold."""
    head, _, body = data.lstrip(b"\r\n\0 ").partition(b"\r\n\r\n")
    if not head or len(data) > LONGEST:
        raise Malformed("empty or too long")
    lines = head.decode("utf-8", "replace").split("\r\n")
    first = lines[0].split(" ", 2)
    if len(first) != 3:
        raise Malformed("no first line")
    headers = list(_headers(lines[1:]))
    if first[0] == VERSION:
        if not re.fullmatch(r"[1-6]\d\d", first[1]):
            raise Malformed("no status")
        message: Request | Answer = Answer(headers=headers, status=int(first[1]), reason=first[2])
    else:
        if not _METHOD.fullmatch(first[0]) or first[2].strip() != VERSION:
            raise Malformed("no request line")
        message = Request(headers=headers, method=first[0], uri=first[1])
    for name in _NEEDED:
        if not message.get(name):
            raise Malformed(f"no {name}")
    length = message.get("content-length").strip()
    if length.isascii() and length.isdigit() and len(length) < 6:
        if int(length) > len(body):
            raise Malformed("cut off")
        body = body[: int(length)]
    message.body = body
    number_and_method = message.cseq
    if isinstance(message, Request) and number_and_method[1] != message.method:
        raise Malformed("CSeq of another method")
    _ = message.via
    return message


def read_uri(text: str) -> Uri:
    """Read an address such as `sip:+81312345678@carrier.example:5060`. Raises `Malformed`."""
    found = _URI.match(text.strip())
    if found is None:
        raise Malformed("no address")
    if found["scheme"].lower() == "tel":
        return Uri(found["host"], "")
    port = int(found["port"]) if found["port"] else None
    if port is not None and not 0 < port < 65_536:
        raise Malformed("no port")
    user = (found["user"] or "").partition(":")[0]
    return Uri(user, found["host"].strip("[]"), port)


def read_address(text: str) -> Address:
    """Read what stands in From, To or Contact, with or without brackets. Raises `Malformed`."""
    text = text.strip()
    name = ""
    if text.startswith('"'):
        end = 1
        while end < len(text) and text[end] != '"':
            end += 2 if text[end] == "\\" else 1
        name = re.sub(r"\\(.)", r"\1", text[1:end])
        text = text[end + 1 :].strip()
    before, opened, rest = text.partition("<")
    if opened:
        name = name or before.strip()
        raw_uri, closed, parameters = rest.partition(">")
        if not closed:
            raise Malformed("no end of an address")
    else:
        raw_uri, _, parameters = text.partition(";")
        parameters = f";{parameters}"
    tag = next(
        (
            value.strip()
            for key, _, value in (part.partition("=") for part in parameters.split(";"))
            if key.strip().lower() == "tag"
        ),
        "",
    )
    return Address(name[:200], read_uri(raw_uri), raw_uri.strip(), tag)


def read_via(text: str) -> Via:
    """Read a Via. Raises `Malformed`."""
    head, *parameters = text.split(",", maxsplit=1)[0].split(";")
    words = head.split()
    if len(words) < 2 or not words[0].upper().startswith("SIP/2.0/"):
        raise Malformed("no Via")
    # White space may stand around the colon (RFC 3261, 25.1).
    host, _, port = "".join(words[1:]).rpartition(":") if _has_port(words[1:]) else (
        "".join(words[1:]), "", "",
    )  # fmt: skip
    known = {
        key.strip().lower(): value.strip()
        for key, _, value in (part.partition("=") for part in parameters)
    }
    number = int(port) if port else None
    if not host or (number is not None and not 0 < number < 65_536):
        raise Malformed("no Via")
    return Via(host.strip("[]"), number, known.get("branch", ""), "rport" in known)


def write_request(
    method: str, uri: str, headers: Iterable[tuple[str, str]], body: bytes = b""
) -> bytes:
    """Write a request; Content-Length is ours."""
    return _write(f"{method} {uri} {VERSION}", headers, body)


def write_answer(
    status: int, reason: str, headers: Iterable[tuple[str, str]], body: bytes = b""
) -> bytes:
    """Write an answer; Content-Length is ours."""
    return _write(f"{VERSION} {status} {reason}", headers, body)


def _write(first: str, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    lines = [first]
    lines += [f"{_SPELLING.get(name, name.title())}: {value}" for name, value in headers]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _headers(lines: list[str]) -> Iterable[tuple[str, str]]:
    unfolded: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] += " " + line.strip()
        else:
            unfolded.append(line)
    if len(unfolded) > MOST_HEADERS:
        raise Malformed("too many headers")
    for line in unfolded:
        name, colon, value = line.partition(":")
        if colon:
            key = name.strip().lower()
            yield _COMPACT.get(key, key), value.strip()


def _has_port(words: list[str]) -> bool:
    joined = "".join(words)
    _, colon, port = joined.rpartition(":")
    return bool(colon) and port.isascii() and port.isdigit() and len(port) < 6

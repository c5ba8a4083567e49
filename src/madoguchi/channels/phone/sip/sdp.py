"""Session descriptions (RFC 4566) of one G.711 stream with telephone events: read and written."""

from __future__ import annotations

import ipaddress
from typing import Literal

import msgspec

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
PCMU, PCMA = 0, 8
EVENTS = 101
_ANSWERS: dict[Direction, Direction] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


class Unusable(Exception):
    """A description without a stream that we can speak: the call is refused with 488."""


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """Where the other side hears us and how; `events` is its payload type of RFC 4733, if any."""

    host: str
    port: int
    codec: int
    events: int | None = None
    direction: Direction = "sendrecv"

    @property
    def answered_with(self) -> Direction:
        """What an answer says of its direction (RFC 3264, 6.1)."""
        return _ANSWERS[self.direction]

    @property
    def hears(self) -> bool:
        """Whether they want to hear us; who holds us does not."""
        return self.direction in ("sendrecv", "recvonly")

    @property
    def speaks(self) -> bool:
        """Whether anything is to be heard from them."""
        return self.direction in ("sendrecv", "sendonly")


def read(body: bytes) -> Stream:
    """Return the first audio stream that speaks G.711. Raises `Unusable`."""
    host, port, found = "", 0, False
    payloads: list[int] = []
    named: dict[int, str] = {}
    direction: Direction = "sendrecv"
    for line in body.decode("utf-8", "replace").splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            if found:
                break
            words = value.split()
            if len(words) < 4 or words[0] != "audio" or not words[2].startswith("RTP/AVP"):
                continue
            found, port = True, _number(words[1].partition("/")[0])
            payloads = [_number(word) for word in words[3:]]
        elif kind == "c":
            words = value.split()
            if len(words) == 3:
                host = words[2].partition("/")[0]
        elif kind == "a" and value.startswith("rtpmap:") and found:
            number, _, encoding = value[7:].partition(" ")
            name, _, rate = encoding.strip().lower().partition("/")
            if rate.partition("/")[0] == "8000":
                named[_number(number)] = name
        elif kind == "a" and value in ("sendrecv", "sendonly", "recvonly", "inactive"):
            direction = value  # type: ignore[assignment]
    if not found or not 0 < port < 65_536:
        raise Unusable("no audio")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        raise Unusable("no address") from None
    codec = next((each for each in payloads if each in (PCMU, PCMA)), None)
    if codec is None:
        raise Unusable("no G.711")
    events = next((p for p in payloads if named.get(p) == "telephone-event"), None)
    if direction == "sendrecv" and host == "0.0.0.0":  # noqa: S104 - how RFC 2543 said "hold"
        direction = "sendonly"
    return Stream(
        host=host,
        port=port,
        codec=codec,
        events=events,
        direction=direction,
    )


def write(
    host: str,
    port: int,
    *,
    codecs: tuple[int, ...] = (PCMU, PCMA),
    events: int | None = EVENTS,
    direction: Direction = "sendrecv",
    session: int = 1,
    version: int = 1,
) -> bytes:
    """Describe our stream, 20 ms to a packet; `version` grows where it differs from before."""
    family = "IP6" if ":" in host else "IP4"
    names = {PCMU: "PCMU", PCMA: "PCMA"}
    payloads = [*codecs, *([] if events is None else [events])]
    lines = [
        "v=0",
        f"o=madoguchi {session} {version} IN {family} {host}",
        "s=-",
        f"c=IN {family} {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(map(str, payloads))}",
        *(f"a=rtpmap:{codec} {names[codec]}/8000" for codec in codecs),
    ]
    if events is not None:
        lines += [f"a=rtpmap:{events} telephone-event/8000", f"a=fmtp:{events} 0-15"]
    lines += ["a=ptime:20", f"a={direction}"]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1

"""What answers and requests are made of: reasons, copied headers, tags; keys told by INFO."""

from __future__ import annotations

import secrets

from madoguchi.channels.phone.sip.message import Request

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE"
REASONS = {
    100: "Trying", 180: "Ringing", 200: "OK", 400: "Bad Request", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 420: "Bad Extension", 480:
    "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist", 482: "Loop Detected",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
    491: "Request Pending", 500: "Server Internal Error", 503: "Service Unavailable",
}  # fmt: skip


def copied(request: Request, tag: str) -> list[tuple[str, str]]:
    """Return the headers that an answer takes over from its request, `tag` added to To."""
    to = request.get("to")
    if tag and "tag=" not in to.rpartition(">")[2].lower():
        to = f"{to};tag={tag}"
    return [
        *(("via", each) for each in request.all("via")),
        ("from", request.get("from")),
        ("to", to),
        ("call-id", request.call_id),
        ("cseq", request.get("cseq")),
    ]


def new_tag() -> str:
    """Return a tag nobody can guess: it is what keeps strangers out of a dialog."""
    return secrets.token_hex(8)


def new_branch() -> str:
    """Return the name of a transaction of ours."""
    return f"z9hG4bK{secrets.token_hex(10)}"


def digit_of(request: Request) -> str:
    """Return the key that an INFO tells of: `application/dtmf-relay` or `application/dtmf`."""
    text = request.body.decode("ascii", "replace")
    kind = request.get("content-type").partition(";")[0].strip().lower()
    if kind == "application/dtmf-relay":
        for line in text.splitlines():
            name, _, value = line.partition("=")
            if name.strip().lower() == "signal":
                text = value
                break
        else:
            return ""
    elif kind != "application/dtmf":
        return ""
    text = text.strip().upper()
    digit = {"10": "*", "11": "#"}.get(text, text)
    return digit if len(digit) == 1 and digit in "0123456789*#ABCD" else ""

"""What came of a line's test call, as a key whose text says what to do about it."""

from __future__ import annotations

BY_STATUS = {
    400: "refused", 401: "password", 402: "refused", 403: "forbidden", 404: "unknown_number",
    405: "refused", 406: "no_codec", 407: "password", 408: "not_reached", 410: "unknown_number",
    415: "no_codec", 416: "unknown_number", 420: "refused", 480: "not_reached", 481: "refused",
    484: "unknown_number", 486: "busy", 487: "refused", 488: "no_codec", 500: "trouble",
    502: "trouble", 503: "trouble", 504: "trouble", 600: "busy", 603: "busy",
    604: "unknown_number", 606: "no_codec", 607: "forbidden",
}  # fmt: skip
GOOD = {"heard", "rings", "busy", "not_reached"}
"""The line works, whoever is at the other end."""


def verdict(why: str) -> str:
    """Return the key for why a dialog has ended: `refused NNN`, `silence`, or that they hung up."""
    if why == "silence":
        return "silence"
    kind, _, status = why.partition(" ")
    if kind == "refused" and status.isdigit():
        return BY_STATUS.get(int(status), "refused")
    return "busy"  # they answered or rang, and put it down


def status_of(why: str) -> int | None:
    """Return the status that a carrier refused with, for whoever talks to its support."""
    kind, _, status = why.partition(" ")
    return int(status) if kind == "refused" and status.isdigit() else None

"""Finds status codes (RFC 3463), reply codes (RFC 5321 §4.2) and the stage of SMTP in words."""

from __future__ import annotations

import re

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.#])([245][0-7]\d)(?=[ \-:][^\d]|[ \-]\d\.\d|$)")
_STAGES = (
    (
        "data",
        r"end of (?:the )?data|after i sent the message|final data|>>> \.|message body"
        r"|(?:after|in reply to|pipelined|>>>|like our|sending) data",
    ),
    ("rcpt", r"rcpt to|like recipient|rcpt_to"),
    ("mail", r"mail from|like sender|sender was rejected"),
    (
        "connection",
        r"initial connection|greeting failed|after connect|helo|ehlo|while connecting|banner",
    ),
)
_PATTERNS = [(stage, re.compile(pattern, re.IGNORECASE)) for stage, pattern in _STAGES]


def find_status(text: str) -> str:
    """Return the most telling status code of a text: one that is not x.0.0 if there is any."""
    found: list[str] = [code for code in _STATUS.findall(text[:8_000]) if not code.startswith("2")]
    telling = [code for code in found if not code.endswith(".0.0")]
    return (telling or found or [""])[0]


def find_reply_code(text: str) -> str:
    """Return the SMTP reply code of a text, "" where there is none."""
    codes: list[str] = _REPLY.findall(text[:8_000])
    return codes[0] if codes else ""


def find_stage(text: str) -> str:
    """Return at which command the server refused: connection, mail, rcpt, data, or ""."""
    short = text[:8_000]
    return next((stage for stage, pattern in _PATTERNS if pattern.search(short)), "")

"""`madoguchi inspect mail FILE`: shows what the desk makes of a mail. Never fails on a mail."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.parse import parse_mail
from madoguchi.language.console import standard_input

_NOT_SHOWN = ("content",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("file", metavar="FILE", help='a mail as it arrived; "-" for standard input')
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    parser.add_argument(
        "--trust",
        metavar="SERVER",
        action="append",
        default=[],
        help="a server whose Authentication-Results are believed; may be repeated",
    )
    parser.add_argument(
        "--own-domain",
        metavar="DOMAIN",
        action="append",
        default=[],
        help="a domain of ours, to warn of those who pretend to be us; may be repeated",
    )


def run(arguments: argparse.Namespace) -> int:
    """Read the file and print what it says; 2 where the file itself cannot be read."""
    try:
        raw = (
            standard_input("a mail").read()
            if arguments.file == "-"
            else Path(arguments.file).read_bytes()
        )
    except OSError as error:
        sys.stderr.write(f"madoguchi: {arguments.file}: {error.strerror}\n")
        return 2
    mail = parse_mail(raw, trusted_servers=arguments.trust, own_domains=arguments.own_domain)
    shown = describe(mail)
    text = msgspec.json.format(msgspec.json.encode(shown)) if arguments.json else _as_lines(mail)
    sys.stdout.buffer.write((text if isinstance(text, bytes) else text.encode()) + b"\n")
    return 0


def describe(mail: ParsedMail) -> dict[str, Any]:
    """Return a mail as plain data: every field of `ParsedMail`, files without their content."""
    shown: dict[str, Any] = msgspec.to_builtins(mail, builtin_types=(bytes,))
    for attachment in shown["attachments"]:
        for field in _NOT_SHOWN:
            del attachment[field]
    return shown


def _as_lines(mail: ParsedMail) -> str:
    lines = [
        f"from:        {_address(mail.author) if mail.author else '-'}",
        f"to:          {', '.join(map(_address, mail.to)) or '-'}",
        f"date:        {mail.date.isoformat() if mail.date else '-'}",
        f"subject:     {mail.subject}",
        f"automatic:   {mail.automatic or 'no'}",
        f"attachments: {', '.join(f'{a.name} ({a.size} B)' for a in mail.attachments) or '-'}",
        f"warnings:    {', '.join(mail.warnings) or '-'}",
    ]
    if mail.bounce:
        lines += [
            f"bounced:     {r.address} {'hard' if r.hard else 'soft'} {r.status} {r.reason}"
            for r in mail.bounce.recipients
        ]
    return "\n".join([*lines, "", mail.reply_text])


def _address(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address

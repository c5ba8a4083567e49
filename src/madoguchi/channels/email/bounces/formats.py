"""Recognises whose report a text is, and where the returned mail begins. The data: formats.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

# Whole addresses only: what stands before and after must not belong to them. In reports they are
# ASCII, and "=" stands before them more often than in them.
_LOCAL = r"[A-Za-z0-9!#$%&*+/?^_`{}~.-]"
ADDRESS = (
    rf"(?<!{_LOCAL}){_LOCAL}{{1,64}}@"
    r"[A-Za-z0-9._-]{1,255}(?<![._-])(?![A-Za-z0-9]|[._-][A-Za-z0-9])"
)
BARE_NAME = re.compile(r"^[ \t]+([A-Za-z0-9._-]{2,64})[ \t]*$", re.MULTILINE)


def _read_data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("formats.toml").read_text("utf-8"))


_DATA = _read_data()


def _any_of(name: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in _DATA[name])


_RETURNED = re.compile(rf"^[ \t>]*(?:{_any_of('returned')})", re.IGNORECASE | re.MULTILINE)
_MACHINE = re.compile(
    rf"(?:^|[<\"'( ])(?:{_any_of('machine_names')})(?:$|[@ >\"')_-])|{_any_of('machine_words')}",
    re.IGNORECASE,
)
SUBJECT = re.compile(rf"[\W_]{{0,20}}(?:{_any_of('subjects')})", re.IGNORECASE)


@dataclass(frozen=True)
class Format:
    """One server's way of reporting; the fields are explained in formats.toml."""

    name: str
    opening: re.Pattern[str]
    reason: str = ""
    telling: str = ""
    bare: bool = False

    def telling_words(self, notice: str) -> str:
        """Return the sentence that outweighs all else in this server's reports, or ""."""
        found = re.search(self.telling, notice.lower()) if self.telling else None
        return found[0] if found else ""


@cache
def _formats() -> list[Format]:
    """Compile the formats, once, when the first report comes in."""
    return [
        Format(**{**entry, "opening": re.compile(entry["opening"])}) for entry in _DATA["format"]
    ]


def recognise(notice: str) -> Format | None:
    """Return the format of a report's own words, None where they are no report's."""
    words = " ".join(notice[:8_000].lower().replace("\u2019", "'").split())
    return next((form for form in _formats() if form.opening.search(words)), None)


def from_machine(sender: str) -> bool:
    """Say whether a From field is a mail server's own: MAILER-DAEMON and its kin, or empty."""
    bare = sender.strip()
    return not bare or "<>" in bare or _MACHINE.search(bare[:400]) is not None


def cut_returned(text: str) -> tuple[str, str]:
    """Part a text into the server's words and the returned mail that it quotes below them."""
    found = _RETURNED.search(text)
    if not found:
        return text, ""
    return text[: found.start()], text[found.start() :]

"""What a file is called: a name that hides nothing, that any system can store, and its header."""

from __future__ import annotations

import re
from urllib.parse import quote

from madoguchi.desk.files.kinds import FAMILY_OF, Kind
from madoguchi.kernel.errors import Unsupported
from madoguchi.language.names import clean_name

LONGEST = 120
"""Characters of a name."""
LONGEST_BYTES = 240
"""File systems take 255 bytes."""

_PATH = re.compile(r".*[/\\]", re.DOTALL)
# What Windows refuses in a name, and what nobody sees; joiners belong to emoji and to Persian.
_FORBIDDEN = re.compile('[<>:"|?*\u200b\u2060-\u2064\ufeff]')
_EDGES = " .\u200c\u200d"
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_PROGRAM = {
    "exe",
    "com",
    "scr",
    "msi",
    "dll",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "js",
    "jar",
    "apk",
    "lnk",
}


def short_name(raw: str) -> str:
    """Return a name as it may be shown in a refusal: one short line without a path."""
    return clean_name(_FORBIDDEN.sub("", _PATH.sub("", raw)))[:LONGEST] or "file"


def fitting(raw: str, kind: Kind) -> str:
    """Return the name to store: the given one made safe, with an extension of what the file is.

    Raises `Unsupported` where the name claims to be something else: a PDF called `.jpg`.
    """
    name = _FORBIDDEN.sub("_", clean_name(_PATH.sub("", raw))).strip(" .")
    found = _EXTENSION.search(name)
    claimed = found[1].lower() if found else ""
    family = FAMILY_OF.get(claimed)
    if (family is not None and family != kind.family) or claimed in _PROGRAM:
        raise Unsupported(
            "attachment.disguised",
            field="file",
            name=short_name(raw),
            claimed=claimed.upper(),
            found=kind.label,
        )
    if claimed in kind.extensions:
        extension, stem = claimed, name[: found.start()] if found else name
    else:
        # A picture may be called after another kind of picture; an ending nobody knows stays and
        # gets the true one behind it, so that no system opens it as a program.
        extension = kind.extensions[0]
        stem = name[: found.start()] if found and family is not None else name
    stem = stem.strip(_EDGES) or "file"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return f"{_shortened(stem, len(extension) + 1)}.{extension}"


def _shortened(stem: str, behind: int) -> str:
    stem = stem[: LONGEST - behind]
    while len(stem.encode()) > LONGEST_BYTES - behind:
        stem = stem[:-1]
    return stem.rstrip(_EDGES)


def disposition(name: str, *, inline: bool) -> str:
    """Return the Content-Disposition header of a file (RFC 6266; the name as RFC 8187 says)."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

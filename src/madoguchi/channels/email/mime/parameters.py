"""Values with parameters (Content-Type, Content-Disposition): RFC 2045, RFC 2231, abuse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from madoguchi.channels.email.mime.charsets import decode
from madoguchi.channels.email.mime.words import decode_words

# A value is quoted, or bare up to the next semicolon: names with blanks often go unquoted.
_PARAMETER = re.compile(
    rb';\s*([^\s;="]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;"]*(?:"[^;"]*)*))', re.DOTALL
)
_QUOTED_PAIR = re.compile(rb"\\([\\\"])")
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?$")
_MAX_PARAMETERS = 200


class Parametrised(NamedTuple):
    """A lower-case value and its decoded parameters, their names in lower case."""

    value: str
    parameters: dict[str, str]


def read_parameters(raw: bytes, hints: Sequence[str] = ()) -> Parametrised:
    """Split a header value into value and parameters; `hints` are charsets to try for raw bytes.

    Percent-encoded and continued parameters (RFC 2231), encoded-words inside quotes (forbidden by
    RFC 2047 §5, done by many) and bare 8-bit names all come out as text.
    """
    value, _, _ = raw.partition(b";")
    plain: dict[str, bytes] = {}
    sections: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(raw)):
        if count >= _MAX_PARAMETERS:
            break
        quoted, bare = match[2], match[3]
        content = _QUOTED_PAIR.sub(rb"\1", quoted) if quoted is not None else bare.strip()
        name = match[1].decode("ascii", "replace").lower()
        section = _SECTION.match(name)
        if section and (section[2] is not None or section[3]):
            index = int(section[2] or 0)
            sections.setdefault(section[1], {}).setdefault(index, (content, bool(section[3])))
        else:
            plain.setdefault(name, content)
    parameters = {name: decode_words(content, hints) for name, content in plain.items()}
    for name, pieces in sections.items():
        parameters[name] = _join_sections(pieces, hints)
    return Parametrised(value.decode("ascii", "replace").strip().lower(), parameters)


def _join_sections(pieces: dict[int, tuple[bytes, bool]], hints: Sequence[str]) -> str:
    """Join RFC 2231 sections; bytes are joined before decoding, as a character may be split."""
    charset, joined, encoded_any = "", b"", False
    for position, index in enumerate(sorted(pieces)):
        content, encoded = pieces[index]
        if encoded:
            encoded_any = True
            if position == 0 and content.count(b"'") >= 2:
                label, _, content = content.split(b"'", 2)
                charset = label.decode("ascii", "replace")
            content = unquote_to_bytes(content)
        joined += content
    if encoded_any:
        return decode(joined, charset or None, hints).text
    return decode_words(joined, hints)

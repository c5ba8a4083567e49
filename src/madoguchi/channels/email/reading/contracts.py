"""What the reading process is asked and answers, as msgpack behind its length."""

from __future__ import annotations

import struct

import msgspec

from madoguchi.channels.email.contracts import Ours, ParsedMail

HEADER = struct.Struct(">Q")
"""The length of what follows, in bytes."""


class Asked(msgspec.Struct, frozen=True):
    """A mail to be read: its bytes, or the file that holds them; `spool` takes what is in it."""

    raw: bytes
    path: str
    spool: str
    trusted_servers: list[str]
    ours: Ours


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a mail as it may be kept, lying at `path`; with a `refusal` it is not kept."""

    name: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None
    path: str = ""
    thumbnail: str | None = None
    content_id: str | None = None
    inline: bool = False
    refusal: str | None = None


class Read(msgspec.Struct, frozen=True):
    """A mail as it was read; its attachments are without content, which is in `files`."""

    mail: ParsedMail
    files: list[File]

"""The reading process: takes mails on its standard input and answers what is in them.

It knows no network and no database.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import IO

import msgspec
import nh3  # noqa: F401 - as below

# Loaded before any mail is: afterwards a large one may have left no room for it.
import madoguchi.desk.files.pictures  # noqa: F401
from madoguchi.channels.email.contracts import Attachment
from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.reading.contracts import HEADER, Asked, File, Read
from madoguchi.desk.files.examining import examine
from madoguchi.kernel.errors import Refusal

MOST_MEMORY = 2 * 1024**3
"""Bytes of address space: a mail of 100 MB fits; what wants more is not read."""
MOST_FILES = 200

_read_asked = msgspec.msgpack.Decoder(Asked).decode
_encode = msgspec.msgpack.Encoder().encode


def serve(incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Answer until the other side closes."""
    while header := incoming.read(HEADER.size):
        asked = _read_asked(incoming.read(HEADER.unpack(header)[0]))
        answer = _encode(read(asked))
        outgoing.write(HEADER.pack(len(answer)) + answer)
        outgoing.flush()


def read(asked: Asked) -> Read:
    """Read a mail and lay its files into the spool; those that the desk does not take are named."""
    raw = asked.raw or Path(asked.path).read_bytes()
    mail = parse_mail(
        raw,
        trusted_servers=asked.trusted_servers,
        own_domains=asked.ours.domains,
        own_addresses=asked.ours.addresses,
        own_names=asked.ours.names,
    )
    files = [_lay_down(each, asked.spool) for each in mail.attachments[:MOST_FILES]]
    bare = [msgspec.structs.replace(each, content=b"") for each in mail.attachments]
    return Read(msgspec.structs.replace(mail, attachments=tuple(bare)), files)


def _lay_down(attachment: Attachment, spool: str) -> File:
    try:
        examined = examine(BytesIO(attachment.content), attachment.size, attachment.name)
    except Refusal as refusal:
        return _not_kept(attachment, refusal.key)
    except MemoryError:
        return _not_kept(attachment, "attachment.damaged")
    picture = examined.picture
    content = attachment.content if picture is None else picture.content
    return File(
        name=examined.name,
        content_type=examined.kind.content_type,
        size=len(content),
        width=None if picture is None else picture.width,
        height=None if picture is None else picture.height,
        path=_write(content, spool),
        thumbnail=_write(picture.thumbnail, spool) if picture and picture.thumbnail else None,
        content_id=attachment.content_id,
        inline=attachment.inline,
    )


def _not_kept(attachment: Attachment, key: str) -> File:
    return File(
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
        refusal=key,
    )


def _write(content: bytes, spool: str) -> str:
    with tempfile.NamedTemporaryFile(dir=spool, delete=False) as file:
        file.write(content)
    return file.name


def main() -> None:
    """Serve with bounded memory; whoever started us ends us when a mail takes too long."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    outgoing = sys.stdout.buffer
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()

"""A file that came in, looked at in full: its name, its kind, and as a picture drawn anew."""

from __future__ import annotations

import hashlib
from typing import IO

import msgspec

from madoguchi.desk.files import kinds, names, pictures
from madoguchi.desk.files.kinds import Kind
from madoguchi.desk.files.pictures import Picture


class Examined(msgspec.Struct, frozen=True):
    """What an incoming file turned out to be; `picture` replaces its content.

    `digest` is the SHA-256 of what came in.
    """

    name: str
    kind: Kind
    digest: str
    picture: Picture | None


def examine(file: IO[bytes], size: int, given: str) -> Examined:
    """Find out what a file is and draw a picture anew; `given` is the name it came with.

    Raises what this room refuses: `Unsupported`, `TooLarge`, `Invalid`.
    """
    name = names.given(given)
    kind = kinds.recognise(file, size, name)
    fitting = names.fitting(given, kind)  # refused for its name before any work is done on it
    picture = None
    if kind.family == "image":
        picture = pictures.redraw(file, kind, name)
        kind = picture.kind
        fitting = names.fitting(given, kind)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return Examined(fitting, kind, digest, picture)

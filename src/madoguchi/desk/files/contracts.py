"""What is known of a file when it has been looked at."""

from __future__ import annotations

import msgspec

from madoguchi.desk.files.kinds import Kind


class Picture(msgspec.Struct, frozen=True):
    """A picture as it is kept; `thumbnail` (WebP) only where it is smaller than the picture."""

    kind: Kind
    content: bytes
    width: int
    height: int
    thumbnail: bytes | None


class Examined(msgspec.Struct, frozen=True):
    """What an incoming file turned out to be; `picture` replaces its content.

    `digest` is the SHA-256 of what came in.
    """

    name: str
    kind: Kind
    digest: str
    picture: Picture | None

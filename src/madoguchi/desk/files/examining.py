"""A file that came in, looked at in full: its name, its kind, and as a picture drawn anew."""

from __future__ import annotations

import hashlib
from typing import IO

from madoguchi.desk.files import kinds, names
from madoguchi.desk.files.contracts import Examined


def examine(file: IO[bytes], size: int, given: str) -> Examined:
    """Find out what a file is and draw a picture anew; `given` is the name it came with.

    Raises what this room refuses: `Unsupported`, `TooLarge`, `Invalid`.
    """
    name = names.short_name(given)
    kind = kinds.recognise(file, size, name)
    fitting = names.fitting(given, kind)  # refused for its name before any work is done on it
    picture = None
    if kind.family == "image":
        from madoguchi.desk.files import pictures  # Pillow takes 5 MB: not before it has work

        picture = pictures.redraw(file, kind, name)
        kind = picture.kind
        fitting = names.fitting(given, kind)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return Examined(fitting, kind, digest, picture)

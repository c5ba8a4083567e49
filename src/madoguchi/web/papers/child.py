"""The drawing process: a PDF comes in, one page goes out as a picture, and that was all.

PDF readers are attacked by what they read: this one has little memory and time, and writes nothing.
"""

from __future__ import annotations

import io
import resource
import struct
import sys

HEADER = struct.Struct(">I")
"""How many pages the file has; the picture follows."""
LONGEST_SIDE = 1600
"""Pixels."""
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 10
UNREADABLE, NO_SUCH_PAGE = 3, 4


def main() -> int:
    """Draw the page whose number (from 1) is the argument; returns one of the codes above, or 0."""
    number, raw = int(sys.argv[1]), sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2  # under the limits already

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        document = pypdfium2.PdfDocument(raw)
        pages = len(document)
        if not 1 <= number <= pages:
            return NO_SUCH_PAGE
        page = document[number - 1]
        scale = LONGEST_SIDE / max(*page.get_size(), 1)
        written = io.BytesIO()
        # What is filled in is a part of an invoice; scripts are not even built in.
        page.render(scale=min(scale, 3), may_draw_forms=True).to_pil().save(written, "WEBP")
    except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError):
        return UNREADABLE
    sys.stdout.buffer.write(HEADER.pack(pages) + written.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())

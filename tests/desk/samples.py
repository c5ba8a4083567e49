"""Small files of many kinds, made here byte by byte: what people send, and what others try."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(200)


def picture(
    form: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any
) -> bytes:
    """A gradient, so that a turned or shifted picture is told from a right one."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def photo() -> bytes:
    """800 × 600 as the sensor saw it, to be turned by a quarter; with place, camera and owner."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Mei"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (35.0, 0.0, 42.0)
    exif[0x8825] = gps
    comment = b"home address GPS"
    return picture("JPEG", (800, 600), exif=exif, comment=comment, quality=90)


def moving(
    form: str, frames: int = 3, size: tuple[int, int] = (40, 30), mode: str = "RGB"
) -> bytes:
    """Frames of different greys, shown 70 ms each, over and over."""
    alpha = (0,) if mode == "RGBA" else ()
    drawn = []
    for number in range(frames):
        image = Image.new(mode, size, (*(number * 40 % 256,) * 3, *alpha))
        image.paste((255, 0, 0), (0, 0, 10, 10 + number % 10))
        drawn.append(image)
    written = io.BytesIO()
    drawn[0].save(written, form, save_all=True, append_images=drawn[1:], duration=70, loop=0)
    return written.getvalue()


def zipped(**files: bytes) -> bytes:
    """A ZIP of files, `__` in their names standing for a slash and `_dot_` for a dot."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return written.getvalue()


def archive(*names: str, mimetype: str = "") -> bytes:
    """A ZIP with files of these names; an OpenDocument's `mimetype` first and stored."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        if mimetype:
            made.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name in names:
            made.writestr(name, b"content of " + name.encode())
    return written.getvalue()


def ole(*streams: str) -> bytes:
    """An OLE file's header and a directory with these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30] = 9
    entries = b""
    for number, name in enumerate(("Root Entry", *streams)):
        raw = name.encode("utf-16-le") + b"\0\0"
        entry = struct.pack("<64sHB", raw, len(raw), 5 if number == 0 else 2)
        entries += entry.ljust(128, b"\0")
    return bytes(header) + entries + bytes(512)


def box(brand: bytes, *compatible: bytes) -> bytes:
    """The beginning of an ISO base media file."""
    inside = brand + bytes(4) + b"".join(compatible)
    return struct.pack(">I", len(inside) + 8) + b"ftyp" + inside + bytes(64)

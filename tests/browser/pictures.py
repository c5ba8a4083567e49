"""Small files that people send: papers, and pictures with what a telephone writes into them."""

from __future__ import annotations

import io

from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from playwright.sync_api import FilePayload

GPS = 0x8825
_DESCRIPTION = 0x010E


def png(name: str, color: str = "#7a4b2a") -> FilePayload:
    """Return a plain picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}


def paper(name: str) -> FilePayload:
    """Return an empty PDF."""
    return {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def jpeg_with_place(name: str) -> FilePayload:
    """Return a picture of 64 × 48 that tells where it was taken."""
    picture = Image.new("RGB", (64, 48), "#4b7d3c")
    exif = picture.getexif()
    exif[_DESCRIPTION] = "Kamakura"
    degrees = tuple(IFDRational(part, 1) for part in (35, 19, 9))
    exif.get_ifd(GPS).update({1: "N", 2: degrees, 3: "E", 4: degrees})
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def disguised(name: str) -> FilePayload:
    """Return a program that is named like a picture."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(2000)}

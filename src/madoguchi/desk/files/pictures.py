"""Pictures drawn anew: what leaves here holds pixels alone; no place, camera or second file.

Colours are brought to sRGB and the orientation is applied, so nothing is lost with the metadata.
"""

from __future__ import annotations

import io
import threading
from typing import IO, Any

from PIL import Image, ImageCms, ImageOps

from madoguchi.desk.files import kinds
from madoguchi.desk.files.contracts import Picture
from madoguchi.desk.files.kinds import Kind
from madoguchi.kernel.errors import Refusal, TooLarge, Unsupported

LARGEST_PIXELS = 64_000_000
"""Of one picture: more than telephones take by default, and 256 MB when it is open."""
LONGEST_SIDE = 4096
"""Pixels; a larger picture is made smaller."""
LONGEST_STRIP = 16_000
"""Pixels of a picture much longer than wide, as of a whole talk that somebody has scrolled through:
its words must stay legible. (A WebP ends at 16,383.)
"""
STRIP_WIDTH = 1440
"""Pixels across that suffice for it: a telephone's."""
MOST_FRAMES = 400
MOVING_PIXELS = 40_000_000
"""Of all frames of a moving picture together."""
THUMBNAIL_SIDE = 480

_LARGE_PIXELS = 16_000_000
# Large ones wait for each other: two hostile ones at once would take a small server's memory.
_one_large_at_a_time = threading.Lock()

# Our own limit speaks in words and comes first.
Image.MAX_IMAGE_PIXELS = 2 * LARGEST_PIXELS

_READS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP",
          "image/avif": "AVIF", "image/bmp": "BMP"}  # fmt: skip
_WRITES: dict[str, Kind] = {
    "image/jpeg": kinds.JPEG,
    "image/png": kinds.PNG,
    "image/gif": kinds.GIF,
    "image/webp": kinds.WEBP,
    "image/avif": kinds.WEBP,
    "image/bmp": kinds.PNG,
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "image/jpeg": {"format": "JPEG", "quality": 88, "progressive": True},
    "image/png": {"format": "PNG", "compress_level": 6},
    "image/gif": {"format": "GIF"},
    "image/webp": {"format": "WEBP", "quality": 85, "method": 2},
}
_SRGB = ImageCms.createProfile("sRGB")


def redraw(file: IO[bytes], kind: Kind, name: str) -> Picture:
    """Return a picture drawn anew, and its thumbnail of at most 480 pixels.

    Raises `TooLarge` for too many pixels or frames, `Unsupported` for one that cannot be read.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=[_READS[kind.content_type]]) as image:
            return _redraw(image, _WRITES[kind.content_type], name)
    except (Refusal, MemoryError):
        raise
    except Exception as error:
        # The decoders raise whatever broken bytes make them stumble over.
        raise Unsupported("attachment.damaged", field="file", name=name) from error


def _redraw(image: Image.Image, kind: Kind, name: str) -> Picture:
    width, height = image.size
    if width * height > LARGEST_PIXELS:
        raise TooLarge(
            "attachment.too_many_pixels",
            field="file",
            name=name,
            megapixels=-(-width * height // 1_000_000),
            limit=LARGEST_PIXELS // 1_000_000,
        )
    moves = kind is not kinds.JPEG and getattr(image, "is_animated", False)
    draw = _moving if moves else _still
    if not moves and width * height < _LARGE_PIXELS:
        return draw(image, kind, name)
    with _one_large_at_a_time:
        return draw(image, kind, name)


def _still(image: Image.Image, kind: Kind, name: str) -> Picture:
    # A JPEG can be opened at a half or a quarter of its size at once.
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    # In this order: turned by the metadata, brought to sRGB by the profile, then both go.
    drawn = _in_srgb(ImageOps.exif_transpose(image))
    largest = _largest(*drawn.size)
    if max(drawn.size) > largest:
        drawn.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if kind is kinds.JPEG and drawn.mode != "RGB":
        drawn = drawn.convert("RGB")
    bare = _bare(drawn)
    written = io.BytesIO()
    bare.save(written, **_OPTIONS[kind.content_type])
    return Picture(kind, written.getvalue(), bare.width, bare.height, _thumbnail(bare))


def _largest(width: int, height: int) -> int:
    """Return how many pixels the longer side of a picture may keep."""
    short, long = sorted((width, height))
    return max(LONGEST_SIDE, min(LONGEST_STRIP, long * STRIP_WIDTH // short))


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")  # 16 bits a pixel
    if image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        image = image.convert(wanted)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            drawn = ImageCms.profileToProfile(image, source, _SRGB, outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            drawn = None  # a broken profile means as little as none
        image = drawn or image
    return image if image.mode == wanted else image.convert(wanted)


def _bare(image: Image.Image) -> Image.Image:
    """A copy that holds pixels and nothing else."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _moving(image: Image.Image, kind: Kind, name: str) -> Picture:
    frames, durations = _frames(image, name)
    if len(frames) == 1:
        return _still(image, kind, name)
    loop = {"loop": int(image.info["loop"])} if "loop" in image.info else {}
    clear = {"disposal": 2} if kind is kinds.GIF and frames[0].mode == "RGBA" else {}
    options: dict[str, Any] = {**loop, **clear, **_OPTIONS[kind.content_type]}
    written = io.BytesIO()
    frames[0].save(written, save_all=True, append_images=frames[1:], duration=durations, **options)
    first = frames[0]
    return Picture(kind, written.getvalue(), first.width, first.height, _thumbnail(first))


def _frames(image: Image.Image, name: str) -> tuple[list[Image.Image], list[int]]:
    """Every frame drawn out, and for how many milliseconds each is shown.

    Frames are read one by one, so that a picture that claims a million stops at the limit.
    """
    limit = max(1, min(MOST_FRAMES, MOVING_PIXELS // (image.width * image.height)))
    frames: list[Image.Image] = []
    durations: list[int] = []
    while True:
        try:
            image.seek(len(frames))
        except EOFError:
            break
        if len(frames) >= limit:
            raise TooLarge("attachment.moves_too_long", field="file", name=name, frames=limit)
        frame = _bare(image.convert("RGBA"))
        durations.append(int(image.info.get("duration", 0)) or 100)  # known once it is loaded
        opaque = frame.getchannel("A").getextrema() == (255, 255)
        frames.append(frame.convert("RGB") if opaque else frame)
    if any(frame.mode == "RGBA" for frame in frames):
        frames = [frame.convert("RGBA") for frame in frames]
    return frames, durations


def _thumbnail(image: Image.Image) -> bytes | None:
    if max(image.size) <= THUMBNAIL_SIDE:
        return None
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    small.save(written, format="WEBP", quality=78, method=2)
    return written.getvalue()

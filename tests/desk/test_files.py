"""Files told by their content, names that hide nothing, pictures drawn anew."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from madoguchi.desk.files import kinds, names, pictures
from madoguchi.desk.files.kinds import KINDS, Kind, recognise
from madoguchi.kernel.errors import Refusal, TooLarge, Unsupported
from tests.desk.samples import PDF, PROGRAM, archive, box, moving, ole, photo, picture
from tests.refusals import refused

ODF = "application/vnd.oasis.opendocument."
TEXTS = {
    "utf-8": "発送のお知らせ",
    "utf-8-sig": "发货通知",
    "utf-16": "배송 안내",
    "shift_jis": "領収書の写し",
    "gb18030": "发票复印件",
    "euc-kr": "영수증 사본",
}


def named(value: object) -> str:
    """A test's name by what is expected of it: contents hold the time they were made at."""
    return value if isinstance(value, str) else "file"


def look(content: bytes, name: str = "file") -> Kind:
    return recognise(io.BytesIO(content), len(content), name)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (picture("AVIF"), "image/avif"),
        (picture("BMP"), "image/bmp"),
        (PDF, "application/pdf"),
        (archive("a.txt", "b/c.txt"), "application/zip"),
        (archive("[Content_Types].xml", "word/document.xml"), kinds.OFFICE["docx"].content_type),
        (archive("[Content_Types].xml", "xl/workbook.xml"), kinds.OFFICE["xlsx"].content_type),
        (archive("[Content_Types].xml", "ppt/slides.xml"), kinds.OFFICE["pptx"].content_type),
        (archive("content.xml", mimetype=ODF + "spreadsheet"), ODF + "spreadsheet"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        (archive("a.xml", mimetype="application/hwp+zip"), "application/hwp+zip"),
        (ole("WordDocument"), "application/msword"),
        (ole("Workbook"), "application/vnd.ms-excel"),
        (ole("Book"), "application/vnd.ms-excel"),
        (ole("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        (ole("\x05HwpSummaryInformation"), "application/x-hwp"),
        (b"ID3\x03\x00" + bytes(40), "audio/mpeg"),
        (b"\xff\xfb\x90\x00" + bytes(40), "audio/mpeg"),
        (b"RIFF\0\0\0\0WAVEfmt " + bytes(40), "audio/wav"),
        (b"OggS\0" + bytes(40), "audio/ogg"),
        (b"#!AMR\n" + bytes(40), "audio/amr"),
        (box(b"M4A ", b"isom"), "audio/mp4"),
        (box(b"isom", b"mp42"), "video/mp4"),
        (box(b"qt  "), "video/quicktime"),
        (b"\x1aE\xdf\xa3\x01\0\0\0B\x82\x84webm" + bytes(40), "video/webm"),
    ],
    ids=named,
)
def test_what_we_take_is_told_by_its_content(content: bytes, content_type: str) -> None:
    assert look(content).content_type == content_type


@pytest.mark.parametrize(("encoding", "text"), TEXTS.items())
def test_text_in_any_encoding_is_text(encoding: str, text: str) -> None:
    assert look(text.encode(encoding)) is kinds.TEXT
    assert look(text.encode(encoding), "a.csv") is kinds.CSV


@pytest.mark.parametrize("text", ["MZ-2000 was delivered", "BMW parts: 3 < 4", "GIF please", "a<b"])
def test_a_text_may_begin_like_something_else(text: str) -> None:
    assert look(text.encode()) is kinds.TEXT


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "attachment.empty"),
        (PROGRAM, "attachment.program"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "attachment.program"),
        (b"\xcf\xfa\xed\xfe" + bytes(60), "attachment.program"),
        (b"L\0\0\0\x01\x14\x02\0" + bytes(60), "attachment.program"),
        (archive("META-INF/MANIFEST.MF", "a/B.class"), "attachment.program"),
        (archive("AndroidManifest.xml", "classes.dex"), "attachment.program"),
        (archive("[Content_Types].xml", "word/vbaProject.bin"), "attachment.macros"),
        (ole("Workbook", "_VBA_PROJECT_CUR"), "attachment.macros"),
        (ole("WordDocument", "Macros"), "attachment.macros"),
        (ole("Something else"), "attachment.damaged"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "attachment.markup"),
        (
            b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
            "attachment.markup",
        ),
        ("<html>".encode("utf-16"), "attachment.markup"),
        (b"<?xml version='1.0'?><a/>", "attachment.markup"),
        (box(b"heic", b"mif1"), "attachment.heic"),
        (box(b"zzzz"), "attachment.unknown_kind"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "attachment.unknown_kind"),
        (bytes(200), "attachment.unknown_kind"),
        (b"PK\x03\x04" + bytes(200), "attachment.damaged"),
        (archive("a.txt")[:-30], "attachment.damaged"),
        # Two files in one: a PDF, a video or a song that is a ZIP as well.
        (PDF + archive("a.class"), "attachment.two_files_in_one"),
        (box(b"isom") + archive("a.txt"), "attachment.two_files_in_one"),
        (b"ID3\x03\x00" + bytes(40) + archive("a.txt"), "attachment.two_files_in_one"),
    ],
    ids=named,
)
def test_what_we_do_not_take_is_refused_by_its_reason(content: bytes, key: str) -> None:
    with refused(key, "file"):
        look(content)


def test_a_zip_that_something_precedes_or_that_lies_about_its_list_is_not_taken() -> None:
    honest = archive("a.txt")
    end = honest.rindex(b"PK\x05\x06")
    for changed in (
        honest[:end] + honest[end : end + 16] + struct.pack("<L", 5) + honest[end + 20 :],
        honest[:end] + b"\0" * 30 + honest[end:],
    ):
        with refused("attachment.damaged"):
            look(changed)


def test_an_encrypted_office_file_is_what_its_name_says() -> None:
    sealed = ole("EncryptionInfo", "EncryptedPackage")
    assert look(sealed, "見積書.xlsx") is kinds.OFFICE["xlsx"]
    with refused("attachment.damaged"):
        look(sealed, "見積書")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_kind_or_a_refusal(content: bytes) -> None:
    try:
        kind = look(content)
    except Refusal:
        return
    assert kind in KINDS


@pytest.mark.parametrize(
    ("raw", "kind", "fits"),
    [
        ("photo.jpg", kinds.JPEG, "photo.jpg"),
        ("PHOTO.JPEG", kinds.JPEG, "PHOTO.jpeg"),
        ("photo.png", kinds.JPEG, "photo.jpg"),
        ("IMG_0001.HEIC", kinds.JPEG, "IMG_0001.jpg"),
        ("我的 包裹", kinds.PNG, "我的 包裹.png"),
        ("C:\\Users\\lin\\a.pdf", kinds.PDF, "a.pdf"),
        ("../../etc/passwd", kinds.TEXT, "passwd.txt"),
        ("..", kinds.TEXT, "file.txt"),
        ("", kinds.TEXT, "file.txt"),
        ("/", kinds.TEXT, "file.txt"),
        (".htaccess", kinds.TEXT, "htaccess.txt"),
        ("a.php", kinds.TEXT, "a.php.txt"),
        ("CON.txt", kinds.TEXT, "_CON.txt"),
        ("a\u202egpj.exe.pdf", kinds.PDF, "agpj.exe.pdf"),
        ("a\nb\x00c.txt", kinds.TEXT, "a bc.txt"),
        ('a"b<c>|?*.txt', kinds.TEXT, "a_b_c____.txt"),
        ("invoice.pdf.", kinds.PDF, "invoice.pdf"),
        ("👨\u200d👩\u200d👧.png", kinds.PNG, "👨\u200d👩\u200d👧.png"),
        ("می\u200cخواهم.pdf", kinds.PDF, "می\u200cخواهم.pdf"),
        ("a.\u200d.png", kinds.PNG, "a.png"),
        ("\u200d.png", kinds.PNG, "file.png"),
        ("song.m4a", kinds.OFFICE["docx"], None),
        ("a.pdf", kinds.JPEG, None),
        ("a.jpg", kinds.PDF, None),
        ("a.exe", kinds.TEXT, None),
        ("a.xlsx", kinds.ZIP, None),
    ],
)
def test_a_name_says_what_the_file_is(raw: str, kind: Kind, fits: str | None) -> None:
    if fits is None:
        with refused("attachment.disguised", "file"):
            names.fitting(raw, kind)
    else:
        assert names.fitting(raw, kind) == fits


@given(st.text(max_size=400), st.sampled_from(KINDS))
def test_any_name_becomes_one_that_every_system_can_store(raw: str, kind: Kind) -> None:
    try:
        name = names.fitting(raw, kind)
    except Unsupported:
        return
    assert name.rpartition(".")[2] in kind.extensions
    assert name.rpartition(".")[0]
    assert len(name) <= names.LONGEST
    assert len(name.encode()) <= 255
    assert not set(name) & set('/\\<>:"|?*\n\r\0\u202e\u200b')
    assert name == name.strip(" .")
    assert names.fitting(name, kind) == name
    header = names.disposition(name, inline=False)
    assert header.isascii()
    assert header.isprintable()


def test_the_header_names_the_file_in_any_script() -> None:
    assert names.disposition('領収 "1".pdf', inline=False) == (
        "attachment; filename=\"__ _1_.pdf\"; filename*=UTF-8''%E9%A0%98%E5%8F%8E%20%221%22.pdf"
    )


def drawn(content: bytes) -> tuple[pictures.Picture, Image.Image]:
    made = pictures.redraw(io.BytesIO(content), look(content), "a picture")
    return made, Image.open(io.BytesIO(made.content))


def test_a_photo_keeps_its_light_and_loses_its_story() -> None:
    original = photo()
    assert b"Camera of Mei" in original
    made, image = drawn(original)
    for secret in (b"Camera of Mei", b"home address", b"Exif", b"GPS"):
        assert secret not in made.content
        assert secret not in (made.thumbnail or b"")
    assert not image.getexif()
    # It was turned by a quarter: what ran from top to bottom now runs from right to left.
    assert image.size == (600, 800)
    assert colour(image, 5, 400)[0] > 240
    assert colour(image, 595, 400)[0] < 15


def test_a_second_file_behind_a_picture_is_gone() -> None:
    for form in ("JPEG", "PNG", "GIF", "WEBP", "BMP"):
        made, image = drawn(picture(form) + archive("evil.class") + b"<script>alert(1)</script>")
        image.load()
        assert b"evil" not in made.content
        assert b"<script>" not in made.content


def test_text_within_a_picture_is_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<?php echo 'secret'; ?>")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>secret</x:xmpmeta>")
    made, _ = drawn(picture("PNG", pnginfo=notes))
    assert b"secret" not in made.content


def test_colours_of_another_space_are_brought_to_srgb() -> None:
    """A profile that calls red what sRGB calls blue: the drawn picture must be blue by itself."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----", 1).replace(b"bXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"----", b"bXYZ", 1)
    written = io.BytesIO()
    Image.new("RGB", (20, 20), (250, 0, 0)).save(written, "PNG", icc_profile=swapped)
    _, image = drawn(written.getvalue())
    assert "icc_profile" not in image.info
    red, green, blue = colour(image, 10, 10)[:3]
    assert blue > 240
    assert max(red, green) < 15
    drawn(picture("JPEG", icc_profile=b"not a profile at all"))


def colour(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.convert("RGBA").getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(each) for each in found)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_mode_is_drawn(mode: str) -> None:
    base = Image.linear_gradient("L").resize((64, 48))
    image = (
        base.convert("I").point(lambda v: v * 256).convert(mode)
        if mode == "I;16"
        else (base.convert(mode))
    )
    written = io.BytesIO()
    image.save(written, "PNG")
    made, got = drawn(written.getvalue())
    assert made.kind is kinds.PNG
    assert got.size == (64, 48)
    assert colour(got, 30, 2)[0] < 60
    assert colour(got, 30, 46)[0] > 190


def test_what_browsers_show_less_well_becomes_what_they_show() -> None:
    assert drawn(picture("AVIF"))[0].kind is kinds.WEBP
    assert drawn(picture("BMP"))[0].kind is kinds.PNG
    cmyk, image = drawn(picture("JPEG", mode="CMYK"))
    assert cmyk.kind is kinds.JPEG
    assert image.mode == "RGB"


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_what_moves_goes_on_moving(form: str, mode: str) -> None:
    made, image = drawn(moving(form, frames=5, mode=mode))
    assert getattr(image, "n_frames", 1) == 5
    image.seek(1)
    image.load()
    assert round(image.info["duration"]) == 70
    assert colour(image, 35, 25)[3] == (0 if mode == "RGBA" else 255)
    assert made.kind.content_type == f"image/{form.lower()}"


def test_what_moves_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_FRAMES", 4)
    drawn(moving("GIF", frames=4))
    with refused("attachment.moves_too_long"):
        drawn(moving("GIF", frames=5))


def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_opened() -> None:
    """A bomb: 40,000 × 40,000 pixels of nothing, in a few bytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    with pytest.raises(TooLarge) as caught:
        drawn(bomb)
    assert caught.value.params == {"name": "a picture", "megapixels": 100, "limit": 64}
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    with pytest.raises(Refusal):
        drawn(bomb)


def test_a_large_picture_is_made_smaller() -> None:
    made, image = drawn(picture("JPEG", (5000, 2500)))
    assert image.size == (made.width, made.height) == (4096, 2048)
    assert made.thumbnail is not None
    assert Image.open(io.BytesIO(made.thumbnail)).size == (480, 240)
    assert drawn(picture("PNG", (480, 100)))[0].thumbnail is None


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1080, 20_000), (864, 16_000)),  # a talk, as a telephone takes it screen by screen
        ((6000, 600), (6000, 600)),
        ((1, 100_000), (1, 16_000)),
    ],
)
def test_words_in_a_long_strip_stay_legible(size: tuple[int, int], kept: tuple[int, int]) -> None:
    made, image = drawn(picture("PNG", size))
    assert image.size == (made.width, made.height) == kept


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"])
def test_a_broken_picture_is_refused(form: str) -> None:
    whole = picture(form, (300, 200))
    with refused("attachment.damaged"):
        drawn(whole[: len(whole) // 3])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_bytes_changed_at_random_are_drawn_or_refused(form: str) -> None:
    whole = picture(form, (60, 40))
    for place in range(8, len(whole), max(1, len(whole) // 60)):
        changed = whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]
        with contextlib.suppress(Refusal):
            assert drawn(changed)[1].size


def test_a_screenshot_stays_sharp() -> None:
    """A PNG's pixels come out as they went in."""
    image = Image.new("RGB", (120, 40), "white")
    ImageDraw.Draw(image).text((4, 4), "No. 4711", fill=(12, 34, 56))
    written = io.BytesIO()
    image.save(written, "PNG")
    assert drawn(written.getvalue())[1].convert("RGB").tobytes() == image.tobytes()

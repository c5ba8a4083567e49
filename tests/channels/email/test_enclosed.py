"""A mail within a mail: opened as any other, and as harmless."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from io import BytesIO

import pytest
from PIL import Image

from madoguchi.channels.email.enclosed import enclosed_page, is_mail


def picture() -> bytes:
    held = BytesIO()
    Image.new("RGB", (4, 4), "red").save(held, "PNG")
    return held.getvalue()


def enclosed() -> bytes:
    mail = EmailMessage()
    mail["From"] = "倉庫 <souko@warehouse.example>"
    mail["To"] = "help@shop.example"
    mail["Subject"] = "検品結果 <script>alert(1)</script>"
    mail["Date"] = "Mon, 02 Mar 2026 09:30:00 +0900"
    mail.set_content("傷が一つ")
    mail.add_alternative(
        '<p>傷が<b>一つ</b><script>alert(1)</script><img src="cid:cup">'
        '<img src="https://track.example/p.gif"></p>',
        subtype="html",
    )
    mail.get_payload()[1].add_related(picture(), "image", "png", cid="<cup>")  # type: ignore[union-attr,index]
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="検品.csv")
    return mail.as_bytes()


def page(raw: bytes, *, images: bool = False) -> str:
    return asyncio.run(enclosed_page(raw, locale="ja", zone="Asia/Tokyo", images=images))


def test_its_head_words_and_pictures_are_shown_and_nothing_of_it_runs() -> None:
    shown = page(enclosed())
    for word in ("差出人", "souko@warehouse.example", "検品結果", "2026-03-02 09:30", "検品.csv"):
        assert word in shown
    assert "<b>一つ</b>" in shown
    assert 'src="data:image/png;base64,' in shown
    assert "<script" not in shown
    assert 'src="https://track.example' not in shown


def test_remote_images_come_when_they_are_asked_for() -> None:
    assert 'src="https://track.example' in page(enclosed(), images=True)


def test_plain_words_and_any_bytes_whatever_make_a_page() -> None:
    assert "<pre>a &lt; b" in page(b"Subject: x\r\n\r\na < b")
    assert page(bytes(range(256)) * 20).startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("name", "yes"),
    [("受注.eml", True), ("x.EML.txt", True), ("eml.txt", False), ("x.eml.pdf", False)],
)
def test_a_mail_is_told_by_its_name(name: str, yes: bool) -> None:
    assert is_mail(name) is yes

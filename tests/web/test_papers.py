"""Pages of PDF files as pictures: whoever may see the file sees them, and no file does any harm."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.web.conftest import set_up
from tests.web.running import Browser, Running, problem


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("papers") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Running) -> Browser:
    return set_up(server)


def invoice(*sizes: tuple[int, int], **more: str) -> bytes:
    """A PDF with a red page of each size in points."""
    written = io.BytesIO()
    first, *rest = [Image.new("RGB", size, "red") for size in sizes]
    first.save(written, "PDF", save_all=True, append_images=rest, **more)
    return written.getvalue()


def upload(anna: Browser, content: bytes, name: str = "invoice.pdf") -> str:
    shop = anna.get("shops").json() or [anna.post("shops", json={"name": "Kyoto"}).json()]
    answer = anna.post(f"attachments?shop_id={shop[0]['id']}", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return f"attachments/{answer.json()['id']}"


def test_each_page_is_a_picture(anna: Browser, server: Running) -> None:
    file = upload(anna, invoice((600, 800), (800, 600)))
    sizes = []
    for number in (1, 2):
        page = anna.get(f"{file}/pages/{number}")
        assert page.headers["content-type"] == "image/webp"
        assert page.headers["page-count"] == "2"
        assert "sandbox" in page.headers["content-security-policy"]
        with Image.open(io.BytesIO(page.content)) as picture:
            red, green, blue = picture.convert("RGB").getpixel((20, 20))  # type: ignore[misc]
            assert red > 200
            assert max(green, blue) < 60
            sizes.append(picture.size)
    assert sizes == [(1200, 1600), (1600, 1200)]
    problem(anna.get(f"{file}/pages/3"), 404, "attachment.not_found")
    assert Browser(server).get(f"{file}/pages/1").status_code == 401


def test_what_is_no_pdf_has_no_pages(anna: Browser) -> None:
    written = io.BytesIO()
    Image.new("RGB", (40, 40)).save(written, "PNG")
    file = upload(anna, written.getvalue(), "photo.png")
    problem(anna.get(f"{file}/pages/1"), 404, "attachment.not_found")


def hostile() -> dict[str, bytes]:
    whole = invoice((600, 800))
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    page = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R"
    tail = b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    return {
        "cut": whole[: len(whole) // 3],
        "empty page": head + page + b"/MediaBox[0 0 0 0]" + tail,
        "endless page": head + page + b"/MediaBox[0 0 1e30 1]" + tail,
        "its own parent": head + b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n" + tail[2:],
        "a million pages": head + b"2 0 obj<</Type/Pages/Kids[]/Count 1000000>>endobj\n" + tail[2:],
    }


@pytest.mark.parametrize("name", [*hostile()])
def test_a_damaged_file_is_refused_in_words_or_drawn_as_far_as_it_goes(
    anna: Browser, name: str
) -> None:
    page = anna.get(f"{upload(anna, hostile()[name])}/pages/1")
    if page.status_code == 200:
        with Image.open(io.BytesIO(page.content)) as picture:
            assert max(picture.size) <= 1600
    else:
        assert page.json()["key"] in {"attachment.no_preview", "attachment.not_found"}, page.text

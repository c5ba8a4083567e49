"""Files: a picture loses its place on earth, a disguise is seen through, paste and drop work."""

from __future__ import annotations

import base64
import io

from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.pictures import GPS, disguised, jpeg_with_place, paper, png
from tests.browser.stage import Stage

_GIVE = """([selector, kind, name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], name, { type }));
  const find = root => root.querySelector(selector) ??
    [...root.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot && find(shadowRoot))
      .find(Boolean);
  const event = kind === 'paste'
    ? new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true });
  find(document.documentElement).dispatchEvent(event);
}"""


def give(page: Page, how: str, selector: str) -> None:
    """Paste or drop a picture on what a selector names, in a shadow too."""
    file = png(f"{how}.png")
    content = base64.b64encode(file["buffer"]).decode()
    page.evaluate(_GIVE, [selector, how, file["name"], file["mimeType"], content])


def test_a_picture_comes_out_without_the_place_where_it_was_taken(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    sent = jpeg_with_place("garden.jpg")
    assert b"Kamakura" in sent["buffer"]
    with hana.page.expect_file_chooser() as chooser:
        hana.window.get_by_role("button", name="Add a picture or file").click()
    chooser.value.set_files([sent])
    hana.write("My garden lantern, is it the same?")
    hana.expect_mark("Delivered")

    camille.open("My garden lantern, is it the same?")
    picture = camille.log.get_by_role("button", name="garden.jpg")
    picture.click()
    with camille.page.expect_download() as download:
        camille.page.get_by_role("link", name=camille.t("download")).click()
    content = download.value.path().read_bytes()
    assert b"Kamakura" not in content
    with Image.open(io.BytesIO(content)) as arrived:
        assert arrived.size == (64, 48)
        assert not arrived.getexif().get_ifd(GPS)


def test_a_disguised_file_is_refused_in_the_readers_language(stage: Stage) -> None:
    stage.forgive(r"status of 4(13|15|22|00)")
    sakura, yuto = stage.visitor(locale="ja-JP"), stage.colleague("yuto")
    sakura.open_chat()
    with sakura.page.expect_file_chooser() as chooser:
        sakura.window.get_by_role("button", name="画像・ファイルを添付").click()
    chooser.value.set_files([disguised("photo.jpg")])
    refusal = sakura.window.get_by_role("alert")
    expect(refusal).to_be_visible()
    assert any("ぁ" <= letter <= "ヿ" for letter in refusal.inner_text()), refusal.inner_text()
    sakura.window.get_by_role("button", name="photo.jpgを取り消す").click()
    sakura.write("写真は後ほど送ります。")
    sakura.log.locator(".mark").wait_for()

    yuto.open("写真は後ほど送ります。")
    yuto.attach(disguised("invoice.png"))
    refusal = yuto.page.locator(".chip").get_by_role("alert")
    expect(refusal).to_be_visible()
    assert any("ぁ" <= letter <= "ヿ" for letter in refusal.inner_text()), refusal.inner_text()


def test_pictures_are_pasted_and_dropped_on_both_sides(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    give(hana.page, "paste", ".composer textarea")
    expect(hana.window.locator(".tray img")).to_have_count(1)
    give(hana.page, "drop", ".panel")
    expect(hana.window.locator(".tray img")).to_have_count(2)
    hana.write("Two views of the vase.")
    hana.expect_mark("Delivered")

    camille.open("Two views of the vase.")
    for name in ("paste.png", "drop.png"):
        picture = camille.log.get_by_role("button", name=name).get_by_role("img")
        expect(picture).to_have_js_property("complete", True)
    give(camille.page, "paste", ".composer textarea")
    give(camille.page, "drop", ".composer textarea")
    expect(camille.page.locator(".chip img")).to_have_count(2)
    camille.press("send")
    expect(hana.log.locator(".theirs img")).to_have_count(2)


def test_a_paper_comes_when_it_is_opened_and_not_before(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    fetched: list[str] = []
    hana.page.on(
        "request",
        lambda it: fetched.append(it.url) if "/chat/v1/attachments/" in it.url else None,
    )
    hana.open_chat()
    with hana.page.expect_file_chooser() as chooser:
        hana.window.get_by_role("button", name="Add a picture or file").click()
    chooser.value.set_files([paper("invoice.pdf")])
    hana.write("The invoice for customs.")
    hana.expect_mark("Delivered")
    camille.open("The invoice for customs.")
    camille.attach(paper("form.pdf"))
    expect(camille.page.locator(".chip", has_text="form.pdf")).to_be_visible()
    expect(camille.page.locator(".chip progress")).to_have_count(0)
    camille.answer("Please sign this form.")
    expect(hana.answers("Please sign this form.")).to_be_visible()
    expect(hana.log.locator(".bad")).to_have_count(0)
    assert fetched == []

    for name in ("invoice.pdf", "form.pdf"):
        with hana.page.expect_download() as download:
            hana.log.get_by_role("button", name=name).click()
        assert download.value.path().read_bytes().startswith(b"%PDF")


def test_an_answer_sent_too_soon_goes_with_its_file(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Could I see the signature?")
    camille.open("Could I see the signature?")
    held: list[Route] = []

    def hold(upload: Route) -> None:
        held.append(upload)

    camille.page.route("**/api/v1/attachments?*", hold)

    camille.attach(png("signature.png"))
    camille.answer("Here it is.")
    waits = camille.page.get_by_text(camille.t("send.waits"))
    expect(waits).to_be_visible()
    expect(camille.field).to_have_value("Here it is.")
    # Whoever goes on writing is not done.
    camille.field.press_sequentially(" From below.")
    expect(waits).to_have_count(0)
    camille.field.press("Enter")
    expect(waits).to_be_visible()

    held.pop().continue_()
    expect(hana.answers("Here it is. From below.")).to_be_visible()
    expect(hana.log.get_by_role("button", name="signature.png")).to_be_visible()
    expect(camille.field).to_have_value("")

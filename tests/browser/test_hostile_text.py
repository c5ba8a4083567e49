"""What strangers write is text and nothing else: no markup, no tricks of direction, no flood."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.stage import PHONE, Stage, check_fits

MARKUP = [
    "<img src=x onerror=\"document.title='taken'\"> a picture",
    "<script>document.title='taken'</script> a script",
    "<a href=\"javascript:document.title='taken'\">a link</a>",
    "{{constructor.constructor('document.title=1')()}} a template",
]
TRICKS = [
    "\u202etxt.exe\u202c and on \u2066hidden",
    "zero\u200bwidth\u200d\ufeff\u2060 letters",
    "Z\u0351\u036b\u0343a\u0321\u0328l\u0328\u0321g\u0335o\u0336 " * 20,
    "W" * 3000,
]


def test_markup_is_shown_as_it_was_written(stage: Stage) -> None:
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    for text in MARKUP:
        hana.write(text)
        expect(hana.line(text)).to_have_count(1)
    camille.open(MARKUP[-1])
    for text in MARKUP:
        expect(camille.line(text)).to_have_text(text)
        camille.field.fill("")
    camille.answer(MARKUP[0])
    expect(hana.answers(MARKUP[0])).to_have_text(MARKUP[0])
    for page in (hana.page, camille.page):
        assert page.title() != "taken"
        assert page.locator("[onerror], a[href^='javascript:']").count() == 0


@pytest.mark.parametrize("text", TRICKS, ids=["direction", "zero-width", "stacked", "endless"])
def test_tricks_with_letters_do_not_break_the_line(stage: Stage, text: str) -> None:
    plain = f"And a plain question, number {TRICKS.index(text)}."
    hana = stage.visitor(viewport=PHONE)
    hana.open_chat()
    hana.write(text)
    hana.expect_mark("Delivered")
    hana.write(plain)
    hana.expect_mark("Delivered")
    camille = stage.colleague(viewport=PHONE)
    camille.open(plain)
    for page in (hana.page, camille.page):
        check_fits(page)
    expect(camille.line(plain).last).to_have_css("direction", "ltr")
    expect(camille.page.locator(".talk-head")).to_be_in_viewport()


def test_a_hundred_kilobytes_are_refused_with_a_sentence_and_kept(stage: Stage) -> None:
    stage.forgive(r"status of 413|WebSocket")
    hana, camille = stage.visitor(), stage.colleague()
    hana.open_chat()
    hana.write("Short before long.")
    hana.expect_mark("Delivered")
    long = "All of it. " * 9_500
    hana.write(long)
    refusal = hana.window.get_by_role("alert")
    expect(refusal).to_be_visible()
    assert len(refusal.inner_text()) > 20
    assert long.strip() in hana.log.inner_text()
    hana.write("Shorter then.")
    camille.open("Shorter then.")

    camille.answer(long)
    expect(camille.log.get_by_role("alert")).to_contain_text("10000")
    camille.press("pending.edit")
    expect(camille.field).to_have_value(long.strip())

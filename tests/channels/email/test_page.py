"""A mail's HTML as a page to frame: nothing is fetched unasked, inline images in their place."""

from __future__ import annotations

from madoguchi.channels.email.mime.markup import sanitise
from madoguchi.channels.email.page import mail_page, page_policy
from madoguchi.channels.email.reply_text import mark_history

HTML = (
    '<p>See <img src="cid:cup@shop.example" alt="cup"> and'
    ' <img src="https://track.example/p.gif?u=1" alt="logo"></p>'
    '<div class="gmail_quote">On Monday, Lin wrote: …</div>'
)


def page(*, images: bool = False, history: bool = False) -> str:
    markup = mark_history(sanitise(HTML))
    inline = {"cup@shop.example": 7}
    return mail_page(markup, inline, "/files", images=images, history=history)


def test_inline_images_are_in_their_place() -> None:
    assert 'src="/files/7"' in page()


def test_nothing_remote_keeps_its_address_as_a_source_unless_asked_for() -> None:
    assert 'src="https://track.example' not in page()
    assert 'data-blocked="https://track.example' in page()
    assert 'src="https://track.example' in page(images=True)


def test_an_image_that_the_mail_does_not_hold_keeps_its_name() -> None:
    assert 'src="cid:' in mail_page('<img src="cid:x">', {}, "/f", images=False, history=False)


def test_history_is_folded_by_style_and_never_taken_out() -> None:
    folded, unfolded = page(), page(history=True)
    assert "On Monday, Lin wrote" in folded
    assert "display: none" in folded
    assert "display: none" not in unfolded


def test_the_policy_lets_scripts_never_and_remote_images_only_on_request() -> None:
    shut, opened = page_policy(images=False), page_policy(images=True)
    for policy in (shut, opened):
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "allow-scripts" not in policy
    assert "https:" not in shut
    assert "img-src 'self' data: https: http:" in opened

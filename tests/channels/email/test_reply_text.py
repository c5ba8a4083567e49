"""New words, history and signatures, as the mail programs of many countries write them."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.reply_text import split_reply
from tests.channels.email.corpus import DATA

REPLIES = tomllib.loads((DATA / "replies.toml").read_text("utf-8"))["reply"]

MARKED = {
    '<div class="gmail_quote">old</div>': "whole",
    '<blockquote type="cite">old</blockquote>': "whole",
    '<div id="divRplyFwdMsg">From:</div><div>old</div>': "rest",
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt">From:</div>': "rest",
    '<div class="quotable">new</div>': "",
    "<blockquote>a saying</blockquote>": "",
}


@pytest.mark.parametrize(("html", "kind"), MARKED.items())
def test_history_in_html_is_marked(html: str, kind: str) -> None:
    raw = f"Content-Type: text/html\n\n<p>new</p>{html}".encode()
    marked = parse_mail(raw).html or ""
    assert (f'data-history="{kind}"' in marked) if kind else ("data-history" not in marked)


LINES = st.sampled_from(
    [
        "Hello",
        "",
        "> quoted",
        "-- ",
        "On 3 March 2020 Anna <a@b.example> wrote:",
        "From: a@b.example",
        "Sent: today",
        "Subject: x",
        "━━━━━━━━━━",
        "TEL 03-1234-5678",
        "________________________________",
        "发自我的iPhone",
        "-----Original Message-----",
    ]
)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply["name"])
def test_new_words(reply: dict[str, str]) -> None:
    assert split_reply(reply["text"]).reply_text.strip() == reply["new"]


def test_interleaved_answers_keep_the_questions() -> None:
    text = "> Red or blue?\n\nRed.\n\n> When?\n\nToday.\n\n-- \nAnna\n"
    assert split_reply(text).reply_text == "> Red or blue?\n\nRed.\n\n> When?\n\nToday."


def test_signature_is_a_fragment_of_its_own() -> None:
    kinds = [f.kind for f in split_reply("Hello\n\n-- \nAnna\n\n> old\n").fragments]
    assert kinds == ["new", "signature", "quoted"]


@given(st.lists(LINES | st.text(max_size=30), max_size=30))
def test_nothing_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    split = split_reply(text)
    assert "".join(fragment.text for fragment in split.fragments) == text
    assert bool(split.reply_text) == bool(text.strip())

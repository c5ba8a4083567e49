"""Mails go out as they should be, and come back as they went, in ten charsets."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.channels.email.addressing import read_reply_address, reply_address
from madoguchi.channels.email.automatic import OWN_MARK
from madoguchi.channels.email.compose import (
    Draft,
    compose,
    encode_header,
    new_message_id,
    quote_text,
    reply_subject,
    thread,
)
from madoguchi.channels.email.contracts import Address, Attachment
from madoguchi.channels.email.mime.words import decode_words
from madoguchi.channels.email.parse import parse_mail

JAPANESE = "ご注文番号①の件、髙橋様。〜送料は￥500です。"
PLAIN_JAPANESE = "ご注文の件、送料は五百円です。"
SIMPLIFIED = "您好，您的订单已发货，请查收——谢谢！"
TRADITIONAL = "您好，您的訂單已出貨，請查收。謝謝！"
KOREAN = "안녕하세요, 주문하신 상품이 발송되었습니다. 똠방각하 펲시콜라"
CHARSETS = {
    "iso-2022-jp": PLAIN_JAPANESE,
    "shift_jis": PLAIN_JAPANESE,
    "euc-jp": PLAIN_JAPANESE,
    "gb2312": SIMPLIFIED,
    "gb18030": SIMPLIFIED + "𠮷",
    "hz": "您好，您的订单已发货。",
    "big5": TRADITIONAL,
    "big5-hkscs": TRADITIONAL + "嘅咗",
    "euc-kr": KOREAN,
    "utf-8": JAPANESE + SIMPLIFIED + KOREAN + "🎉",
    "windows-1251": "Ваш заказ отправлен",
    "iso-8859-1": "Ihre Bestellung für 5 £ ist unterwegs, à bientôt",
}
KEY = b"k" * 32


def draft(**changes: object) -> Draft:
    fields: dict[str, object] = {
        "author": Address("Kyoto Shop", "care@kyoto.example"),
        "to": (Address("Lin", "lin@customer.example"),),
        "subject": "Your order",
        "text": "Hello",
        "message_id": "1@kyoto.example",
        "sent_at": datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    }
    return Draft(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("charset", "text"), CHARSETS.items(), ids=CHARSETS.keys())
def test_there_and_back(charset: str, text: str) -> None:
    sent = draft(
        charset=charset,
        author=Address(f"{text[:8]} (店)", "care@kyoto.example"),
        subject=f"{text} {text}",
        text=f"{text}\n\n{text}",
        html=f"<p>{text}</p>",
    )
    raw = compose(sent)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    back = parse_mail(raw)
    assert back.subject == sent.subject
    assert back.author == sent.author
    assert back.text == sent.text
    assert back.html == sent.html
    assert back.warnings == ()


@pytest.mark.parametrize("charset", [name for name in CHARSETS if name != "hz"])
def test_the_wished_charset_is_used_where_it_holds_the_text(charset: str) -> None:
    raw = compose(draft(charset=charset, text=CHARSETS[charset]))
    assert f'charset="{charset}"'.encode() in raw
    other = compose(draft(charset=charset, text="ไทย 🎉"))
    assert (b'charset="utf-8"' in other) or charset == "gb18030"


def test_an_independent_parser_reads_the_same() -> None:
    sent = draft(
        subject=JAPANESE,
        text=SIMPLIFIED,
        html=f"<p>{SIMPLIFIED}</p>",
        cc=(Address("Müller, Anna", "anna@customer.example"),),
        in_reply_to="0@customer.example",
        references=("a@customer.example", "0@customer.example"),
        attachments=(Attachment("請求書.pdf", "application/pdf", 4, b"%PDF"),),
    )
    read = email.message_from_bytes(compose(sent), policy=email.policy.default)
    assert read["subject"] == JAPANESE
    assert read["cc"].addresses[0].display_name == "Müller, Anna"
    assert read["references"].split() == ["<a@customer.example>", "<0@customer.example>"]
    assert read["in-reply-to"] == "<0@customer.example>"
    assert read["date"].datetime == sent.sent_at
    plain = read.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == SIMPLIFIED
    assert [part.get_filename() for part in read.iter_attachments()] == ["請求書.pdf"]
    assert not read.defects


def test_files_come_back_to_the_byte() -> None:
    files = (
        Attachment(
            "注文書 2026年11月分の長い長い長い長い長い長い名前.xlsx",
            "application/x",
            3,
            b"\x00\r\n",
        ),
        Attachment('a "quoted" name.txt', "text/plain", 5, b"hello"),
        Attachment("forwarded.eml", "message/rfc822", 8, b"Subject:"),
    )
    inline = Attachment("logo.png", "image/png", 4, b"\x89PNG", content_id="logo@x", inline=True)
    raw = compose(draft(html='<img src="cid:logo@x">', attachments=(*files, inline)))
    back = parse_mail(raw).attachments
    assert [(a.name, a.content) for a in back] == [(a.name, a.content) for a in (inline, *files)]
    assert [a.content_id for a in back if a.inline] == ["logo@x"]


def test_nothing_injects_a_header() -> None:
    raw = compose(
        draft(
            subject="Hi\r\nBcc: evil@x.example",
            author=Address("A\r\nBcc: evil@x.example", "a@b.example\r\nBcc: evil@x.example"),
            message_id="1@x>\r\nBcc: evil@x.example",
            attachments=(Attachment("a\r\nBcc: evil@x.example", "text/plain", 0),),
        )
    )
    assert not [line for line in raw.split(b"\r\n") if line.lower().startswith(b"bcc")]


def test_what_no_person_wrote_says_so_and_comes_back_as_a_loop() -> None:
    raw = compose(draft(automatic=True, loop_mark="shop-1"))
    assert b"Auto-Submitted: auto-replied" in raw
    assert f"{OWN_MARK}: shop-1".encode() in raw
    assert parse_mail(raw).automatic == "loop"


@given(st.text(max_size=200), st.sampled_from(list(CHARSETS)))
def test_any_header_text_comes_back(text: str, charset: str) -> None:
    kept = "".join(c for c in text if c.isprintable())
    encoded = encode_header(kept, charset)
    assert all(len(line) <= 76 for line in encoded.split("\n")) or encoded == kept
    unfolded = encoded.replace("\n ", " ").encode()
    assert decode_words(unfolded).strip() == kept.strip()


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Order", "Re: Order"),
        ("RE: Re: AW: Order", "Re: Order"),
        ("回复：订单", "Re: 订单"),
        ("답장: 주문", "Re: 주문"),
        ("Re[2]: Order", "Re: Order"),
        ("Regarding: x", "Re: Regarding: x"),
    ],
)
def test_reply_subject(subject: str, expected: str) -> None:
    assert reply_subject(subject) == expected


def test_a_long_thread_keeps_its_first_and_newest_mails() -> None:
    references = [f"{n}@x" for n in range(50)]
    kept = thread("50@x", references)
    assert (kept[0], kept[-1], len(kept)) == ("0@x", "50@x", 20)


def test_quoting_deepens() -> None:
    assert quote_text("a\n> b\n\nc") == "> a\n>> b\n>\n> c"


def test_message_ids_differ() -> None:
    assert new_message_id("x.example") != new_message_id("x.example")


@given(st.integers(min_value=1, max_value=2**53 - 1))
def test_reply_address_finds_its_conversation(conversation_id: int) -> None:
    address = reply_address("kyoto.example", conversation_id, KEY)
    assert len(address.partition("@")[0]) <= 64
    assert read_reply_address(address, KEY) == conversation_id
    assert read_reply_address(address.upper(), KEY) == conversation_id
    assert read_reply_address(address, b"another key") is None


def test_reply_address_cannot_be_guessed_or_moved() -> None:
    address = reply_address("kyoto.example", 7, KEY)
    assert read_reply_address(address.replace("c7.", "c8."), KEY) is None
    assert read_reply_address(address.replace("kyoto", "osaka"), KEY) is None
    assert read_reply_address("care@kyoto.example", KEY) is None

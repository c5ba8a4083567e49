"""Texts in the charsets of our customers, declared rightly, wrongly and not at all."""

from __future__ import annotations

import pytest

from madoguchi.channels.email.mime.charsets import codec_of, decode
from madoguchi.channels.email.mime.words import decode_words
from madoguchi.channels.email.parse import parse_mail

SIMPLIFIED = "您好，我的订单还没有收到，请问什么时候发货？"
TRADITIONAL = "您好，我的訂單還沒有收到，請問什麼時候出貨？"
JAPANESE = "お世話になっております。注文した商品がまだ届いていません。"
KOREAN = "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다."
RUSSIAN = "Здравствуйте, где мой заказ? Спасибо."
FRENCH = "Bonjour, où est ma commande passée la semaine dernière ?"


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        (SIMPLIFIED, "gb18030", "gb2312"),
        (SIMPLIFIED + "𠮷镕", "gb18030", "gb2312"),
        (SIMPLIFIED, "utf_8", "gb2312"),
        (SIMPLIFIED, "gb18030", None),
        (SIMPLIFIED, "gb18030", "iso-8859-1"),
        (SIMPLIFIED, "gb18030", "utf-8"),
        (SIMPLIFIED, "hz", "hz-gb-2312"),
        (SIMPLIFIED, "hz", None),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "big5", None),
        (TRADITIONAL + "嘅咗嚟", "big5hkscs", "big5"),
        (TRADITIONAL, "utf_8", "big5"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (JAPANESE, "iso2022_jp", None),
        (JAPANESE, "iso2022_jp", "us-ascii"),
        (JAPANESE, "iso2022_jp", "utf-8"),
        (JAPANESE, "cp932", "shift_jis"),
        (JAPANESE + "①髙﨑㈱", "cp932", "x-sjis"),
        (JAPANESE, "cp932", None),
        (JAPANESE, "cp932", "iso-2022-jp"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "euc_jp", None),
        (JAPANESE, "utf_8", "shift_jis"),
        (KOREAN, "cp949", "euc-kr"),
        (KOREAN + " 똠방각하 펲시", "cp949", "ks_c_5601-1987"),
        (KOREAN, "cp949", None),
        (KOREAN, "iso2022_kr", "iso-2022-kr"),
        (KOREAN, "utf_8", "euc-kr"),
        (RUSSIAN, "cp1251", None),
        (RUSSIAN, "koi8_r", None),
        (FRENCH, "cp1252", None),
        (FRENCH, "cp1252", "iso-8859-1"),
        (FRENCH, "cp1252", "utf-8"),
        (FRENCH, "utf_8", "us-ascii"),
    ],
)
def test_text_is_read(text: str, codec: str, declared: str | None) -> None:
    assert decode(text.encode(codec), declared).text == text


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("联通", "gb18030", "gb2312"),
        ("哈哈哈", "gb18030", "gb2312"),
        ("遼寧", "big5", "big5"),
        ("公共企業", "euc_jp", "euc-jp"),
        ("ㅋㅋㅋ", "cp949", "euc-kr"),
    ],
)
def test_a_right_declaration_is_believed_of_odd_texts(text: str, codec: str, declared: str) -> None:
    assert decode(text.encode(codec), declared).text == text


def test_microsoft_characters_in_iso_2022_jp() -> None:
    # Row 13 ① and ㈱, and 髙 of the IBM rows, as Outlook sends them.
    raw = b"\x1b$B-!-j\x1b(B abc \x1b$B|b\x1b(B"
    assert decode(raw, "iso-2022-jp").text == "①㈱ abc 髙"


def test_half_width_kana_in_iso_2022_jp() -> None:
    assert decode(b"\x1b(I1234\x1b(B", None).text == "ｱｲｳｴ"


def test_what_cannot_be_decoded_is_shown_and_told() -> None:
    decoded = decode(JAPANESE.encode() + b"\xff" + JAPANESE.encode(), "utf-8")
    assert decoded.text == f"{JAPANESE}\ufffd{JAPANESE}"
    assert decoded.damaged
    mail = parse_mail(b"Content-Type: text/plain; charset=utf-8\n\n" + JAPANESE.encode() + b"\xff")
    assert "charset-damaged" in mail.warnings


@pytest.mark.parametrize("label", ["unicode_escape", "idna", "rot13", "zlib", "x" * 5_000, "\0"])
def test_no_label_is_dangerous(label: str) -> None:
    assert codec_of(label) == ""
    assert decode(rb"\ud800 abc", label).text == r"\ud800 abc"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?B?5L2g5Q==?= =?utf-8?B?pb0=?=", "你好"),
        (b"=?utf-8?Q?a b?=", "a b"),
        (b"=?UTF-8?B?5L2g5aW9?=", "你好"),
        (b"=?utf-8?B?5L2g5aW9", "=?utf-8?B?5L2g5aW9"),
        (b"=?utf-8?B?5L2g5aW?=", "你"),
        (b"=?gb2312?B?xOO6ww==?= <a@b>", "你好 <a@b>"),
        (b"Re: =?iso-2022-jp?B?GyRCJCIbKEI=?= x", "Re: あ x"),
        (b"=?utf-8*ja?Q?=E3=81=82?=", "あ"),
        (b"=?utf-8?Q?Really?=20yes?=", "Really? yes"),
        ("您好订单".encode("gb18030"), "您好订单"),
        (b"=?x-unknown?Q?abc?=", "abc"),
        (b"a =?utf-8?Q?b?= =?utf-8?Q?c?= d", "a bc d"),
        (b"=?utf-8?Q?b?==?utf-8?Q?c?=", "bc"),
    ],
)
def test_encoded_words(raw: bytes, text: str) -> None:
    assert decode_words(raw).replace("\ufffd", "") == text


def test_raw_headers_borrow_the_charset_of_the_body() -> None:
    raw = (
        b"Subject: " + "返品".encode("euc_jp") + b"\nContent-Type: text/plain; charset=euc-jp\n\nx"
    )
    assert parse_mail(raw).subject == "返品"

"""Mails that went wrong on their way, in every charset: read as a person would read them."""

from __future__ import annotations

import base64
import difflib
import quopri
from collections.abc import Callable
from urllib.parse import quote

import pytest

from madoguchi.channels.email.mime.charsets import decode
from madoguchi.channels.email.parse import parse_mail

SIMPLIFIED = "您好，我的订单还没有收到，请问什么时候发货？急用，谢谢。"
TRADITIONAL = "您好，我的訂單還沒有收到，請問什麼時候出貨？謝謝您的協助。"
CANTONESE = "你哋幾時寄出啲貨呀？我想知嘅係運費。"
JAPANESE = "お世話になっております。注文した商品がまだ届いていません。"
MICROSOFT = "①営業日以内に㈱髙島屋へﾒｰﾙください。"
KOREAN = "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다. 확인 부탁드립니다."
UHC = "똠방각하 펲시콜라 주문했어요. 배송 문의드립니다."

LABELS: list[tuple[str, str, list[str | None]]] = [
    (SIMPLIFIED, "gb18030", ["gb2312", "GBK", None, "unknown-8bit", "us-ascii", "utf-8", "big5"]),
    (SIMPLIFIED, "gb18030", ["iso-8859-1", "windows-1252", "x-unknown", '"gb2312', "GB2312;"]),
    (SIMPLIFIED + "镕𠮷", "gb18030", ["gb2312", "gb18030"]),
    (SIMPLIFIED, "hz", ["hz-gb-2312", None, "gb2312"]),
    (TRADITIONAL, "big5", ["big5", None, "unknown-8bit", "gb2312", "utf-8", "iso-8859-1"]),
    (TRADITIONAL, "gb18030", ["gb2312", None]),
    (CANTONESE, "big5hkscs", ["big5", "big5-hkscs", None]),
    (JAPANESE, "iso2022_jp", ["iso-2022-jp", None, "us-ascii", "utf-8", "shift_jis"]),
    (JAPANESE, "cp932", ["shift_jis", "iso-2022-jp", None, "utf-8", "euc-jp", "iso-8859-1"]),
    (JAPANESE, "euc_jp", ["euc-jp", None, "shift_jis", "iso-2022-jp", "utf-8", "iso-8859-1"]),
    (MICROSOFT, "cp932", ["shift_jis", "iso-2022-jp", "euc-jp", "windows-31j", None]),
    (KOREAN, "cp949", ["euc-kr", "ks_c_5601-1987", None, "utf-8", "us-ascii", "iso-2022-kr"]),
    (KOREAN, "iso2022_kr", ["iso-2022-kr", None]),
    (UHC, "cp949", ["euc-kr", None]),
]
UTF_8: list[str | None] = [
    *("utf-8", "unknown-8bit", "gb2312", "big5", "euc-kr", "shift_jis", "iso-2022-jp"),
    *("iso-8859-1", "euc-jp", "us-ascii"),
    None,
]
LABELS += [(text, "utf-8", UTF_8) for text in (SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN)]
CASES = [(text, codec, label) for text, codec, labels in LABELS for label in labels]
EIGHT_BIT = [
    case for case in CASES if case[1] not in ("hz", "iso2022_jp", "iso2022_kr", "big5hkscs")
]


def mail(body: bytes, label: str | None, transfer: str = "8bit") -> bytes:
    charset = b"" if label is None else b"; charset=" + label.encode()
    return (
        b"From: a@x.example\nSubject: s\nContent-Type: text/plain" + charset
        + b"\nContent-Transfer-Encoding: " + transfer.encode() + b"\n\n" + body
    )  # fmt: skip


def likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


@pytest.mark.parametrize(("text", "codec", "label"), CASES)
def test_a_wrong_label_hides_nothing(text: str, codec: str, label: str | None) -> None:
    body = text.encode(codec)
    assert parse_mail(mail(body, label)).text == text
    assert parse_mail(mail(base64.encodebytes(body), label, "base64")).text.strip() == text
    assert parse_mail(mail(quopri.encodestring(body), label, "quoted-printable")).text == text
    if label is not None and label.isascii() and label.strip('";') == label:
        word = b"=?%s?B?%s?=" % (label.encode(), base64.b64encode(body).rstrip(b"="))
        assert parse_mail(b"Subject: " + word + b"\n\nx").subject == text


@pytest.mark.parametrize(("text", "codec", "label"), EIGHT_BIT)
def test_what_was_cut_off_damages_its_own_place_alone(
    text: str, codec: str, label: str | None
) -> None:
    read = parse_mail(mail(text.encode(codec)[:-1], label)).text
    assert likeness(read, text) > 0.93, read


@pytest.mark.parametrize(
    ("text", "codec", "label", "footer", "its_codec"),
    [
        (SIMPLIFIED, "gb18030", "gb2312", "来自我的手机，谢谢", "utf-8"),
        (SIMPLIFIED, "utf-8", "utf-8", "来自我的手机，谢谢", "gb18030"),
        (JAPANESE, "cp932", "shift_jis", "携帯から送信しました", "utf-8"),
        (JAPANESE, "utf-8", None, "携帯から送信しました", "cp932"),
        (JAPANESE, "euc_jp", None, "携帯から送信しました", "utf-8"),
        (TRADITIONAL, "big5", "big5", "這是自動加上的文字", "utf-8"),
        (KOREAN, "cp949", "euc-kr", "모바일에서 보냄", "utf-8"),
    ],
)
def test_two_charsets_in_one_text_are_both_read(
    text: str, codec: str, label: str | None, footer: str, its_codec: str
) -> None:
    body = text.encode(codec) + b"\n\nhttps://x.example\n" + footer.encode(its_codec)
    assert parse_mail(mail(body, label)).text == f"{text}\n\nhttps://x.example\n{footer}"


@pytest.mark.parametrize(
    "damage",
    [
        lambda jis: jis.removesuffix(b"\x1b(B"),
        lambda jis: jis.replace(b"\x1b", b""),
        lambda jis: jis[:21] + b"\xff" + jis[21:],
    ],
    ids=["no escape back", "no escapes at all", "a stray byte"],
)
@pytest.mark.parametrize("label", ["iso-2022-jp", None])
def test_damaged_iso_2022_jp_is_read(damage: Callable[[bytes], bytes], label: str | None) -> None:
    text = JAPANESE + "\n" + JAPANESE
    body = b"\n".join(damage(line.encode("iso2022_jp")) for line in text.split("\n"))
    assert parse_mail(mail(body, label)).text.replace("\ufffd", "") == text


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN])
def test_what_was_encoded_twice_is_read_once(text: str) -> None:
    twice = text.encode().decode("latin-1").encode()
    read = parse_mail(mail(twice, "utf-8"))
    assert read.text == text
    assert "charset-misdeclared" in read.warnings
    assert decode("Où êtes-vous, Zoë ? Ça va à l’été".encode(), "utf-8").misdeclared is False


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN])
def test_odd_structures_hide_nothing(text: str) -> None:
    assert parse_mail(mail(text.encode("utf-7"), "utf-7")).text == text
    raw = text.encode()
    pieces = b"\n".join(base64.b64encode(raw[at : at + 10]) for at in range(0, len(raw), 10))
    assert parse_mail(mail(pieces, "utf-8", "base64")).text.strip() == text
    nested = mail(raw, "utf-8")
    for _ in range(50):
        nested = b"From: a@x.example\nSubject: fwd\nContent-Type: message/rfc822\n\n" + nested
    assert text in parse_mail(nested).text
    name = f"{text[:12]}.pdf"
    sections = [f"{quote(character)}" for character in name]
    numbered = [f'filename*{n}*={"utf-8" + 2 * chr(39) if n == 0 else ""}{section}'
                for n, section in enumerate(sections)]  # fmt: skip
    parameters = ";\n ".join(reversed(numbered))
    hung = (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\n"
        f"Content-Disposition: attachment;\n {parameters}\n\n%PDF-1.4\n--b--\n"
    ).encode()
    assert [each.name for each in parse_mail(hung).attachments] == [name]


HIDDEN = JAPANESE * 3
THANKS = "ご注文ありがとうございます。"


@pytest.mark.parametrize(
    ("header", "body", "text"),
    [
        ("Content-Transfer-Encoding: base-64", base64.encodebytes(HIDDEN.encode()), HIDDEN),
        ("Content-Type: text/plain", base64.encodebytes(HIDDEN.encode()), HIDDEN),
        ("Content-Transfer-Encoding: 7bit", quopri.encodestring(HIDDEN.encode()), HIDDEN),
        ("Content-Type: text/plain", b"dGhpcyBpcyBhIHRva2VuIGZvciB5b3U=", None),
        ("Content-Type: text/plain; charset=utf-16", HIDDEN.encode(), HIDDEN),
        ("Content-Type: text/plain; charset=utf-16", HIDDEN.encode("utf-16-be"), HIDDEN),
        ("Content-Type: text/plain; charset=utf-16", HIDDEN.encode("utf-16-le"), HIDDEN),
        ("Content-Type: text/plain; charset=gb2312", THANKS.encode("gb2312"), THANKS),
        ("Content-Type: text/plain; charset=euc-kr", THANKS.encode("cp949"), THANKS),
        ("Content-Type: text/html", b"<p>&#12354;&#55362;&#57271;&#55357;&#56832;</p>", "あ𠮷😀"),
        (
            "Content-Transfer-Encoding: quoted-printable",
            quopri.encodestring(HIDDEN.encode()).replace(b"=\n", b"= \t\n"),
            HIDDEN,
        ),
    ],
)
def test_what_no_header_says_is_found_out(header: str, body: bytes, text: str | None) -> None:
    read = parse_mail(f"Subject: x\n{header}\n\n".encode() + body).text.strip()
    assert read == (body.decode() if text is None else text)


def test_a_name_as_addresses_write_it_is_read() -> None:
    raw = b'Content-Type: application/pdf; name="%E8%AE%A2%E5%8D%95 100%.pdf"\n\n%PDF-1.4'
    assert [each.name for each in parse_mail(raw).attachments] == ["订单 100%.pdf"]

"""Mails of machines, and who vouches for the sender."""

from __future__ import annotations

import pytest

from madoguchi.channels.email.automatic import MAX_HOPS
from madoguchi.channels.email.contracts import Authentication
from madoguchi.channels.email.parse import parse_mail

PERSON = b"From: Lin <lin@customer.example>\nTo: care@kyoto.example\n"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (b"", None),
        (b"Auto-Submitted: no\n", None),
        (b"Auto-Submitted: auto-replied\n", "auto-reply"),
        (b"Auto-Submitted: auto-generated (failure)\n", "auto-reply"),
        (b"X-Autoreply: yes\n", "auto-reply"),
        (b"X-Auto-Response-Suppress: All\n", "auto-reply"),
        (b"X-Auto-Response-Suppress: DR, RN, NRN\n", None),
        (b"Precedence: auto_reply\n", "auto-reply"),
        (b"Precedence: bulk\n", "list"),
        (b"List-Id: <news.shop.example>\n", "list"),
        (b"List-Unsubscribe: <mailto:x@y>\nAuto-Submitted: auto-generated\n", "list"),
        (b"X-Madoguchi-Loop: shop-1\n", "loop"),
        (b"Received: from a\n" * MAX_HOPS, None),
        (b"Received: from a\n" * (MAX_HOPS + 1), "loop"),
    ],
)
def test_headers_of_machines(headers: bytes, expected: str | None) -> None:
    assert parse_mail(PERSON + headers + b"Subject: Hello\n\nx").automatic == expected


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Your order",
        "Out of Office: Your order",
        "Auto: Out of the office",
        "Automatische Antwort: Bestellung",
        "Abwesenheitsnotiz: Bestellung",
        "Réponse automatique : commande",
        "Respuesta automática: pedido",
        "自动回复：您的订单",
        "自動回覆: 您的訂單",
        "自動返信: ご注文",
        "【自動応答】ご注文",
        "不在のお知らせ",
        "자동 응답: 주문",
        "부재중 자동응답",
        "Auto: on leave until Monday",
        "OOO Re: your order",
        "Away until Monday: Re: order",
        "On annual leave - Re: order",
        "休假中：Re: 订单",
        "我正在休假 - 自動回覆",
        "不在辦公室：訂單",
        "休暇中です Re: 注文",
        "夏季休業のお知らせ（自動返信）",
        "外出中のため自動返信",
        "自動送信：受付完了",
        "휴가 중입니다 - 자동응답",
        "부재 알림: 주문",
        "Out-of-office: back 5 July",
        "Thank you for your mail (automatic reply)",
        "【自動配信】受付のお知らせ",
    ],
)
def test_vacation_subjects(subject: str) -> None:
    raw = PERSON + f"Subject: {subject}\n\nx".encode()
    assert parse_mail(raw).automatic == "auto-reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Autumn collection",
        "Out of stock?",
        "Is the reply automatic?",
        "自动伞什么时候发货",
        "自動車の部品について",
        "不在だったので再配達をお願いします",
        "부재중 전화 관련 문의",
        "Auto parts",
        "Auto reply never came",
        "On holiday set of cups - question",
        "Away from home, please hold parcel",
        "自動返信が届きません",
        "自動返信メールが来ないのですが",
        "外出中に荷物が届きました",
        "不在通知が入っていました",
        "休暇中に受け取りたい",
        "自动回复太慢了",
        "出差用的箱子多大",
        "부재중이라 택배를 못 받았어요",
        "부재중 안내문을 받았어요",
        "자동 응답이 이상해요",
        "휴가 가기 전에 배송 부탁드려요",
    ],
)
def test_people_write_of_such_things_too(subject: str) -> None:
    raw = PERSON + f"Subject: {subject}\n\nx".encode()
    assert parse_mail(raw).automatic is None


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: Fwd: Undelivered Mail Returned to Sender\n\nI got this:\n\n"
        b"This is the mail system at host mx.example.\n<a@b.example>: user unknown",
        b"Subject: Delivery problem\n\nMy parcel could not be delivered to lin@customer.example?",
        b"Subject: Delivery status of my order?\n\nHello, where is it? Lin, lin@customer.example",
        "Subject: 退信\n\n您好，我要退信用卡的款。".encode(),
        "Subject: 配信状態\n\n商品が届きません。".encode(),
    ],
)
def test_a_persons_words_about_failures_are_no_bounce(raw: bytes) -> None:
    assert parse_mail(PERSON + raw).bounce is None


def test_only_trusted_servers_are_believed() -> None:
    raw = (
        b"Authentication-Results: mx.kyoto.example; spf=pass smtp.mailfrom=a@b;\n"
        b" dkim=fail (bad; signature) header.d=x; dkim=pass header.d=b; dmarc=pass\n"
        b"Authentication-Results: mx.evil.example; dmarc=pass\nSubject: x\n\nx"
    )
    believed = parse_mail(raw, trusted_servers=["MX.kyoto.example"]).authentication
    assert believed == Authentication(trusted=True, spf="pass", dkim="pass", dmarc="pass")
    assert parse_mail(raw).authentication == Authentication(trusted=False)


OUR_NAMES = ["Anna Sato", "Lin", "王芳", "京都屋カスタマーサポート"]


@pytest.mark.parametrize(
    ("sender", "results", "warning"),
    [
        ("Anna <anna@kyoto.example>", "none", "own-domain-from-outside"),
        ("Anna <anna@Kyoto.Example>", "dmarc=fail; dkim=pass", "own-domain-from-outside"),
        ("Anna <anna@kyoto.example>", "dmarc=pass", None),
        ("Anna <anna@kyoto.example>", "dkim=pass", None),
        ('"anna@kyoto.example" <x@evil.example>', "dmarc=pass", "own-address-as-name"),
        ("Lin <lin@customer.example>", "none", None),
        ("Anna Sato <a.sato@gmail.example>", "dmarc=pass", "own-name-from-outside"),
        ("SATO, Ánna <a.sato@gmail.example>", "none", "own-name-from-outside"),
        ("Аnnа Sаtо <x@evil.example>", "none", "own-name-from-outside"),  # Cyrillic а and о
        ("京都屋　ｶｽﾀﾏｰｻﾎﾟｰﾄ <x@evil.example>", "none", "own-name-from-outside"),
        ("Anna Satoh <anna@customer.example>", "none", None),
        ("Anna <anna@customer.example>", "none", None),
        ("王芳 <wang@customer.example>", "none", None),  # thousands are called so
        ("Anna Sato <anna@kyoto.example>", "dmarc=pass", None),
    ],
)
def test_who_pretends_to_be_us(sender: str, results: str, warning: str | None) -> None:
    raw = f"Authentication-Results: mx.us; {results}\nFrom: {sender}\nSubject: x\n\nx".encode()
    mail = parse_mail(
        raw, trusted_servers=["mx.us"], own_domains=["kyoto.example"], own_names=OUR_NAMES
    )
    told = [one for one in mail.warnings if one.startswith("own-")]
    assert told == ([warning] if warning else [])

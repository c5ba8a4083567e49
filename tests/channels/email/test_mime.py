"""Structure, names, addresses, dates and wrappers of mails, as they should not be and are."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from madoguchi.channels.email.contracts import Address
from madoguchi.channels.email.mime.addresses import read_addresses
from madoguchi.channels.email.mime.dates import read_date
from madoguchi.channels.email.mime.flowed import unflow
from madoguchi.channels.email.mime.markup import as_text, sanitise
from madoguchi.channels.email.mime.parameters import read_parameters
from madoguchi.channels.email.mime.rtf import decompress, read_rtf
from madoguchi.channels.email.parse import parse_mail


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Anna <a@b.example>", [("Anna", "a@b.example")]),
        (
            b'"Doe, John" <a@b.example>, c@d.example',
            [("Doe, John", "a@b.example"), ("", "c@d.example")],
        ),
        (b"Doe, John <a@b.example>", [("Doe, John", "a@b.example")]),
        (b"a@b.example (Anna (the boss))", [("Anna (the boss)", "a@b.example")]),
        (b"Shop: a@b.example, c@d.example;", [("", "a@b.example"), ("", "c@d.example")]),
        (b"undisclosed-recipients:;", []),
        (b"=?utf-8?Q?Doe,_John?= <a@b.example>", [("Doe, John", "a@b.example")]),
        (b"a@b.example <c@d.example>", [("a@b.example", "c@d.example")]),
        (b'"john doe"@b.example', [("", '"john doe"@b.example')]),
        (b"<@relay.example:a@b.example>", [("", "a@b.example")]),
        (b"MAILER-DAEMON <>", []),
        (b"a@b.example; c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        ("山田 <y@例え.jp>".encode(), [("山田", "y@例え.jp")]),
        ("山田".encode("iso2022_jp") + b" <y@b.example>", [("山田", "y@b.example")]),
        (b"", []),
    ],
)
def test_addresses(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert read_addresses(raw) == [Address(*one) for one in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 20 Nov 2026 09:30:00 +0900", datetime(2026, 11, 20, 0, 30, tzinfo=UTC)),
        ("20 Nov 26 09:30 GMT", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09:30:60 +0000 (UTC)", datetime(2026, 11, 20, 9, 30, 59, tzinfo=UTC)),
        ("2026-11-20 09:30:00 +08:00", datetime(2026, 11, 20, 1, 30, tzinfo=UTC)),
        ("2026-11-20T09:30:00Z", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("星期五, 20 Nov 2026 09:30:00 +0000", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("yesterday", None),
        ("Fri, 99 Nov 2026 99:99:99 +9999", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: datetime | None) -> None:
    assert read_date(text) == expected


def test_a_date_that_lies_is_told() -> None:
    arrived = b"Received: from x; Fri, 20 Nov 2026 09:30:00 +0000\n"
    mail = parse_mail(arrived + b"Date: Fri, 20 Nov 2099 09:30:00 +0000\n\nx")
    assert "date-in-the-future" in mail.warnings


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'attachment; filename="a b.txt"', "a b.txt"),
        (b"attachment; filename=a b.txt", "a b.txt"),
        (b"attachment; filename*=utf-8''%E8%AB%8B.pdf", "請.pdf"),
        (b"attachment; filename*0*=utf-8''%E8%AB; filename*1*=%8B.pdf", "請.pdf"),
        (b'attachment; filename*0="long"; filename*1="name.pdf"', "longname.pdf"),
        (b'attachment; filename="=?utf-8?B?6KuL?=.pdf"', "請.pdf"),
        ('attachment; filename="ご請求書.pdf"'.encode("cp932"), "ご請求書.pdf"),
        (rb'attachment; filename="a\"b.txt"', 'a"b.txt'),
    ],
)
def test_file_names(raw: bytes, name: str) -> None:
    assert read_parameters(raw).parameters["filename"] == name


def test_a_short_file_name_borrows_the_charset_of_the_text() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; "
        b'charset=shift_jis\n\nx\n--b\nContent-Disposition: attachment; filename="%s.pdf"\n\nx\n'
    )
    mail = parse_mail(raw % "請求".encode("cp932"))
    assert [attachment.name for attachment in mail.attachments] == ["請求.pdf"]


def test_file_names_lose_paths_and_tricks() -> None:
    raw = b'Content-Disposition: attachment; filename="..\\\\..\\\\evil\xe2\x80\xaefdp.exe"\n\nx'
    assert parse_mail(raw).attachments[0].name == "evilfdp.exe"


def test_depth_is_no_danger_and_hides_nothing() -> None:
    heads = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)
    )
    mail = parse_mail(b"Subject: deep\n" + b"".join(heads) + b"\nfound at the bottom\n")
    assert mail.text == "found at the bottom"
    forwarded = parse_mail(b"Content-Type: message/rfc822\n\n" * 1_000 + b"Subject: deep\n\nx")
    assert len(forwarded.attachments) == 1


def test_a_boundary_within_itself() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\n"
        b"Content-Type: text/html\n\n<p>markup</p>\n--b--\n\n--b\n"
        b"Content-Type: image/png; name=x.png\n\nbytes\n--b--\n"
    )
    mail = parse_mail(raw)
    assert (mail.text, mail.html) == ("plain", "<p>markup</p>")
    assert [attachment.name for attachment in mail.attachments] == ["x.png"]


def test_a_forwarded_mail_is_a_file_named_by_its_subject() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below\n--b\n"
        b"Content-Type: message/rfc822\n\nSubject: =?utf-8?B?6KuL5rGC?=\n\nold\n--b--\n"
    )
    mail = parse_mail(raw)
    assert [(a.name, a.content_type) for a in mail.attachments] == [("請求.eml", "message/rfc822")]
    assert mail.attachments[0].content == b"Subject: =?utf-8?B?6KuL5rGC?=\n\nold"


def test_a_digest_is_read_through() -> None:
    raw = (
        b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nfirst\n"
        b"--b\n\nSubject: two\n\nsecond\n--b--\n"
    )
    assert parse_mail(raw).text == "Subject: one\n\nfirst\n\nSubject: two\n\nsecond"


def test_uuencoded_files_are_taken_out() -> None:
    raw = b"Subject: x\n\nSee:\nbegin 644 hi.txt\n%:&5L;&\\\n`\nend\nBye\n"
    mail = parse_mail(raw)
    assert [(a.name, a.content) for a in mail.attachments] == [("hi.txt", b"hello")]
    assert "begin" not in mail.text
    assert mail.text.startswith("See:")


def test_flowed_text_is_joined() -> None:
    assert unflow("> a \n> b\nc \nd\n-- \nme", delete_space=False) == "> a b\nc d\n-- \nme"
    assert unflow("注文 \nです", delete_space=True) == "注文です"


def test_html_is_made_safe() -> None:
    dirty = (
        '<p onclick="x()">Hi<script>x()</script><style>p{}</style></p>'
        '<a href="javascript:x()">a</a><a href="data:text/html,x">b</a>'
        '<img src="https://x.example/i.png"><img src="data:image/png;base64,AA==">'
        '<div style="position:fixed;background-image:url(https://x.example);color:red">t</div>'
        '<iframe src="https://x.example"></iframe><form><input></form>'
    )
    clean = sanitise(dirty)
    for word in (
        "script",
        "onclick",
        "javascript",
        "text/html",
        "position",
        "url(",
        "iframe",
        "form",
    ):
        assert word not in clean
    assert 'src="https://x.example/i.png"' in clean
    assert 'src="data:image/png;base64,AA=="' in clean
    assert "color:red" in clean


def test_html_reads_as_text() -> None:
    markup = (
        "<p>Hello<br>there</p><ul><li>one</li><li>two</li></ul>"
        '<p><a href="https://x.example/">link</a></p><blockquote><p>old</p></blockquote>'
    )
    expected = "Hello\nthere\n\n* one\n* two\n\nlink <https://x.example/>\n\n> old"
    assert as_text(sanitise(markup)) == expected


def test_an_html_reply_is_split_too() -> None:
    raw = (
        b"Content-Type: text/html; charset=utf-8\n\n<div>Thanks!</div><br>"
        b'<div class="gmail_quote"><div class="gmail_attr">On Tue, Mar 3, 2026 at 9:12 AM Shop '
        b"&lt;a@shop.example&gt; wrote:<br></div><blockquote>Hello</blockquote></div>"
    )
    assert parse_mail(raw).reply_text == "Thanks!"


def _property(kind: int, identifier: int, value: bytes) -> bytes:
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack("<HHII", kind, identifier, 1, len(value)) + padded


def _attribute(level: int, identifier: int, value: bytes) -> bytes:
    return (
        struct.pack("<BII", level, identifier, len(value))
        + value
        + struct.pack("<H", sum(value) & 0xFFFF)
    )


def test_winmail_dat_is_opened() -> None:
    name = _property(0x1F, 0x3707, "請求書.pdf\0".encode("utf-16-le"))
    body = _property(0x1F, 0x1000, "本文です\0".encode("utf-16-le"))
    tnef = struct.pack("<IH", 0x223E9F78, 1)
    tnef += _attribute(1, 0x69003, struct.pack("<I", 1) + body)
    tnef += _attribute(2, 0x69002, b"\0" * 14)
    tnef += _attribute(2, 0x18010, b"SEIKYU~1.PDF\0")
    tnef += _attribute(2, 0x6800F, b"%PDF")
    tnef += _attribute(2, 0x69005, struct.pack("<I", 1) + name)
    raw = b"Content-Type: application/ms-tnef; name=winmail.dat\n\n" + tnef
    mail = parse_mail(raw)
    assert [(a.name, a.content) for a in mail.attachments] == [("請求書.pdf", b"%PDF")]
    assert mail.text == "本文です"
    cut = parse_mail(raw[:-20])
    assert cut.text == "本文です"


def test_rich_text_is_read() -> None:
    # The example of MS-OXRTFCP §4.1.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af320"
        "68656c090020627705b06c647d0a800fa0"
    )
    assert decompress(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert read_rtf(decompress(packed)).text == "hello world"
    encapsulated = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 "
        rb"\u24744?{\*\htmltag72 </p>}}"
    )
    assert read_rtf(encapsulated).html == "<p>您</p>"
    japanese = rb"{\rtf1\ansi{\fonttbl{\f0\fcharset128 MS;}}\f0 \'82\'a0}"
    assert read_rtf(japanese).text == "あ"


def test_signed_mail_is_unwrapped() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Lin")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    inner = "Content-Type: text/plain; charset=utf-8\r\n\r\nご注文です".encode()
    signed = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(inner)
        .add_signer(certificate, key, hashes.SHA256())
        .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )
    head = b"Content-Type: application/pkcs7-mime; smime-type=%s; name=smime.p7m\n\n"
    assert parse_mail(head % b"signed-data" + signed).text == "ご注文です"
    encrypted = parse_mail(head % b"enveloped-data" + b"\x30\x80secret")
    assert "encrypted" in encrypted.warnings
    assert encrypted.attachments[0].name == "smime.p7m"


@pytest.mark.parametrize(
    ("field", "warning", "value"),
    [
        (b"", "message-id-missing", None),
        (b"Message-ID: \n", "message-id-missing", None),
        (b"Message-ID: <>\n", "message-id-missing", None),
        (b"Message-ID: <a@b>\nMessage-ID: <c@d>\n", "message-id-repeated", "a@b"),
        (b"Message-ID: a@b\n", None, "a@b"),
    ],
)
def test_message_ids(field: bytes, warning: str | None, value: str | None) -> None:
    mail = parse_mail(field + b"Subject: x\n\nx")
    assert mail.message_id == value
    assert warning is None or warning in mail.warnings


def test_threading_fields_lose_their_brackets() -> None:
    raw = b"In-Reply-To: <b@x>\nReferences: <a@x>\n\t<b@x> <a@x>\n\nx"
    mail = parse_mail(raw)
    assert (mail.in_reply_to, mail.references) == ("b@x", ("a@x", "b@x"))


def test_nothing_at_all_is_a_mail_too() -> None:
    mail = parse_mail(b"")
    assert (mail.text, mail.html, mail.reply_text, mail.fragments) == ("", None, "", ())

"""Mails made to harm: read without an exception, whatever they hold. Their cost: bench/."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.mail_fuzz import CORPUS, mutants
from madoguchi.channels.email.parse import parse_mail

HOSTILE = {
    "one boundary for all": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 500,
    "too many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 6_000,
    "nested elements": b"Content-Type: text/html\n\n" + b"<div>" * 20_000,
    "nested formatting": b"Content-Type: text/html\n\n" + b"<b><p>" * 20_000,
    "one long tag": b"Content-Type: text/html\n\n<p " + b"a=b " * 50_000 + b">x",
    "words without end": b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\nx",
    "brackets": b"To: " + b"(" * 20_000 + b"<" * 20_000 + b'"' * 20_000 + b"\n\nx",
    "headers": b"X: y\n" * 20_000 + b"\nx",
    "parameters": b"Content-Type: text/plain" + b'; a*0*="x' * 5_000 + b"\n\nx",
    "escapes": b"Subject: x\n\n" + b"\x1b$B\xff-!\n" * 10_000,
    "reports on reports": b"From: MAILER-DAEMON\nSubject: Undeliverable\n\n"
    + b"<a@b.example>: user unknown\n" * 10_000,
    "json": b'From: MAILER-DAEMON\nSubject: aws notification\n\n{"notificationType":'
    + b"[" * 90_000,
    "signature of signatures": b"Content-Type: application/pkcs7-mime\n\n"
    + bytes.fromhex("308006092a864886f70d010702a080") * 50,
    "empty winmail.dat": b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\x01\x00",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_is_read(raw: bytes) -> None:
    mail = parse_mail(raw)
    assert "".join(fragment.text for fragment in mail.fragments) == mail.text
    assert bool(mail.reply_text) == bool(mail.text.strip())


@pytest.mark.parametrize("seed", range(4))
def test_damaged_mail_is_read(seed: int) -> None:
    for raw in mutants(CORPUS, 500, seed):
        mail = parse_mail(raw)
        assert "".join(fragment.text for fragment in mail.fragments) == mail.text
        assert bool(mail.reply_text) == bool(mail.text.strip())


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read(raw: bytes) -> None:
    parse_mail(raw)
    parse_mail(b"From: MAILER-DAEMON\nContent-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22" + raw)
    parse_mail(b"Content-Type: multipart/report; boundary=b\n\n--b\n" + raw)

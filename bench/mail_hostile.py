"""Reads mails made to cost much: each in under a second of work, all within 200 MiB.

Run as `python -m bench.mail_hostile`. Then says how many common mails are read in a second.
"""

from __future__ import annotations

import base64
import resource
import sys
import time
from collections.abc import Iterator

from bench.mail_fuzz import CORPUS, LARGEST, SLOWEST
from madoguchi.channels.email.parse import parse_mail

HTML = b"Content-Type: text/html\n\n"
DAEMON = b"From: MAILER-DAEMON\nSubject: Undeliverable\n\n"
PLAIN = b"Subject: x\n\n"


def hostile() -> Iterator[tuple[str, bytes]]:
    """Yield mails of up to 55 MB, one at a time, with what is bad about them."""
    for count in (1_000, 20_000):
        heads = (
            b"Content-Type: multipart/a; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(count)
        )
        yield f"{count} parts deep", b"".join(heads)
    yield "messages in messages", b"Content-Type: message/rfc822\n\n" * 20_000
    yield "100,000 parts", b"Content-Type: multipart/a; boundary=b\n\n" + b"--b\n\nx\n" * 100_000
    tags = (b"<div>", b"<b><i>", b"<a href=x>", b"<table><tr><td>", b"<b><p>", b"<blockquote>x")
    for tag in (*tags, b"<", b"&amp", b"<!--", b"<p a=b ", b"<font color=red>"):
        yield f"HTML: {tag.decode()}", HTML + tag * (2_000_000 // len(tag))
    for piece in (b"=?utf-8?q?a?= ", b"=?utf-8?q?"):
        yield f"subject: {piece.decode()}", b"Subject: " + piece * 20_000 + b"\n\nx"
    for piece in (b"a@b.c, ", b"(", b'"', b"<", b"a:", b"a, "):
        yield f"recipients: {piece.decode()}", b"To: " + piece * (250_000 // len(piece)) + b"\n\nx"
    yield "fields", b"X: y\n" * 300_000 + b"\nx"
    yield "one long field", b"X: y\n" + b" z\n" * 500_000 + b"\nx"
    lines = (
        b"> a\n",
        b"\n",
        b"On 1 a@b\n",
        b"From: a\n",
        b"-- \n",
        b"--------\n",
        b"@" * 399 + b"\n",
    )
    for line in (*lines, b"\x1b$B\xff-!\n", b"~{", b"begin 644 x\n", b"a", b"\xb0\xa1\xe9"):
        yield f"text: {line[:12]!r}", PLAIN + line * (2_000_000 // len(line))
    failed = b"".join(b"<a%d@b.c>: user unknown\n" % n for n in range(30_000))
    yield "30,000 failed", DAEMON + failed
    named = b", ".join(b"a%d@b.c" % n for n in range(10_000))
    yield "10,000 named", b"From: MAILER-DAEMON\nX-Failed-Recipients: " + named + b"\n\n" + failed
    yield "base64 in bits", b"Content-Transfer-Encoding: base64\n\n" + b"QQ==" * 500_000
    line = base64.encodebytes(bytes(range(57)))
    head = b"Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n"
    yield "40 MB attached", head + line * 700_000


def main() -> int:
    """Read them all; fail where one is too slow or memory runs over."""
    failures = 0
    for name, raw in hostile():
        started = time.process_time()
        parse_mail(raw)
        took = time.process_time() - started
        print(f"{took * 1000:5.0f} ms  {len(raw) / 1e6:5.1f} MB  {name}")
        failures += took > SLOWEST
        del raw
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    common = [file.read_bytes() for file in CORPUS.iterdir() if file.stat().st_size < 40_000]
    started = time.process_time()
    for raw in common:
        parse_mail(raw)
    rate = len(common) / (time.process_time() - started)
    print(f"{failures} too slow, peak {peak / 2**20:.0f} MiB, {rate:.0f} common mails a second")
    return 1 if failures or peak > LARGEST else 0


if __name__ == "__main__":
    sys.exit(main())

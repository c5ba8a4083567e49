"""Mutates real mails and reads them: no exception, none slower than a second, memory bounded.

Run as `python -m bench.mail_fuzz --count 20000 [--seed 1] [--corpus DIR]`.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from madoguchi.channels.email.parse import parse_mail

CORPUS = Path(__file__).parent.parent / "tests/channels/email/data/files"
SLOWEST = 1.0
LARGEST = 200 * 1024 * 1024
TOKENS = (
    *(
        b"\r\n",
        b"\n\n",
        b"\r",
        b"\x00",
        b"\xff\xfe",
        b"\x1b$B",
        b"\x1b(B",
        b"~{",
        b"~}",
        b"=?",
        b"?=",
    ),
    *(
        b"=?utf-8?B?",
        b"=?gb2312?Q?",
        b"--",
        b"<",
        b">",
        b'"',
        b"(",
        b")",
        b";",
        b",",
        b":",
        b"@",
        b"\\",
    ),
    *(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"Content-Type: message/rfc822\n\n"),
    *(
        b"charset=utf-16",
        b"charset=hz",
        b"charset=utf-7",
        b"charset=idna",
        b"charset=unicode_escape",
    ),
    *(b"filename*0*=utf-8''%", b"begin 644 x\n", b"<blockquote>", b"> ", b"On 1 a@b wrote:\n"),
    *(
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Type: text/html\n",
        b"report-type=delivery-status",
    ),
    *(b"Final-Recipient: rfc822;", b"From: MAILER-DAEMON\n", b"Subject: Undeliverable\n", b"=\n"),
    *(
        b"Content-Type: application/ms-tnef\n",
        b"Content-Type: application/pkcs7-mime\n",
        b"{\\rtf1",
    ),
)


def mutate(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Return a mail damaged in one to eight places."""
    mail = bytearray(raw)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(mail) + 1)
        span = dice.choice((1, 1, 2, 8, 64, 512))
        match dice.randrange(8):
            case 0:
                mail[at : at + span] = dice.randbytes(span)
            case 1:
                del mail[at : at + span]
            case 2:
                mail[at:at] = dice.choice(TOKENS)
            case 3:
                mail[at:at] = mail[at : at + span] * dice.choice((2, 10, 200))
            case 4:
                mail[at:at] = dice.choice(TOKENS) * dice.choice((10, 500))
            case 5 if mail:
                mail[dice.randrange(len(mail))] ^= 1 << dice.randrange(8)
            case 6:
                other = dice.choice(others)
                start = dice.randrange(len(other) + 1)
                mail[at : at + span] = other[start : start + 4096]
            case _:
                del mail[at:]
    return bytes(mail)


def mutants(corpus: Path, count: int, seed: int) -> Iterator[bytes]:
    """Yield `count` damaged mails of a corpus, the same ones for the same seed."""
    dice = random.Random(seed)
    originals = [file.read_bytes() for file in sorted(corpus.iterdir()) if file.is_file()]
    for _ in range(count):
        yield mutate(dice.choice(originals), originals, dice)


def main() -> int:
    """Read the mutants; say what was slowest and how much memory was used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--keep", type=Path, help="a folder for the mails that failed")
    arguments = parser.parse_args()
    slowest, failures = 0.0, 0
    for number, raw in enumerate(mutants(arguments.corpus, arguments.count, arguments.seed)):
        started = time.process_time()
        try:
            parse_mail(raw)
        except Exception:
            traceback.print_exc(limit=-3)
            failures += 1
            _keep(arguments.keep, number, raw)
        took = time.process_time() - started
        slowest = max(slowest, took)
        if took > SLOWEST:
            failures += 1
            print(f"mutant {number}: {took:.2f} s for {len(raw)} bytes", file=sys.stderr)
            _keep(arguments.keep, number, raw)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"{arguments.count} mutants, {failures} failures, slowest {slowest * 1000:.0f} ms, "
        f"peak {peak / 2**20:.0f} MiB"
    )
    return 1 if failures or peak > LARGEST else 0


def _keep(folder: Path | None, number: int, raw: bytes) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.eml").write_bytes(raw)


if __name__ == "__main__":
    sys.exit(main())

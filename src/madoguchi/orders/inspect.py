"""`madoguchi inspect tracking`: tracking numbers in, the couriers that they fit out.

Numbers are arguments, or lines of standard input where there are none.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

import msgspec

from madoguchi.language.console import standard_input
from madoguchi.orders.contracts import TrackingNumber
from madoguchi.orders.rules.tracking import recognise

_CHECKSUMS = {
    "valid": "check digit right",
    "invalid": "check digit wrong",
    "none": "no check digit",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `inspect tracking` takes."""
    parser.add_argument(
        "numbers", nargs="*", metavar="NUMBER", help="read from standard input when none is given"
    )
    parser.add_argument("--json", action="store_true", help="one object a line")


def run(arguments: argparse.Namespace) -> int:
    """Print what each number fits; always 0, for a number that fits nothing is an answer too."""
    numbers: list[str] = arguments.numbers
    for text in numbers or _lines(standard_input("tracking numbers, one a line,")):
        # What a console passes on may not be text; it is shown as unreadable, not refused.
        recognised = recognise(text.encode(errors="replace").decode())
        if arguments.json:
            print(msgspec.json.encode(recognised).decode())  # noqa: T201
        else:
            print("\n".join(_in_words(recognised)))  # noqa: T201
    return 0


def _lines(written: Iterable[bytes]) -> Iterator[str]:
    for line in written:
        text = line.decode(errors="replace").strip().removeprefix("\ufeff")
        if text:
            yield text


def _in_words(recognised: TrackingNumber) -> Iterator[str]:
    # A control character from a file must not move the console's cursor.
    yield "".join(c if c.isprintable() else "\ufffd" for c in recognised.number)
    if not recognised.couriers:
        yield "  fits no courier"
    for fit in recognised.couriers:
        about = ", ".join(each for each in (fit.service, fit.country) if each)
        columns = f"  {fit.courier:<20}  {fit.type:<32}  {_CHECKSUMS[fit.checksum]:<17}  {about}"
        yield columns.rstrip()

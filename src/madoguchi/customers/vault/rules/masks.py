"""What is left of a number where it may not be read: its end, stored apart from it."""

from __future__ import annotations

DOT = "•"


def mask(number: str) -> str:
    """Return a number as it is shown: dots, and at most its last four characters.

    Of a short one three, so that never more than a third can be seen.
    """
    kept = 4 if len(number) >= 12 else 3
    return DOT * (len(number) - kept) + number[-kept:]

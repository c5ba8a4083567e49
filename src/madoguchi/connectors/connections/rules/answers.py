"""What platforms say in the headers of their answers."""

from __future__ import annotations

import math

LONGEST = 3600.0


def seconds_of(retry_after: str, *, usual: float) -> float:
    """Return the seconds that a `Retry-After` asks for, at most an hour; `usual` for none."""
    try:
        seconds = float(retry_after)
    except ValueError:
        return usual
    return min(max(seconds, 0.1), LONGEST) if math.isfinite(seconds) else usual

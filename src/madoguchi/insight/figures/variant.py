"""What the definitions of figures leave open."""

from __future__ import annotations

from datetime import time, timedelta

from msgspec import Struct


class Variant(Struct, frozen=True, kw_only=True):
    """What a definition leaves open.

    `target` and `round_target` hold for first and later rounds that no standard gave a time of
    their own. `window` is the service window on the wall clock of `zone`, its end left out;
    `settled_after` is how long a resolution must hold.
    """

    zone: str
    target: timedelta = timedelta(seconds=60)
    round_target: timedelta = timedelta(seconds=180)
    window: tuple[time, time] = (time(8), time(23))
    settled_after: timedelta = timedelta(days=7)

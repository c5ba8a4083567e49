"""What three rings are in seconds: the ring cadences of countries.

Cadences after ITU-T E.180 Supplement 2, as telephone exchanges are set for these countries; a shop
may put its own number of seconds in their place.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from madoguchi.clocks.errors import StandardError


class Cadence(Struct, frozen=True):
    """One ring, in milliseconds: `sound` from first to last burst, and the whole `cycle`."""

    sound: int
    cycle: int


def _cadence(*on_off: int) -> Cadence:
    return Cadence(sum(on_off[:-1]), sum(on_off))


_ONE_FOUR = _cadence(1_000, 4_000)
_ONE_TWO = _cadence(1_000, 2_000)
_DOUBLE = _cadence(400, 200, 400, 2_000)
_AMERICAN = _cadence(2_000, 4_000)

CADENCES: dict[str, Cadence] = {
    **dict.fromkeys(("JP", "KR"), _ONE_TWO),
    **dict.fromkeys(("CN", "DE", "IT", "NL", "BR", "ID", "MO"), _ONE_FOUR),
    "TW": _ONE_FOUR,  # sources conflict: the caller hears 1/2
    "HK": _cadence(400, 200, 400, 3_000),
    **dict.fromkeys(("GB", "SG", "AU"), _DOUBLE),
    **dict.fromkeys(("US", "CA"), _AMERICAN),
    "FR": _cadence(1_500, 3_500),
    "ES": _cadence(1_500, 3_000),
    "SE": _cadence(1_000, 5_000),
}
"""By the country of the line that rings: the agent's, not the customer's."""


def cadence(country: str) -> Cadence:
    """The ring cadence of a country (ISO 3166-1); one we do not know is refused."""
    try:
        return CADENCES[country]
    except KeyError:
        known = ", ".join(sorted(CADENCES))
        raise StandardError("clocks.unknown_cadence", country=country, known=known) from None


def rings_counted(ringing: timedelta, country: str) -> int:
    """How many rings were begun by the end of `ringing` time: ⌊time ÷ cycle⌋ + 1."""
    if ringing < timedelta(0):
        raise StandardError("clocks.no_length")
    return ringing // timedelta(milliseconds=cadence(country).cycle) + 1


def within_rings(
    count: int, country: str, *, lenient: bool = False, seconds: float | None = None
) -> timedelta:
    """Time from the start of ringing within which `count` rings are kept.

    Strictly that is until the sound of the last ring ends, leniently until its silence does.
    `seconds`, where the shop gives it, goes before the table.
    """
    if count < 1 or (seconds is not None and not 0 < seconds <= 3_600):
        raise StandardError("clocks.no_length")
    if seconds is not None:
        return timedelta(seconds=seconds)
    ring = cadence(country)
    last = ring.cycle if lenient else ring.sound
    return timedelta(milliseconds=ring.cycle * (count - 1) + last)

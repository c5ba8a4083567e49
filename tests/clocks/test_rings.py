"""Three rings in seconds, country by country."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.clocks.errors import StandardError
from madoguchi.clocks.rules.rings import CADENCES, cadence, rings_counted, within_rings

ZONES = json.loads((Path(__file__).parent / "data" / "ring_zones.json").read_text("utf-8"))
OWN_CODE = {"uk": "GB"}

THREE_RINGS = {
    **dict.fromkeys(("JP", "KR", "GB", "SG", "AU"), (7, 9)),
    **dict.fromkeys(("CN", "DE", "IT", "NL", "BR", "ID", "MO", "TW"), (11, 15)),
    "HK": (9, 12),
    "US": (14, 18),
    "CA": (14, 18),
    "FR": (11.5, 15),
    "ES": (10.5, 13.5),
    "SE": (13, 18),
}


@pytest.mark.parametrize("country", CADENCES)
def test_three_rings(country: str) -> None:
    strict, lenient = THREE_RINGS[country]
    assert within_rings(3, country).total_seconds() == strict
    assert within_rings(3, country, lenient=True).total_seconds() == lenient


@pytest.mark.parametrize("entry", ZONES, ids=[entry["country"] for entry in ZONES])
def test_cadences_are_those_exchanges_are_set_to(entry: dict) -> None:
    country = OWN_CODE.get(entry["country"], entry["country"].upper())
    on_off = entry.get("ringcadence_ms") or heard(entry["freeswitch_ring"])
    assert cadence(country).sound == sum(on_off[:-1])
    assert cadence(country).cycle == sum(on_off)


def heard(generated: str) -> list[int]:
    """On and off of `%(400,200,440,480);%(400,3000,440,480)`."""
    tones = [each.strip("%()").split(",")[:2] for each in generated.split(";")]
    return [int(number) for tone in tones for number in tone]


def test_rings_are_counted_from_the_first() -> None:
    counted = [rings_counted(timedelta(seconds=second), "JP") for second in (0, 2.999, 3, 8.9, 9)]
    assert counted == [1, 1, 2, 3, 4]


@given(st.sampled_from(sorted(CADENCES)), st.integers(1, 50))
def test_answering_in_time_is_answering_within_so_many_rings(country: str, count: int) -> None:
    strict, lenient = (within_rings(count, country, lenient=each) for each in (False, True))
    assert strict < lenient
    assert rings_counted(strict, country) == count
    assert rings_counted(lenient, country) == count + 1


def test_a_number_of_seconds_goes_before_the_table() -> None:
    assert within_rings(3, "JP", seconds=12) == timedelta(seconds=12)
    assert within_rings(3, "somewhere", seconds=12) == timedelta(seconds=12)


@pytest.mark.parametrize(
    ("ask", "key"),
    [
        (lambda: within_rings(3, "XX"), "unknown_cadence"),
        (lambda: within_rings(0, "JP"), "no_length"),
        (lambda: within_rings(3, "JP", seconds=0), "no_length"),
        (lambda: within_rings(3, "JP", seconds=float("nan")), "no_length"),
        (lambda: rings_counted(timedelta(seconds=-1), "JP"), "no_length"),
    ],
)
def test_what_cannot_be_is_refused(ask: object, key: str) -> None:
    with pytest.raises(StandardError) as refused:
        ask()  # type: ignore[operator]
    assert refused.value.key == f"clocks.{key}"

"""Tracking numbers: every published example by its type, and what no number may do."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.cli import main
from madoguchi.orders.rules.checksums import RULES, Rule
from madoguchi.orders.rules.tracking import normalise_number, recognise

EXAMPLES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "tracking_examples.jsonl")
    .read_text()
    .splitlines()
]


def fit(text, courier, type_):
    found = [f for f in recognise(text).couriers if (f.courier, f.type) == (courier, type_)]
    assert len(found) <= 1
    return found[0].checksum if found else None


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['type']} {e['number'].strip()}")
def test_an_example_is_what_its_courier_says(example):
    checksum = fit(example["number"], example["courier"], example["type"])
    if not example["valid_for_type"]:
        assert checksum in ({None, "invalid"} if example["checksum"] else {None})
    else:
        assert checksum == ("valid" if example["checksum"] else "none")


def test_every_check_digit_of_the_table_can_be_counted():
    table = tomllib.loads(files("madoguchi.orders.rules").joinpath("couriers.toml").read_text())
    rules = {name: msgspec.convert(rule, Rule) for name, rule in table["checksums"].items()}
    used = {row["checksum"] for row in table["formats"] if "checksum" in row}
    assert used == set(rules)
    assert {rule.name for rule in rules.values()} == set(RULES)
    for row in table["formats"]:
        groups = set(re.compile(row["pattern"]).groupindex)
        assert ({"serial", "check"} <= groups) == ("checksum" in row), row
    assert set(table["operators"]) <= set(Locale("en").territories)


DIGITS = st.text("0123456789", min_size=8, max_size=8)


def remainder(serial: str) -> int:
    return sum(int(d) * w for d, w in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11


def s10(serial: str) -> str:
    check = {0: 5, 1: 0}.get(remainder(serial), 11 - remainder(serial))
    return f"EE{serial}{check}JP"


@given(DIGITS, st.integers(0, 7), st.integers(1, 9))
def test_a_changed_digit_breaks_an_s10_number(serial, place, step):
    changed = f"{serial[:place]}{(int(serial[place]) + step) % 10}{serial[place + 1 :]}"
    # S10 writes the remainders 0 and 6 both as 5: that one exchange it cannot see.
    blind = {remainder(serial), remainder(changed)} == {0, 6}
    right = s10(serial)
    assert fit(right, "s10", "s10") == "valid"
    assert fit(right.replace(serial, changed), "s10", "s10") == ("valid" if blind else "invalid")


@given(DIGITS, st.integers(1, 9))
def test_a_changed_check_digit_breaks_an_s10_number(serial, step):
    right = s10(serial)
    wrong = f"{right[:10]}{(int(right[10]) + step) % 10}JP"
    assert fit(wrong, "s10", "s10") == "invalid"


def test_an_s10_number_tells_its_country_its_service_and_who_posts_it():
    recognised = recognise(s10("12345678"))
    first, second = recognised.couriers[:2]
    assert (first.courier, first.country, first.service) == ("s10", "Japan", "ems")
    assert (second.courier, second.type, second.checksum) == ("japan_post", "ems", "valid")
    assert fit("RR473124829GB", "royal_mail", "registered") == "valid"


def test_two_letters_that_are_no_country_are_no_s10_number():
    assert fit("RB123456785ZZ", "s10", "s10") is None


@pytest.mark.parametrize(
    "written",
    [
        "rb 123 456 785 gb",
        "RB-1234-5678-5GB",
        "ＲＢ１２３４５６７８５ＧＢ",
        "RB123‐456‐785GB",
        "\u200bRB12345\u00a06785GB\ufeff",
        "ＲＢ１２３　４５６　７８５　ＧＢ",
        "RB123ー456ー785GB",
        "RB123ｰ456ｰ785GB",
    ],
)
def test_a_number_is_read_however_it_was_typed(written):
    assert normalise_number(written) == "RB123456785GB"
    assert fit(written, "royal_mail", "registered") == "valid"


@pytest.mark.parametrize(
    ("number", "courier", "type_"),
    [
        ("123456789013", "yamato", "yamato"),
        ("1234-5678-9013", "sagawa", "sagawa"),
        ("123-45-67890-3", "japan_post", "japan_post_11"),
        ("SF1234567890123", "sf_express", "sf_express"),
        ("YT1234567890123", "yto", "yto"),
        ("LP00123456789012", "cainiao", "cainiao_lp"),
        ("JT1234567890123", "jt_express", "jt_express"),
        ("73123456789012", "zto", "zto"),
        ("4312345678901", "yunda", "yunda"),
        ("9612345678901", "china_post", "china_post_domestic"),
    ],
)
def test_the_couriers_of_east_asia_are_named(number, courier, type_):
    assert fit(number, courier, type_) in {"valid", "none"}


@given(st.integers(1, 99_999_999_999).map("{:011}".format), st.integers(1, 6))
def test_yamato_and_sagawa_end_in_the_remainder_of_seven(serial, step):
    check = int(serial) % 7
    for courier in ("yamato", "sagawa"):
        assert fit(f"{serial}{check}", courier, courier) == "valid"
        assert fit(f"{serial}{(check + step) % 7}", courier, courier) == "invalid"


@given(st.text("0123456789", min_size=8, max_size=34))
def test_the_surest_stand_first(number):
    order = [f.checksum for f in recognise(number).couriers]
    assert order == sorted(order, key=["valid", "none", "invalid"].index)


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "9" * 10_000,
        "1Z" + "A" * 10_000,
        "📦" * 12,
        "\ud800",
        "-",
        "0000-0000-0000",
        "٣٣١٨٨١٠٠٢٥",
        "null",
        "RB12345678٥GB",
    ],
)
def test_what_is_no_number_fits_nothing(hostile):
    assert recognise(hostile).couriers == ()


@given(st.text())
def test_any_text_has_an_answer_and_one_form(text):
    number = recognise(text).number
    assert normalise_number(number) == number


def test_the_command_prints_a_line_for_each_number(capsys):
    assert main(["inspect", "tracking", "RB 123456785 GB", "nothing", "--json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["number"] == "RB123456785GB"
    assert first["couriers"][0] == {
        "courier": "s10",
        "type": "s10",
        "checksum": "valid",
        "country": "United Kingdom",
        "service": "registered",
    }
    assert second == {"number": "NOTHING", "couriers": []}


def test_the_command_reads_its_numbers_from_standard_input(capsys, monkeypatch):
    lines = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf1Z5R89390357567127\r\n\n\xff\x1b[2J\n"))
    monkeypatch.setattr(sys, "stdin", lines)
    assert main(["inspect", "tracking"]) == 0
    shown = capsys.readouterr().out
    assert "check digit right" in shown
    assert "fits no courier" in shown
    assert "\x1b" not in shown


def test_whoever_sits_before_a_silent_terminal_is_told_what_is_awaited(capsys, monkeypatch):
    keyboard, terminal = pty.openpty()
    with os.fdopen(keyboard, "wb", buffering=0) as hands, os.fdopen(terminal, "r") as screen:
        hands.write(b"1Z5R89390357567127\n\x04")
        monkeypatch.setattr(sys, "stdin", screen)
        assert main(["inspect", "tracking"]) == 0
    said = capsys.readouterr()
    assert said.err == "Reading tracking numbers, one a line, from the keyboard; Ctrl-D ends it.\n"
    assert said.out.startswith("1Z5R89390357567127\n")

"""Identity numbers are found in what people type, and other numbers are left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.customers.vault.rules.masks import mask as mask_number
from madoguchi.customers.vault.rules.recognition import find, mask, masked
from tests.customers.vault.numbers import (
    KNOWN,
    KNOWN_PCCC,
    chinese_numbers,
    korean_numbers,
)

AROUND = st.text(st.sampled_from("您好，谢谢 住所はお届け 번호입니다:()。\n"), max_size=12)
GAPS = st.sampled_from(["", " ", "-", "　", "\u200b"])


@given(AROUND, chinese_numbers, GAPS, AROUND)
def test_a_chinese_resident_id_is_found_however_it_is_typed(
    before: str, number: str, gap: str, after: str
) -> None:
    typed = gap.join((number[:6], number[6:14], number[14:]))
    for shown in (typed, typed.lower(), typed.translate(FULL_WIDTH)):
        text = before + shown + after
        (found,) = find(text)
        assert (found.kind, found.number) == ("cn_id", number)
        assert text[found.begin : found.end] == shown
        assert len(mask(text)) == len(text)
        assert not find(mask(text))
        assert number[:14] not in mask(text)


FULL_WIDTH = {ord("0") + place: chr(0xFF10 + place) for place in range(10)}


@given(chinese_numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_character_makes_it_another_number(number: str, place: int, by: int) -> None:
    """ISO 7064 MOD 11-2 finds every single wrong character."""
    if number[place] == "X":
        return
    wrong = str((int(number[place]) + by) % 10)
    assert not find(number[:place] + wrong + number[place + 1 :])


@given(korean_numbers)
def test_a_korean_registration_number_is_found_with_its_hyphen_or_its_word(number: str) -> None:
    parted = f"{number[:6]}-{number[6:]}"
    assert [each.number for each in find(f"제 번호는 {parted} 입니다")] == [number]
    assert [each.number for each in find(f"주민등록번호 {number}")] == [number]


@given(korean_numbers, st.integers(0, 9))
def test_newer_korean_numbers_have_no_check_digit(number: str, last: int) -> None:
    newer = f"{number[:6]}-{number[6:-1]}{last}"
    assert [each.kind for each in find(newer)] == ["kr_rrn"]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("통관부호 P470812906135 입니다", "kr_pccc", "P470812906135"),
        ("p4708 1290 6135", "kr_pccc", "P470812906135"),
        ("护照号码是：E12345678，谢谢", "passport", "E12345678"),
        ("護照 EA1234567", "passport", "EA1234567"),
        ("パスポート番号はTR1234567です", "passport", "TR1234567"),
        ("여권번호: M123A4567", "passport", "M123A4567"),
        ("My passport number is 533401234.", "passport", "533401234"),
        ("numéro… passeport n° 14AB12345", "passport", None),
        (
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            "passport",
            "L898902C3",
        ),
    ],
)
def test_other_kinds_are_found_by_their_form_or_by_words(
    text: str, kind: str, number: str | None
) -> None:
    found = [(each.kind, each.number) for each in find(text)]
    assert found == ([] if number is None else [(kind, number)])


@pytest.mark.parametrize(
    "text",
    [
        "订单号 1234567890123456789 什么时候发货",  # Taobao: nineteen digits
        "订单 180306112233445566",
        "運單 SF1234567890123",
        "追跡番号 123456789012",
        "EMS EB123456789JP",
        "注文番号 123456-20260301-0123456789",
        "电话 13812345678，+86 138 1234 5678",
        "お電話は090-1234-5678です。パスポートは後で",
        "010-1234-5678",
        "JAN 4901234567894",
        "490101-123456",
        "계좌 123456-12-345678",
        "护照明天给您，电话 13812345678",
        "passport later, order 123456789",
        "1700000000000 and 1732233445566",
        "IBAN DE89 3704 0044 0532 0130 00",
        "110105199003071238",  # the check character is wrong
        "991332-1234567",  # no such day
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find(text) == []
    assert mask(text) is text or mask(text) == text


@given(st.text(st.sampled_from("0123456789"), min_size=19, max_size=24))
def test_a_longer_row_of_digits_is_none(text: str) -> None:
    assert find(text) == []


@given(st.text(max_size=200))
def test_masking_never_changes_a_texts_length_and_is_done_once(text: str) -> None:
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once


def test_tracking_numbers_are_left_alone() -> None:
    samples = Path(__file__).parents[2] / "orders" / "data" / "tracking_examples.jsonl"
    for line in samples.read_text("utf-8").splitlines():
        number = json.loads(line)["number"]
        for text in (
            number,
            f"运单号 {number}",
            f"송장번호는 {number}입니다",
            f"tracking {number}",
        ):
            assert find(text) == [], text


def test_two_in_one_text_are_both_masked() -> None:
    text = f"身份证 {KNOWN} 和 {KNOWN_PCCC}"
    found = find(text)
    assert [each.kind for each in found] == ["cn_id", "kr_pccc"]
    assert masked(text, found).count("•") == 14 + 9


def test_a_mask_shows_no_more_than_a_third() -> None:
    assert mask_number(KNOWN) == "•" * 14 + KNOWN[-4:]
    assert mask_number("E12345678") == "••••••678"

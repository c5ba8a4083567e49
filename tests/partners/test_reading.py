"""What a mail's words give for an answer's fields, and what they are too vague to give."""

from __future__ import annotations

from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.language.catalogue import LOCALES
from madoguchi.partners.contracts.requests import RequestKind, Values
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.reading import answers, read, read_blanks
from madoguchi.partners.rules.wording import field_name

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SIZE = {"length": 305, "width": 200, "height": 150}


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("measure", "30.5×20×15です", SIZE),
        ("measure", "外寸：３０.５ｃｍ × ２０ｃｍ × １５ｃｍ", SIZE),
        ("measure", "305 x 200 x 150 mm", SIZE),
        ("measure", "長さ (cm)：30.5\n幅 (cm)：20\n高さ (cm)：15", SIZE),
        ("measure", "・长度：30.5厘米\n・宽度：200mm\n・高度: 15 公分", SIZE),
        ("measure", "明日測ります", {}),
        ("measure", "箱は二つあり 30x20x15 と 40x20x15 です", {}),
        ("measure", "Length: 99999", {}),
        ("reweigh", "1,250g でした", {"weight": 1250}),
        ("reweigh", "重さは1.25kgです。(1250 g)", {"weight": 1250}),
        ("reweigh", "实重 2 公斤", {"weight": 2000}),
        ("reweigh", "箱 1.2kg、中身 0.9kg", {}),
        ("reweigh", "15時以降に計量します", {}),
        ("count", "12個ありました", {"counted": 12}),
        ("count", "12個中3個が破損", {}),
        ("count", "Counted: 7 (of 9 listed)", {}),
        ("count", "수량: 7", {"counted": 7}),
        (
            "identify",
            "見つかりましたか：はい\n追跡番号：EB123456785JP",
            {"found": True, "tracking": "eb123456785jp"},
        ),
        ("hold", "On hold: yes", {"held": True}),
        ("hold", "On hold: notyet", {}),
        ("test", "Result: Works in part, the screen stays dark", {"result": "partly"}),
        ("payment_proof", "Paid on: 2026/03/01", {"paid_on": "2026-03-01"}),
        ("payment_proof", "Paid on: 2026-02-31", {}),
        (
            "claim",
            "Outcome: accepted\nAmount: 5,800\nCurrency: JPY",
            {"outcome": "accepted", "amount": 5800, "currency": "JPY"},
        ),
        ("claim", "Amount: 5,800", {}),
        ("photo", "30x20x15, 1kg, 3", {}),
    ],
)
def test_what_words_give(kind: RequestKind, words: str, found: Values) -> None:
    assert read(KINDS[kind], words, NOW) == found


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ["measure", "reweigh", "repack", "count"])
def test_blanks_are_read_in_every_language_as_they_are_written(
    locale: str, kind: RequestKind
) -> None:
    fields = KINDS[kind].given
    lines = [
        f"> {field_name(each, locale)}{f' ({each.unit})' if each.unit else ''}： {12 + nth}"
        for nth, each in enumerate(fields)
    ]
    expected = {each.name: (12 + nth) * each.scale for nth, each in enumerate(fields)}
    assert read_blanks(KINDS[kind], "\n".join(lines), NOW) == expected


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=300))
def test_no_words_break_it_and_what_is_read_may_be_kept(kind: RequestKind, words: str) -> None:
    found = read(KINDS[kind], words, NOW)
    assert set(found) <= {field.name for field in KINDS[kind].given}


@given(st.floats(0.001, 999.999), st.sampled_from(["kg", "g", "キロ", "公斤", "킬로"]))
def test_a_weight_is_read_to_the_gram(amount: float, unit: str) -> None:
    shown = f"{amount:.3f}"
    scale = 1 if unit == "g" else 1000
    grams = round(float(shown) * scale)
    found = read(KINDS["reweigh"], f"計量結果は{shown}{unit}です", NOW).get("weight")
    assert found == (grams or None) or abs(int(str(found or 0)) - grams) <= 1


@pytest.mark.parametrize(
    ("kind", "found", "shown", "is_one"),
    [
        ("photo", {}, 1, True),
        ("photo", {}, 0, False),
        ("measure", {}, 0, False),
        ("measure", {"length": 1}, 0, True),
        ("measure", {}, 2, True),
        ("ask_seller", {}, 0, True),
        ("hold", {}, 0, False),
    ],
)
def test_words_alone_may_mean_tomorrow(
    kind: RequestKind, found: Values, shown: int, is_one: bool
) -> None:
    assert answers(KINDS[kind], found, shown) is is_one

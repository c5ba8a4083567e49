"""What `normalise` folds together, and what `clean` lets through."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from madoguchi.language.normalise import clean, normalise

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
CHAT = st.text(
    st.sampled_from(
        "您好，請問發貨发货〜～−送料ガｶﾞﾊﾟ배송ㅋㅠÉße\u0301Ａ１①㍿\u200b\u202e\n 👍🏽👨\u200d👩"
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    "alike",
    [
        "Ａ１ａ a1A",
        "〜 ～ ~",
        "− － - – —",
        "髙島屋 高島屋 高岛屋",
        "發貨 发货",
        "発送 發送 发送",
        "裡 裏 里",
        "衛 衞 卫",
        "戸 戶 户",
        "ｶﾞﾝﾀﾞﾑ ガンダム",
        "一ヶ月 一ケ月",
        "café CAFE\u0301 Cafe",
        "straße STRASSE",
        "👍 👍🏽 👍\ufe0f",
        "운\u200b송장 운송장",
        "\u1107\u1162\u1109\u1169\u11bc 배송",
    ],
)
def test_alike_fold_to_one(alike: str) -> None:
    assert len({normalise(form) for form in alike.split(" ")}) == 1


def test_kept_apart() -> None:
    for pair in ("か が", "は ぱ", "가 각", "送 达", "ア あ"):
        one, other = pair.split(" ")
        assert normalise(one) != normalise(other)


@given(ANY_TEXT | CHAT)
@example("half of \ud83d a pair")
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(CHAT)
def test_nothing_unseen_is_left(text: str) -> None:
    assert not any(unicodedata.category(c) == "Cf" for c in normalise(text))


@given(CHAT, CHAT)
def test_a_part_folds_to_a_part(before: str, after: str) -> None:
    text = normalise(before) + "|" + normalise(after)
    assert normalise(before + "|" + after) == text


@given(ANY_TEXT | CHAT)
@example("\ud83d\ude00 \ud83d")
@example("a\r\n\x85b\x00\u202eabc\ncba\u202c\u2069")
def test_clean_is_idempotent_and_storable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()
    assert "\x00" not in once
    assert "\r" not in once


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ａ〜髙\u200d👩 é", "Ａ〜髙\u200d👩 é"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\x00\x1b[31mb\tc", "a[31mb\tc"),
        ("\ud83d\ude00!\ud83d", "😀!\ufffd"),
        ("\ufeffhi", "hi"),
        ("pay \u202eabc\nnext", "pay \u202eabc\u202c\nnext"),
        ("a\u202c\u2069b", "ab"),
        ("\u2066a\u202bb", "\u2066a\u202bb\u202c\u2069"),
        ("\u2067שלום\u2069 ok", "\u2067שלום\u2069 ok"),
    ],
)
def test_clean_examples(written: str, kept: str) -> None:
    assert clean(written) == kept

"""Languages told apart, held to what a public corpus says of them."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.language.detect import Language, detect

CORPUS = Path(__file__).parent / "data" / "langid" / "lingua_testdata.jsonl"
KNOWN = {"zh", "ja", "ko", "en", "fr", "es"}
FLOORS = {
    ("zh", "sentences"): 1.0,
    ("zh", "word-pairs"): 0.99,
    ("zh", "single-words"): 0.99,
    ("ja", "sentences"): 1.0,
    ("ja", "word-pairs"): 1.0,
    ("ja", "single-words"): 1.0,
    ("ko", "sentences"): 1.0,
    ("ko", "word-pairs"): 1.0,
    ("ko", "single-words"): 1.0,
    ("en", "sentences"): 0.995,
    ("en", "word-pairs"): 0.88,
    ("en", "single-words"): 0.81,
    ("fr", "sentences"): 1.0,
    ("es", "sentences"): 0.98,
    ("other", "sentences"): 0.99,
}


def test_accuracy_on_the_corpus() -> None:
    right: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for line in CORPUS.read_text("utf-8").splitlines():
        example = json.loads(line)
        expected = example["lang"] if example["lang"] in KNOWN else "other"
        found = detect(example["text"]).split("-")[0]
        right[expected, example["kind"]].append(found == expected)
    accuracy = {key: sum(right[key]) / len(right[key]) for key in FLOORS}
    assert {key: share for key, share in accuracy.items() if share < FLOORS[key]} == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("您好，请问什么时候发货？", Language.ZH_HANS),
        ("您好，請問什麼時候出貨？", Language.ZH_HANT),
        ("多謝你嘅耐心等候", Language.ZH_HANT),
        ("请问「ガンダム」这个有货吗", Language.ZH_HANS),
        ("優の良品多少钱", Language.ZH_HANS),
        ("発送済", Language.JA),
        ("iPhone 15ケース", Language.JA),
        ("本日の配送状況", Language.JA),
        ("EMS 배송 조회 RR473124829GB", Language.KO),
        ("ㅋㅋㅋ", Language.KO),
        ("I bought the 東京 edition, where is it now?", Language.EN),
        ("ok", Language.EN),
        ("Bonjour, où est mon colis ?", Language.FR),
        ("¿Dónde está?", Language.ES),
        ("Wo ist mein Paket geblieben?", Language.OTHER),
        ("Где моя посылка?", Language.OTHER),
        ("https://shop.example/ja/送料 RR473124829GB 😀", Language.OTHER),
        ("", Language.OTHER),
    ],
)
def test_examples(text: str, language: Language) -> None:
    assert detect(text) is language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("配達中", Language.JA, Language.JA),
        ("配達中", Language.KO, Language.ZH_HANT),
        ("承知", Language.JA, Language.JA),
        ("正在查", Language.ZH_HANT, Language.ZH_HANT),
        ("什么时候", Language.JA, Language.ZH_HANS),
        ("12345", Language.KO, Language.KO),
        ("배송", Language.EN, Language.KO),
    ],
)
def test_a_hint_decides_only_what_is_open(text: str, hint: Language, language: Language) -> None:
    assert detect(text, hint) is language


@given(st.text(max_size=40), st.sampled_from(Language))
def test_never_fails(text: str, hint: Language) -> None:
    assert detect(text, hint) in Language

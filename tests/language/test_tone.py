"""What the review of tone remarks on, what it lets pass, and that its rules are data."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.language.catalogue import LOCALES, texts
from madoguchi.language.detect import Language, detect
from madoguchi.language.tone import (
    Channel,
    Severity,
    Topic,
    read_rules,
    review_tone,
    standard_rules,
)
from madoguchi.language.tone.rules import BadRules

DATA = Path(__file__).parent / "data"
CHANNELS = {"m": Channel.MARKETPLACE, "c": Channel.CHAT, "p": Channel.PHONE}
SPOKEN = (Language.ZH_HANS, Language.JA, Language.KO, Language.EN)


def cases() -> list[tuple[Language, Channel, str, set[str]]]:
    """`tone_cases.txt`: language and channel, text, the rules that speak."""
    read = []
    for line in (DATA / "tone_cases.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            where, text, rules = line.split("|")
            name, channel = where.split()
            found = detect(text, Language.ZH_HANS)
            language = Language(name) if name != "zh" else found
            language = Language.ZH_HANS if name == "zh" and not found.is_chinese else language
            read.append((language, CHANNELS[channel], text, set(rules.split())))
    return read


@pytest.mark.parametrize(("language", "channel", "text", "rules"), cases())
def test_remarks(language: Language, channel: Channel, text: str, rules: set[str]) -> None:
    remarks = review_tone(text, language, channel=channel)
    assert {remark.rule for remark in remarks} == rules
    for remark in remarks:
        assert text[remark.start :].startswith(remark.phrase)


def test_what_to_write_instead() -> None:
    (first, second) = review_tone("了解しました。送らさせていただきます。", Language.JA)
    assert (first.phrase, first.suggestion) == ("了解しました", "承知いたしました")
    assert (second.phrase, second.suggestion) == ("らさせていただ", "らせていただ")
    (hant,) = review_tone("不知道", Language.ZH_HANT)
    assert "確認" in hant.suggestion


def test_bought_reviews_are_blocked_in_every_language_and_channel() -> None:
    for text, language in (
        ("改成五星我们退您20元", Language.ZH_HANS),
        ("星5に変更いただければ返金します", Language.JA),
        ("별점 수정해 주시면 환불해 드릴게요", Language.KO),
        ("We'll refund you once you've edited your review", Language.EN),
    ):
        for channel in Channel:
            remarks = review_tone(text, language, channel=channel)
            assert ("remedy_for_review", Severity.BLOCK) in {(r.rule, r.severity) for r in remarks}


def test_hidden_words_are_shown_as_written() -> None:
    (remark,) = review_tone("请加 薇 · 信 哦", Language.ZH_HANS, channel=Channel.MARKETPLACE)
    assert remark.phrase == "薇 · 信"
    assert review_tone("请加 薇 · 信 哦", Language.ZH_HANS, channel=Channel.EMAIL) == []


def test_formal_address_where_the_matter_is_grave() -> None:
    text = "亲，您的包裹到了"
    assert review_tone(text, Language.ZH_HANS, channel=Channel.MARKETPLACE) == []
    (remark,) = review_tone(text, Language.ZH_HANS, topic=Topic.COMPLAINT)
    assert (remark.rule, remark.phrase, remark.suggestion) == ("formal_you", "亲", "您好")


def test_a_graver_remark_outdoes_a_lighter_one_on_the_same_words() -> None:
    (remark,) = review_tone("随便你", Language.ZH_HANS)
    assert remark.severity is Severity.BLOCK


def test_every_rule_has_its_reason_in_every_locale() -> None:
    for language in SPOKEN:
        assert standard_rules(language)
        for rule in standard_rules(language):
            for locale in LOCALES:
                assert texts(locale)[f"tone.{rule.id}"]
    assert standard_rules(Language.FR) == ()
    assert review_tone("Merci !", Language.FR) == []


def test_a_supervisors_own_rules() -> None:
    rules = read_rules(
        """
        [words]
        rival = ['acme', 'initech']
        [[rule]]
        id = "rivals"
        severity = "warn"
        find = ['\\b<rival>\\b']
        suggestion = "another shop"
        """
    )
    (remark,) = review_tone("Acme has it too, calm down.", Language.EN, rules=rules)
    assert (remark.rule, remark.phrase, remark.suggestion) == ("rivals", "Acme", "another shop")


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("[[rule", "at end of document"),
        ("[[rule]]\nid = 'a'", "severity"),
        ("[[rule]]\nid = 'a'\nseverity = 'loud'", "loud"),
        ("[[rule]]\nid = 'a'\nseverity = 'warn'\nfind = ['(']", "a: '('"),
        ("[[rule]]\nid = 'a'\nseverity = 'warn'\nfind = ['<x>']", "a: no words are called <x>"),
        ("[[rule]]\nid = 'a'\nseverity = 'warn'\nfnid = ['x']", "fnid"),
    ],
)
def test_a_broken_table_is_refused(table: str, fault: str) -> None:
    with pytest.raises(BadRules, match=fault.replace("(", r"\(")):
        read_rules(table)


@given(st.text(max_size=60) | st.text("退款评价改微信v❤ 「。」!", max_size=30))
def test_never_fails_and_points_at_the_text(text: str) -> None:
    for language in SPOKEN:
        for remark in review_tone(text, language, channel=Channel.MARKETPLACE):
            assert text[remark.start :].startswith(remark.phrase)


def test_politeness_of_a_corpus() -> None:
    """KeiCO marks sentences 1 (most honorific) to 4 (plain): only those that are plain are told."""
    plain: list[bool] = []
    polite: list[bool] = []
    for line in (DATA / "tone" / "ja_keico_politeness.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        told = any(r.rule == "plain_form" for r in review_tone(case["text"], Language.JA))
        (plain if case["level"] == 4 else polite).append(told)
    assert sum(plain) / len(plain) >= 0.5
    assert sum(polite) / len(polite) <= 0.03

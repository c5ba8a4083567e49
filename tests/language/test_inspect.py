"""`madoguchi inspect text` as an operator meets it."""

import io
import json
from types import SimpleNamespace

import pytest

from madoguchi.cli import main

NOW = "2026-03-11T10:20:00+09:00"


@pytest.fixture
def ask(monkeypatch, capsys):
    def ask(*lines: bytes) -> tuple[int, list[dict]]:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\n".join(lines))))
        code = main(["inspect", "text"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ask


def question(text: str, **fields: str) -> bytes:
    asked = {"text": text, "now": NOW, "tz": "Asia/Tokyo", **fields}
    return json.dumps(asked, ensure_ascii=False).encode()


def test_promises_with_the_zones_offset(ask) -> None:
    code, answers = ask(
        question("明日中にご連絡いたします"),
        b"",
        question("我們明天給您回電", tz="Asia/Taipei"),
        question("Hello!", lang="en"),
        question("我明天给您回电，問完儘快回覆您", lang="zh"),
    )
    assert code == 0
    assert answers[0] == {
        "lang": "ja",
        "promises": [
            {
                "phrase": "明日中にご連絡いたします",
                "kind": "explicit",
                "due": "2026-03-12T18:00:00+09:00",
            }
        ],
    }
    assert answers[1]["lang"] == "zh"
    assert set(answers[1]) == {"lang", "promises"}
    assert answers[1]["promises"][0]["due"] == "2026-03-12T18:00:00+08:00"
    assert answers[2] == {"lang": "en", "promises": []}
    assert answers[3]["lang"] == "zh"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{oops", "JSON is malformed"),
        (b'{"text": 3}', "Expected `str`"),
        (b'{"text": "\xff"}', "a line is"),
        (b"[" * 100_000, "a line is"),
        (question("hi", now="yesterday"), "now: 'yesterday'"),
        (question("hi", now="2026-03-11T10:20:00"), "needs its offset"),
        (question("hi", now="0001-01-01T00:00:00Z", tz="America/New_York"), "too far away"),
        (question("hi", tz="Asia/Tokio"), "tz: 'Asia/Tokio'"),
        (question("hi", tz="../../etc/passwd"), "is no zone"),
        (question("hi", tz=""), "is no zone"),
        (question("hi", lang="tlh"), "lang: 'tlh' is none of"),
    ],
)
def test_a_broken_line_is_told_and_the_rest_goes_on(ask, line: bytes, told: str) -> None:
    code, answers = ask(question("hi"), line, question("明日ご連絡いたします"))
    assert code == 1
    assert told in answers[1]["error"]
    assert answers[1]["line"] == 2
    assert [len(answer.get("promises", ())) for answer in answers] == [0, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "I will call you within 99999999999999 hours.",
        "I will write to you in 99999999999 business days.",
        "I will write to you in 99999999999 days.",
        "We'll ship it by 31/31.",
    ],
)
def test_impossible_times_promise_nothing(ask, text: str) -> None:
    code, answers = ask(question(text))
    assert code == 0
    assert answers[0]["promises"] == []

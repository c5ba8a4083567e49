"""`madoguchi inspect text`: JSON lines of texts in, their languages and promises out.

A line that cannot be read gives `{"error": …, "line": …}`; the others are answered.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from madoguchi.language.console import standard_input
from madoguchi.language.detect import Language, detect
from madoguchi.language.promises import find_promises

REFUSED = 1


class Question(msgspec.Struct):
    """One line; `lang` is one of ours or plain `zh`, `now` an instant with its offset."""

    text: str
    now: str
    tz: str
    lang: str | None = None


class BadLine(ValueError):
    """A line that cannot be answered; its message says what to write instead."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `inspect text` takes: nothing but its standard input."""
    parser.epilog = f"A line of standard input: {_WANTED}"


def run(arguments: argparse.Namespace) -> int:
    """Answer standard input; 0 when every line was answered, 1 when not."""
    refused = False
    for answer in answers(standard_input("texts, one JSON object a line,")):
        refused |= "error" in answer
        print(msgspec.json.encode(answer).decode())  # noqa: T201
    return REFUSED if refused else 0


def answers(lines: Iterable[bytes]) -> Iterator[dict[str, object]]:
    """Give one answer for each line that is not blank, in order."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield answer(line)
            except BadLine as refusal:
                yield {"error": str(refusal), "line": number}


def answer(line: bytes) -> dict[str, object]:
    """Answer one line: `lang`, `zh` in either script, and `promises` of `phrase`, `kind`, `due`.

    `due` has the offset of the line's zone.
    """
    try:
        question = msgspec.json.decode(line, type=Question)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise BadLine(f"{fault}; a line is {_WANTED}") from fault
    now = _moment(question.now, _zone(question.tz))
    language = _language(question)
    return {
        "lang": language.partition("-")[0],
        "promises": [
            {"phrase": each.phrase, "kind": each.kind, "due": each.due.isoformat()}
            for each in find_promises(question.text, now=now, language=language)
        ],
    }


def _language(question: Question) -> Language:
    if question.lang is None:
        return detect(question.text)
    if question.lang == "zh":
        script = detect(question.text, Language.ZH_HANS)
        return script if script.is_chinese else Language.ZH_HANS
    try:
        return Language(question.lang)
    except ValueError as fault:
        known = ", ".join(["zh", *Language])
        raise BadLine(f"lang: {question.lang!r} is none of {known}") from fault


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise BadLine(f"now: {text!r} is no time such as 2026-03-11T10:20:00+09:00") from fault
    if moment.tzinfo is None:
        raise BadLine(f"now: {text!r} needs its offset, such as {text}+09:00")
    try:
        return moment.astimezone(zone)
    except OverflowError as fault:
        raise BadLine(f"now: {text!r} is too far away") from fault


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise BadLine(f"tz: {name!r} is no zone such as Asia/Tokyo") from fault


_WANTED = '{"text": "明日ご連絡いたします", "now": "2026-03-11T10:20:00+09:00", "tz": "Asia/Tokyo"}'

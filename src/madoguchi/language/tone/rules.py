"""Rules of tone as data: read from the tables beside this file, or from a supervisor's own."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from madoguchi.language.detect import Language


class Severity(StrEnum):
    """What becomes of a message that a rule speaks of."""

    BLOCK = "block"
    WARN = "warn"
    SOFTEN = "soften"


class Channel(StrEnum):
    """Where a message goes, as far as tone cares."""

    MARKETPLACE = "marketplace"
    CHAT = "chat"
    EMAIL = "email"
    PHONE = "phone"
    REVIEW = "review"


class Topic(StrEnum):
    """What a conversation is about, as far as tone cares."""

    GENERAL = "general"
    COMPLAINT = "complaint"
    IDENTITY = "identity"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule: where any of `find` or `swap` occurs, something is remarked.

    Patterns are regular expressions for text folded to half width, lower case and, in Chinese,
    Simplified characters. The reason that people read is the text `tone.<id>`.
    """

    id: str
    severity: Severity
    find: tuple[str, ...] = ()
    swap: tuple[tuple[str, str], ...] = ()
    """Patterns and what to write instead; `\\1` is what a group matched."""
    suggestion: str = ""
    """What to write instead of what `find` found."""
    suggestion_hant: str = ""
    """The same for readers of Traditional characters."""
    unless: tuple[str, ...] = ()
    """Anywhere in the sentence, lifts the rule."""
    beside: tuple[str, ...] = ()
    """Must occur too, in the same sentence or the next to it."""
    without: tuple[str, ...] = ()
    """In the same sentence or the one before, fulfils the rule."""
    read: Literal["sentence", "squeezed"] = "sentence"
    """`squeezed`: without blanks, marks and quotes, behind which forbidden words hide."""
    channels: tuple[Channel, ...] = ()
    topics: tuple[Topic, ...] = ()


class Compiled(msgspec.Struct, frozen=True):
    """A rule with its patterns ready."""

    rule: Rule
    find: tuple[tuple[re.Pattern[str], str | None], ...]
    unless: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    without: re.Pattern[str] | None


class BadRules(ValueError):
    """A table of rules that cannot be read; the message names the rule and the fault."""


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """A file of rules; `<name>` in a pattern stands for any of `words.name`."""

    words: dict[str, tuple[str, ...]] = {}
    rule: tuple[Rule, ...] = ()


def read_rules(table: str) -> tuple[Rule, ...]:
    """Read a TOML table of `[[rule]]`s and the `[words]` they share; raises `BadRules`."""
    try:
        read = msgspec.convert(tomllib.loads(table), _Table)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadRules(str(fault)) from fault
    rules = tuple(_spelt_out(rule, read.words) for rule in read.rule)
    for rule in rules:
        compiled(rule)
    return rules


def _spelt_out(rule: Rule, words: dict[str, tuple[str, ...]]) -> Rule:
    def put(name: re.Match[str]) -> str:
        if name[1] not in words:
            raise BadRules(f"{rule.id}: no words are called <{name[1]}>")
        return f"(?:{'|'.join(words[name[1]])})"

    def spell(patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(re.sub("<([a-z_]+)>", put, pattern) for pattern in patterns)

    return msgspec.structs.replace(
        rule,
        find=spell(rule.find),
        unless=spell(rule.unless),
        beside=spell(rule.beside),
        without=spell(rule.without),
    )


@cache
def standard_rules(language: Language) -> tuple[Rule, ...]:
    """Give the rules that ship for a language; none for those we do not speak."""
    name = "zh" if language.is_chinese else language.value
    table = files("madoguchi.language.tone").joinpath("tables", f"{name}.toml")
    return read_rules(table.read_text("utf-8")) if table.is_file() else ()


def compiled(rule: Rule) -> Compiled:
    """Compile a rule, once; raises `BadRules` where a pattern is none."""
    key = msgspec.json.encode(rule)
    if key not in _COMPILED:
        try:
            _COMPILED[key] = Compiled(
                rule=rule,
                find=(
                    *((re.compile(each), None) for each in rule.find),
                    *((re.compile(each), instead) for each, instead in rule.swap),
                ),
                unless=_any_of(rule.unless),
                beside=_any_of(rule.beside),
                without=_any_of(rule.without),
            )
        except re.error as fault:
            raise BadRules(f"{rule.id}: {fault.pattern!r}: {fault.msg}") from fault
    return _COMPILED[key]


_COMPILED: dict[bytes, Compiled] = {}


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None

"""Reads a message before it is sent: register, words a marketplace forbids, bought reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from madoguchi.language.detect import Language
from madoguchi.language.normalise import aligned
from madoguchi.language.quotes import without_quotes
from madoguchi.language.tone.rules import (
    Channel,
    Compiled,
    Rule,
    Severity,
    Topic,
    compiled,
    standard_rules,
)


class Remark(msgspec.Struct, frozen=True):
    """What a rule has to say of a phrase; people read the text `tone.<rule>`.

    `start` is the phrase's place in the text; `suggestion` is what to write instead of it, or
    empty where only leaving it out will do.
    """

    rule: str
    phrase: str
    start: int
    severity: Severity
    suggestion: str


def review_tone(
    text: str,
    language: Language,
    *,
    channel: Channel = Channel.CHAT,
    topic: Topic = Topic.GENERAL,
    rules: Sequence[Rule] | None = None,
) -> list[Remark]:
    """Say what to mend in an agent's message before it goes out, in the order of the text.

    `rules` are a supervisor's own instead of the standard ones of the language.
    """
    chosen = standard_rules(language) if rules is None else rules
    draft = _Draft(text, language)
    remarks: list[Remark] = []
    for rule in chosen:
        if (rule.channels and channel not in rule.channels) or (
            rule.topics and topic not in rule.topics
        ):
            continue
        remarks += draft.remarks(compiled(rule))
    remarks.sort(key=lambda remark: (_GRAVITY[remark.severity], -len(remark.phrase)))
    kept: list[Remark] = []
    for remark in remarks:
        if not any(_overlap(remark, other) for other in kept):
            kept.append(remark)
    return sorted(kept, key=lambda remark: remark.start)


def _overlap(one: Remark, other: Remark) -> bool:
    """Two remarks on the same words: the graver one says enough."""
    return one.start < other.start + len(other.phrase) and other.start < one.start + len(one.phrase)


_GRAVITY = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.SOFTEN: 2}
_SENTENCE = re.compile(r"[^。!?\n.]*(?:\.(?=\S)[^。!?\n.]*)*[。!?\n.]*")
_HIDDEN_BY = re.compile(r"[^\w❤♥]|_")


class _Draft:
    """A message, folded for the rules in the ways that they read."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.traditional = language is Language.ZH_HANT
        fold = partial(aligned, simplified=language.is_chinese)
        folded = fold(text)
        spoken = without_quotes(folded)
        self.sentences = [match for match in _SENTENCE.finditer(spoken) if match[0]]
        self.places = [place for place, letter in enumerate(folded) if not _HIDDEN_BY.match(letter)]
        self.squeezed = "".join(folded[place] for place in self.places)

    def remarks(self, rule: Compiled) -> Iterator[Remark]:
        """What one rule has to say."""
        if rule.rule.read == "squeezed":
            yield from self._in_squeezed(rule)
        else:
            yield from self._in_sentences(rule)

    def _in_squeezed(self, rule: Compiled) -> Iterator[Remark]:
        for pattern, instead in rule.find:
            for match in pattern.finditer(self.squeezed):
                if match[0] and not (rule.unless and rule.unless.search(self.squeezed)):
                    start, end = self.places[match.start()], self.places[match.end() - 1] + 1
                    yield self._remark(rule, match, instead, start, end)

    def _in_sentences(self, rule: Compiled) -> Iterator[Remark]:
        for number, sentence in enumerate(self.sentences):
            if rule.unless and rule.unless.search(sentence[0]):
                continue
            if rule.beside and not self._near(rule.beside, number, before=1, after=1):
                continue
            if rule.without and self._near(rule.without, number, before=1, after=0):
                continue
            for pattern, instead in rule.find:
                for match in pattern.finditer(sentence[0]):
                    if match[0]:
                        start = sentence.start() + match.start()
                        end = sentence.start() + match.end()
                        yield self._remark(rule, match, instead, start, end)

    def _near(self, pattern: re.Pattern[str], number: int, *, before: int, after: int) -> bool:
        near = self.sentences[max(0, number - before) : number + after + 1]
        return any(pattern.search(sentence[0]) for sentence in near)

    def _remark(
        self, rule: Compiled, match: re.Match[str], instead: str | None, start: int, end: int
    ) -> Remark:
        suggestion = rule.rule.suggestion if instead is None else match.expand(instead)
        if self.traditional and instead is None:
            suggestion = rule.rule.suggestion_hant or suggestion
        return Remark(
            rule=rule.rule.id,
            phrase=self.text[start:end],
            start=start,
            severity=rule.rule.severity,
            suggestion=suggestion,
        )

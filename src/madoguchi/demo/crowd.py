"""Who the simulated customers are and how they answer: decisions only, no sockets."""

from __future__ import annotations

import random
import re
from functools import cache
from importlib.resources import files

import msgspec

_QUESTION = re.compile(r"[?？]|吗。|呢。|か。|까요|나요")
_EAST_ASIAN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody comes with; `{n}` in texts is a number of their own."""

    shop: str
    path: str
    title: str
    opening: list[str]
    detail: list[str]


class Tongue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Customers of one language: their names and what they say."""

    locale: str
    zone: str
    names: list[str]
    thanks: list[str]
    follow_ups: list[str]
    impatient: list[str]
    praise: list[str]
    topics: list[Topic]


class Customer:
    """One simulated customer; the same chance makes the same one."""

    def __init__(self, tongue: Tongue, chance: random.Random) -> None:
        self._tongue = tongue
        self._chance = chance
        self._topic = chance.choice(tongue.topics)
        self._number = chance.randint(100, 999)
        self._turns_left = chance.randint(1, 3)
        self.name = chance.choice(tongue.names)
        self.locale = tongue.locale
        self.zone = tongue.zone
        self.shop = self._topic.shop

    @property
    def page(self) -> tuple[str, str]:
        """The path and title of the page they are on."""
        return self._fill(self._topic.path), self._fill(self._topic.title)

    def opening(self) -> str:
        """Return what they come with."""
        return self._fill(self._chance.choice(self._topic.opening))

    def answer(self, said: str) -> str:
        """Return what they say to what an agent has said: a question gets a detail."""
        if self.content:
            return self._chance.choice(self._tongue.thanks)
        self._turns_left -= 1
        if _QUESTION.search(said):
            return self._fill(self._chance.choice(self._topic.detail))
        return self._chance.choice(
            self._tongue.follow_ups if self._turns_left else self._tongue.thanks
        )

    @property
    def content(self) -> bool:
        """Whether they have heard enough."""
        return self._turns_left <= 0

    def nag(self) -> str:
        """Return what they say when nobody answers."""
        return self._chance.choice(self._tongue.impatient)

    def choice(self, count: int) -> int:
        """Return which of the choices of a card they take."""
        return self._chance.randrange(count)

    def rating(self) -> tuple[int, str] | None:
        """Return a score and a word, or nothing: one in three does not bother."""
        if self._chance.random() < 1 / 3:
            return None
        score = self._chance.choices((5, 4, 3, 2), (60, 25, 10, 5))[0]
        return score, self._chance.choice(self._tongue.praise) if score >= 4 else ""

    def _fill(self, text: str) -> str:
        return text.format(n=self._number)


def typing_seconds(text: str) -> float:
    """Return how long a person takes to type a text, at most twelve seconds."""
    per_character = 0.35 if _EAST_ASIAN.search(text) else 0.14
    return min(12.0, 1.0 + per_character * len(text))


def arrive(chance: random.Random) -> Customer:
    """Return the next customer; half of them write Chinese, as in a company like the sample's."""
    known = tongues()
    weights = [{"zh-CN": 4, "zh-TW": 2, "ja": 3, "ko": 2}.get(each.locale, 1) for each in known]
    return Customer(chance.choices(known, weights)[0], chance)


@cache
def tongues() -> list[Tongue]:
    """Return every language's customers."""
    folder = files("madoguchi.demo").joinpath("data", "crowd")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return [msgspec.toml.decode(folder.joinpath(name).read_bytes(), type=Tongue) for name in names]

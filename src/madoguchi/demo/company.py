"""The sample company as data: who works there, which shops it answers for, what it says often."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

from madoguchi.people.contracts import Role
from madoguchi.shops.contracts import Platform, Texts, Weekday

PASSWORD = "Kaze-4817-minato"  # noqa: S105 - printed to whoever starts the demo
"""Every sample person's: the sample desk listens to its own machine only."""

T = TypeVar("T")


class SamplePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member of staff; `key` is their name in stories."""

    key: str
    name: str
    role: Role
    locale: str
    zone: str
    city: str
    shops: list[str] = []
    """Keys of the shops they see; owners and supervisors see all."""
    teams: list[str] = []

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.key}@shiomi.example"


class SampleShop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shop; its key is also the name of its sample page."""

    key: str
    name: str
    platform: Platform
    locale: str
    zone: str
    color: str
    weekly: dict[Weekday, list[tuple[str, str]]]
    greeting: Texts
    questions: list[Texts]
    texts: dict[str, Texts] = {}
    languages: list[str] = msgspec.field(
        default_factory=lambda: ["zh-CN", "zh-TW", "ja", "ko", "en", "fr", "es"]
    )


class SampleName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team, or a tag with its colour, and its key in stories."""

    key: str
    name: str
    color: str = "#6b7280"


class SampleReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A canned reply; without a shop it serves all."""

    shortcut: str
    title: str
    texts: Texts
    shop: str | None = None


class Company(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that stands before the first customer writes; the first person is the owner."""

    organisation: str
    people: list[SamplePerson]
    teams: list[SampleName]
    tags: list[SampleName]


class _Shops(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shops: list[SampleShop]


class _Replies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    replies: list[SampleReply]


@cache
def company() -> Company:
    """Return the company."""
    return read("company.toml", Company)


@cache
def shops() -> list[SampleShop]:
    """Return its shops."""
    return read("shops.toml", _Shops).shops


@cache
def canned_replies() -> list[SampleReply]:
    """Return what its agents say often."""
    return read("canned_replies.toml", _Replies).replies


def read(name: str, kind: type[T]) -> T:
    """Return a data file of this room, checked against its type."""
    content = files("madoguchi.demo").joinpath("data", name).read_bytes()
    return msgspec.toml.decode(content, type=kind)

"""The sentences of this room in five languages, from `words/`, found by key and filled."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal, get_args

import msgspec

Language = Literal["zh-CN", "zh-TW", "ja", "ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def sentence(key: str, language: Language, **params: object) -> str:
    """The sentence `key` in a language, its `{names}` filled from `params`."""
    return sentences(language)[key].format(**params)


@cache
def sentences(language: Language) -> dict[str, str]:
    """Every sentence of this room in a language."""
    file = resources.files("madoguchi.clocks") / "words" / f"{language}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])

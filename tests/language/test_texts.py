"""Every refusal in the source has its text in the five languages, with the same parameters."""

from __future__ import annotations

import ast
import functools
import re
import string
from collections import defaultdict
from pathlib import Path

import pytest

import madoguchi
from madoguchi.kernel import errors
from madoguchi.language.catalogue import LOCALES, best_locale, text, texts

SOURCE = Path(madoguchi.__file__).parent
REFUSALS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.Refusal)
}


@functools.cache
def keys_in_source() -> dict[str, list[tuple[str, set[str] | None]]]:
    """Each key with where it is raised and what it is given (None where that cannot be read)."""
    found: dict[str, list[tuple[str, set[str] | None]]] = defaultdict(list)
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        subclasses = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            and any(isinstance(base, ast.Name) and base.id in REFUSALS for base in node.bases)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in REFUSALS | subclasses or not node.args:
                continue
            names = {keyword.arg for keyword in node.keywords}
            unreadable = None in names or isinstance(node.args[0], ast.JoinedStr)
            given = None if unreadable else {str(name) for name in names} - {"field"}
            where = f"{path.relative_to(SOURCE)}:{node.lineno}"
            for key in keys_of(node.args[0]):
                found[key].append((where, given))
    return found


def keys_of(expression: ast.expr) -> list[str]:
    """The keys an expression can give; of an f-string (`customer.bad_{field}`) all that fit it."""
    if isinstance(expression, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_0-9]+"
            for part in expression.values
        ]
        fitting = [key for key in texts("en") if re.fullmatch("".join(parts), key)]
        return fitting or [ast.unparse(expression)]
    return [
        part.value
        for part in ast.walk(expression)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_refusal_has_its_text() -> None:
    missing = [
        f"{locale}: {key} ({places[0][0]})"
        for key, places in sorted(keys_in_source().items())
        for locale in LOCALES
        if key not in texts(locale)
    ]
    assert missing == []


def test_every_text_is_given_what_it_shows() -> None:
    wrong = [
        f"{where}: {key} shows {sorted(placeholders(texts('en')[key]) - given)}"
        for key, places in keys_in_source().items()
        for where, given in places
        if key in texts("en") and given is not None
        if not placeholders(texts("en")[key]) <= given
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_the_same_texts_with_the_same_parameters(locale: str) -> None:
    english, others = texts("en"), texts(locale)
    assert sorted(others) == sorted(english)
    for key, template in others.items():
        assert placeholders(template) == placeholders(english[key]), key
        assert template, key


@pytest.mark.parametrize("locale", LOCALES)
def test_texts_stand_in_the_file_of_their_language_only(locale: str) -> None:
    if locale == "en":
        assert all(
            not any("\u3040" <= letter <= "\uffef" for letter in each)
            for key, each in texts("en").items()
            if key.startswith(("people.", "web."))
        )
    else:
        same = [
            key
            for key, each in texts(locale).items()
            if each == texts("en")[key] and " " in each.strip()
        ]
        assert same == []


def test_a_text_is_filled() -> None:
    assert text("people.wait_to_sign_in", "en", retry_after=7).startswith("There have been many")
    assert "7" in text("people.wait_to_sign_in", "ja", retry_after=7)
    assert text("people.not_found", "fr") == text("people.not_found", "en")
    with pytest.raises(KeyError):
        text("people.no_such_key", "en")


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("", "en"),
        ("ja", "ja"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("en;q=0.4, ko;q=0.9", "ko"),
        ("zh", "zh-CN"),
        ("zh-Hans-SG", "zh-CN"),
        ("zh-HK", "zh-TW"),
        ("zh-Hant", "zh-TW"),
        ("zh_TW", "zh-TW"),
        ("de, fr;q=0.9, ko;q=0.1", "ko"),
        ("ja;q=0, ko", "ko"),
        ("ja;q=much", "en"),
        ("*", "en"),
        (";;;,,,=", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_a_reader_gets_the_language_they_like_best(header: str, best: str) -> None:
    assert best_locale(header) == best


def test_other_sets_of_languages_can_be_chosen_from() -> None:
    assert best_locale("fr-CA", ("zh-CN", "en", "fr")) == "fr"
    assert best_locale("zh-TW", ("zh-CN", "en")) == "zh-CN"
    assert best_locale("es", ("ja", "en")) == "en"


def test_a_parameter_may_be_called_anything() -> None:
    filled = text("people.unknown_locale", "en", locale="fr", known="ja, ko", key="x")
    assert "“fr”" in filled

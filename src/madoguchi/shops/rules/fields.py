"""What a shop's fields accept; each refusal names its field and the accepted form."""

from __future__ import annotations

import re

import msgspec

from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.shops.contracts import Texts, Widget

LONGEST_NAME = 80
LONGEST_TEXT = 1000
MOST_QUESTIONS = 12
MOST_TEXTS = 100
_COLOR = re.compile("#[0-9a-f]{6}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")
_TEXT_KEY = re.compile(r"[a-z][a-z0-9_.]{0,60}")


def check_name(name: str) -> str:
    """Return the shop's name on one line."""
    cleaned = clean_name(name)
    if not cleaned:
        raise Invalid("shops.name_missing", field="name")
    if len(cleaned) > LONGEST_NAME:
        raise Invalid("shops.name_too_long", field="name", most=LONGEST_NAME)
    return cleaned


def check_color(color: str) -> str:
    """Return a colour as `#rrggbb` in small letters."""
    lowered = color.strip().lower()
    if re.fullmatch("#[0-9a-f]{3}", lowered):
        lowered = "#" + "".join(digit * 2 for digit in lowered[1:])
    if not _COLOR.fullmatch(lowered):
        raise Invalid("shops.bad_color", field="color", color=color[:40])
    return lowered


def check_locale(locale: str, field: str) -> str:
    """Return a language tag: language, then script and region where given (BCP 47)."""
    if not _LOCALE.fullmatch(locale):
        raise Invalid("shops.bad_locale", field=field, locale=locale[:40])
    language, *rest = locale.split("-")
    return "-".join(
        [language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)]
    )


def check_widget(widget: Widget) -> Widget:
    """Return the widget's settings with every text cleaned and every empty one left out."""
    if not widget.languages:
        raise Invalid("shops.no_languages", field="widget.languages")
    if len(widget.questions) > MOST_QUESTIONS:
        raise Invalid("shops.too_many_questions", field="widget.questions", most=MOST_QUESTIONS)
    if len(widget.texts) > MOST_TEXTS:
        raise Invalid("shops.too_many_texts", field="widget.texts", most=MOST_TEXTS)
    if unknown := next((key for key in widget.texts if not _TEXT_KEY.fullmatch(key)), None):
        raise Invalid("shops.bad_text_key", field="widget.texts", name=unknown[:60])
    languages = [check_locale(each, "widget.languages") for each in widget.languages]
    questions = [
        _check_texts(each, f"widget.questions[{number}]")
        for number, each in enumerate(widget.questions)
    ]
    texts = {key: _check_texts(each, f"widget.texts.{key}") for key, each in widget.texts.items()}
    return msgspec.structs.replace(
        widget,
        greeting=_check_texts(widget.greeting, "widget.greeting"),
        questions=[each for each in questions if each],
        texts={key: each for key, each in texts.items() if each},
        languages=list(dict.fromkeys(languages)),
    )


def _check_texts(texts: Texts, field: str) -> Texts:
    checked: Texts = {}
    for locale, text in texts.items():
        cleaned = clean(text).strip()
        if len(cleaned) > LONGEST_TEXT:
            raise Invalid("shops.text_too_long", field=f"{field}.{locale[:12]}", most=LONGEST_TEXT)
        if cleaned:
            checked[check_locale(locale, field)] = cleaned
    return checked

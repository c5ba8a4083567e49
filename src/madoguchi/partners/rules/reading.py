"""What the words of a mail give for the fields of a kind: blanks filled in, measures, a weight.

People write as they are used to; what cannot be read for sure stays words and becomes no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from madoguchi.kernel.errors import Invalid
from madoguchi.language.catalogue import LOCALES
from madoguchi.language.normalise import normalise
from madoguchi.partners.contracts.requests import Value, Values
from madoguchi.partners.rules.fields import check_values
from madoguchi.partners.rules.kinds import Field, Kind
from madoguchi.partners.rules.wording import choice_name, field_name, read_number, yes_no_name

LONGEST_READ = 10_000
"""Characters of a mail that are looked at."""
LONGEST_LINE = 600

_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d{1,4})?)"
_GRAMS = {
    "kg": 1000, "キロ": 1000, "公斤": 1000, "千克": 1000, "킬로": 1000,
    "g": 1, "グラム": 1, "克": 1, "그램": 1,
}  # fmt: skip
_MILLIMETRES = {"mm": 1, "ミリ": 1, "毫米": 1, "cm": 10, "センチ": 10, "厘米": 10, "公分": 10,
                "m": 1000}  # fmt: skip
_ALSO_CALLED = {
    "length": ("長さ", "奥行", "奥行き", "长度", "길이"),
    "width": ("幅", "宽度", "너비", "폭"),
    "height": ("高度",),
    "weight": ("重さ", "毛重", "实重", "중량"),
    "counted": ("個数", "数量", "수량"),
    "tracking": ("追跡番号", "运单号", "单号", "송장번호"),
}
"""What people call a measure beside what we do."""
_LENGTHS = ("length", "width", "height")
_MONEY = {"amount", "currency"}
_UNITS: dict[str, dict[str, int]] = {"g": _GRAMS, "cm": _MILLIMETRES}
_BY = r"\s*[x×✕✖*]\s*"
_WEIGHT = re.compile(_NUMBER + r"\s*(kg|g|キロ|グラム|公斤|千克|克|킬로|그램)(?![a-z])")
_THREE = re.compile(
    _NUMBER + r"\s*(?:cm|mm)?" + _BY + _NUMBER + r"\s*(?:cm|mm)?" + _BY + _NUMBER
    + r"\s*(cm|mm|センチ|ミリ|厘米|公分|毫米)?"
)  # fmt: skip
_DAY = re.compile(r"(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})")
_MARKS = re.compile(r"^[\s>|・\-*•·●■□☐]*")


def read(kind: Kind, words: str, now: datetime) -> Values:
    """Return what a text gives for the fields of a kind's answer, as values are kept.

    Blanks come first (`Weight (g): 1250`, in any of our languages), then what stands free in the
    text and can mean one thing only: three lengths with × between them, a single weight, and for a
    count the only number there is. What is out of range or of another form is left out.
    """
    text = _folded(words)
    given = _blanks(kind, text)
    free = _free(kind, text)
    for name, value in free.items():
        given.setdefault(name, value)
    return _checked(kind, given, now)


def read_blanks(kind: Kind, quoted: str, now: datetime) -> Values:
    """Return what was filled into the blanks of our own mail, quoted below an answer."""
    return _checked(kind, _blanks(kind, _folded(quoted)), now)


def answers(kind: Kind, given: Values, shown: int) -> bool:
    """Say whether a mail answers: it shows what was asked for, or gives a field's value, or words
    are all that the kind asks for.

    Words alone may as well mean "tomorrow": whoever asked decides, see `operations.accept`.
    """
    wants_more = kind.photos or any(field.required for field in kind.given)
    return bool(given) or (shown > 0 and shown >= kind.photos) or not wants_more


def _folded(text: str) -> str:
    return normalise(text[:LONGEST_READ]).replace("：", ":")


def _blanks(kind: Kind, text: str) -> Values:
    given: Values = {}
    filled = dict(_filled(kind, text))
    currency = _value(filled["currency"][0], filled["currency"][1]) if "currency" in filled else ""
    for name, (field, written) in filled.items():
        value = _value(field, written, str(currency or ""))
        if value is not None:
            given[name] = value
    return given


def _filled(kind: Kind, text: str) -> Iterator[tuple[str, tuple[Field, str]]]:
    """Each field with what was written behind its name on a line of its own."""
    labels = [
        (normalise(label), field)
        for field in kind.given
        for label in (
            *(field_name(field, locale) for locale in LOCALES),
            *_ALSO_CALLED.get(field.name, ()),
        )
    ]
    for line in text.split("\n"):
        bare = _MARKS.sub("", line[:LONGEST_LINE])
        for label, field in labels:
            if not bare.startswith(label):
                continue
            written = re.fullmatch(r"\s*(?:\([^)]{0,200}\))?\s*[:=]\s*(.+)", bare[len(label) :])
            if written and written[1].strip():
                yield field.name, (field, written[1].strip())
                break


def _free(kind: Kind, text: str) -> Values:
    names = {field.name for field in kind.given}
    given: Values = {}
    if names.issuperset(_LENGTHS) and (sizes := set(_THREE.findall(text))) and len(sizes) == 1:
        *numbers, unit = sizes.pop()
        scale = _MILLIMETRES[unit or "cm"]
        for name, number in zip(_LENGTHS, numbers, strict=True):
            if (whole := _whole(number, scale)) is not None:
                given[name] = whole
    if "weight" in names:
        weights = {_whole(number, _GRAMS[unit]) for number, unit in _WEIGHT.findall(text)}
        if len(weights) == 1 and (weight := weights.pop()) is not None:
            given["weight"] = weight
    if "counted" in names:
        numbers = re.findall(r"\d+(?:[.,]\d+)*", text)
        if len(numbers) == 1 and numbers[0].isdigit():
            given["counted"] = int(numbers[0])
    return given


def _value(field: Field, written: str, currency: str = "") -> Value | None:
    """What was written for a field, None where it is nothing of the kind."""
    match field.type:
        case "number":
            return _number(field, written, currency)
        case "yes_no":
            return _named(
                written,
                [(yes_no_name(each, locale), each) for locale in LOCALES for each in (True, False)],
            )
        case "choice":
            return _named(
                written,
                [
                    (choice_name(field, each, locale), each)
                    for locale in LOCALES
                    for each in field.choices
                ],
            )
        case "date":
            found = _DAY.match(written)
            try:
                return found and date(*map(int, found.groups())).isoformat()
            except ValueError:
                return None
        case "line":
            return written
        case _:
            return None


def _number(field: Field, written: str, currency: str) -> int | None:
    found = re.fullmatch(_NUMBER + r"\s*([^\d\s]{0,6})\.?", written)
    if found is None:
        return None
    units = _UNITS.get(field.unit)
    if units is not None and found[2]:
        scale = units.get(found[2])
        return None if scale is None else _whole(found[1], scale)
    return read_number(field, found[1], currency)


def _whole(number: str, scale: int) -> int | None:
    """A number in the smallest unit; halves of a gram are rounded to the gram."""
    return round(Decimal(number.replace(",", "")) * scale)


def _named(written: str, names: list[tuple[str, Value]]) -> Value | None:
    """What the longest of these names means with which something written begins."""
    folded = [(normalise(name), value) for name, value in names]
    fitting = [
        (len(name), value)
        for name, value in folded
        if re.match(re.escape(name) + r"(?![a-z])", written)
    ]
    return max(fitting, key=lambda each: each[0])[1] if fitting else None


def _checked(kind: Kind, given: Values, now: datetime) -> Values:
    """Return those of the values that may be kept, each by itself; required ones may be missing."""
    money = tuple(field for field in kind.given if field.name in _MONEY)
    kept: Values = {}
    for field in kind.given:
        if field in money:
            continue
        if field.name not in given:
            continue
        try:
            kept |= check_values((field,), {field.name: given[field.name]}, now, "given")
        except Invalid:
            continue
    if given.keys() >= _MONEY:
        with suppress(Invalid):
            kept |= check_values(money, {name: given[name] for name in _MONEY}, now, "given")
    return kept

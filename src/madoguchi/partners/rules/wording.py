"""Kinds, fields and values in a reader's language, and the texts that are made of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, get_timezone, get_timezone_name
from babel.numbers import format_currency, format_decimal, get_currency_precision

from madoguchi.language.catalogue import text
from madoguchi.partners.contracts.requests import RequestKind, Values
from madoguchi.partners.rules.kinds import Field

_NOWHERE = "ZZ"
"""The territory of zones that are of no country, as CLDR writes it."""


def kind_name(kind: RequestKind, locale: str) -> str:
    """What a kind of request is called."""
    return text(f"partners.kind.{kind}", locale)


def field_name(field: Field, locale: str) -> str:
    """What a field is called."""
    return text(f"partners.field.{field.name}", locale)


def choice_name(field: Field, choice: str, locale: str) -> str:
    """What one of a field's choices is called; currencies go by their own letters."""
    if field.name == "currency":
        return choice
    return text(f"partners.choice.{field.name}.{choice}", locale)


def yes_no_name(value: bool, locale: str) -> str:
    """Yes or no."""
    return text("partners.yes" if value else "partners.no", locale)


def value_text(field: Field, values: Values, locale: str, zone: str) -> str:
    """A field's value as a reader writes it; `values` also hold the currency of an amount."""
    value = values[field.name]
    if field.name == "amount" and isinstance(value, int):
        return amount_text(value, str(values.get("currency", "")), locale)
    match field.type:
        case "number":
            whole = Decimal(value) / field.scale if isinstance(value, int) else Decimal(0)
            shown = format_decimal(whole, locale=_babel(locale))
            return f"{shown} {field.unit}".strip()
        case "yes_no":
            return yes_no_name(bool(value), locale)
        case "choice":
            return choice_name(field, str(value), locale)
        case "choices":
            chosen = value if isinstance(value, list) else []
            between = text("partners.between", locale)
            return between.join(choice_name(field, each, locale) for each in chosen)
        case "date":
            day = date.fromisoformat(str(value))
            return format_date(day, "long", locale=_babel(locale))
        case "moment":
            return moment_text(datetime.fromisoformat(str(value)), locale, zone)
        case "line":
            return str(value)


def values_text(
    fields: tuple[Field, ...], values: Values, locale: str, zone: str
) -> list[tuple[str, str]]:
    """Each field that was given with its value, in the fields' order."""
    return [
        (field_name(field, locale), value_text(field, values, locale, zone))
        for field in fields
        if field.name in values and not (field.name == "currency" and "amount" in values)
    ]


def lines_of(fields: tuple[Field, ...], values: Values, words: str, locale: str, zone: str) -> str:
    """What was given and said, a line each: how an answer stands in a note or in a reply."""
    colon = text("partners.colon", locale)
    given = [f"{name}{colon}{said}" for name, said in values_text(fields, values, locale, zone)]
    return "\n".join([*given, *([words] if words else [])])


def moment_text(at: datetime, locale: str, zone: str) -> str:
    """A day with its time on the clock of `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    day = format_skeleton("MMMEd", local, locale=_babel(locale), fuzzy=True)
    return f"{day} {local:%H:%M}"


def zone_text(zone: str, locale: str) -> str:
    """What the clock of a zone is called, such as Japan Time; for who may live by another."""
    if get_global("zone_territories").get(zone, _NOWHERE) == _NOWHERE:
        return zone
    return get_timezone_name(
        get_timezone(zone), width="long", zone_variant="generic", locale=_babel(locale)
    )


def amount_text(amount: int, currency: str, locale: str) -> str:
    """An amount of money, from its smallest unit."""
    if not currency:
        return format_decimal(amount, locale=_babel(locale))
    whole = Decimal(amount).scaleb(-get_currency_precision(currency))
    return format_currency(whole, currency, locale=_babel(locale))


def read_number(field: Field, written: str, currency: str = "") -> int | None:
    """Read a number as people type it into a form, in the field's shown unit; None: it is none."""
    plain = written.strip().replace(",", "").replace("，", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > 10**15:
        return None
    scale = Decimal(field.scale)
    if field.name == "amount" and currency:
        scale = Decimal(10) ** get_currency_precision(currency)
    scaled = number * scale
    return int(scaled) if scaled == int(scaled) else None


def _babel(locale: str) -> Locale:
    return Locale.parse({"zh-CN": "zh_Hans_CN", "zh-TW": "zh_Hant_TW"}.get(locale, locale))

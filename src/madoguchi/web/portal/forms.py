"""The fields of an answer as a form: drawn for a thumb, read back into values."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from madoguchi.kernel.errors import Invalid
from madoguchi.language.catalogue import text
from madoguchi.partners.contracts.requests import Value, Values
from madoguchi.partners.rules.kinds import Field
from madoguchi.partners.rules.wording import choice_name, field_name, read_number
from madoguchi.web.portal.markup import problem, say


def draw(field: Field, typed: Mapping[str, str], locale: str, wrong: Mapping[str, str]) -> str:
    """Return a field; `typed` is what stood in the form, `wrong` what was refused, by name."""
    name = f"given.{field.name}"
    value = typed.get(name, "")
    label = escape(field_name(field, locale))
    if not field.required:
        label += f" <small>{say('optional', locale)}</small>"
    if field.unit:
        label += f" <small>{escape(field.unit)}</small>"
    said = wrong.get(name)
    told = problem(said, name) if said is not None else ""
    marks = f' name="{name}" id="{name}"'
    if said is not None:
        marks += f' aria-invalid="true" aria-describedby="{name}-problem"'
    if field.required:
        marks += " required"
    if field.type in {"choice", "yes_no"}:
        return (
            f"<fieldset><legend>{label}</legend>{_choices(field, value, locale)}</fieldset>{told}"
        )
    if field.unit == "cm":
        return (
            f'<div class="measure"><label>{label}<input inputmode="decimal" autocomplete="off"'
            f'{marks} value="{escape(value)}"></label>{told}</div>'
        )
    kinds = {
        "number": 'inputmode="decimal" autocomplete="off"',
        "date": 'type="date"',
        "moment": 'type="datetime-local"',
    }
    kind = kinds.get(field.type, f'maxlength="{field.most}" autocomplete="off"')
    return f'<label>{label}<input {kind}{marks} value="{escape(value)}"></label>{told}'


def read(fields: tuple[Field, ...], form: Mapping[str, str]) -> Values:
    """Return the values of a form; what was left empty is not among them.

    Raises `Invalid` for what is no number; all else is the rules' to say.
    """
    given: Values = {}
    currency = form.get("given.currency", "")
    for field in fields:
        written = form.get(f"given.{field.name}", "").strip()
        if not written:
            continue
        given[field.name] = _value(field, written, currency)
    return given


def _value(field: Field, written: str, currency: str) -> Value:
    if field.type == "number":
        number = read_number(field, written, currency)
        if number is None:
            raise Invalid("partner.bad_number", field=f"given.{field.name}")
        return number
    if field.type == "yes_no":
        return written == "yes"
    return written


def _choices(field: Field, value: str, locale: str) -> str:
    if field.type == "yes_no":
        pairs = [("yes", text("partners.yes", locale)), ("no", text("partners.no", locale))]
    else:
        pairs = [(each, choice_name(field, each, locale)) for each in field.choices]
    required = " required" if field.required else ""
    return "".join(
        f'<label class="choice"><input type="radio" name="given.{field.name}" value="{each}"'
        f"{' checked' if each == value else ''}{required}><span>{escape(label)}</span></label>"
        for each, label in pairs
    )

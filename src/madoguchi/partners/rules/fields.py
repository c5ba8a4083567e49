"""What may be given for the fields of a kind; a refusal names its field and the accepted form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from madoguchi.kernel.errors import Invalid
from madoguchi.language.normalise import clean
from madoguchi.partners.contracts.requests import Value, Values
from madoguchi.partners.rules.kinds import Field

FARTHEST = timedelta(days=366)


def check_values(
    fields: tuple[Field, ...], values: Values, now: datetime, where: str = "wanted"
) -> Values:
    """Return the values as they are kept, in the fields' order; empty ones are left out.

    `where` is the name that the input has for the caller: `wanted` or `given`.
    """
    known = {field.name for field in fields}
    for name in values:
        if name not in known:
            raise Invalid("partner.unknown_field", field=f"{where}.{name[:40]}", name=name[:40])
    kept: Values = {}
    for field in fields:
        value = values.get(field.name)
        path = f"{where}.{field.name}"
        if value is None or value in ("", []):
            if field.required:
                raise Invalid("partner.field_missing", field=path)
            continue
        kept[field.name] = _checked(field, value, now, path)
    if "amount" in kept and "currency" not in kept:
        raise Invalid("partner.field_missing", field=f"{where}.currency")
    if "currency" in kept and "amount" not in kept:
        del kept["currency"]
    return kept


def deadline_of(wanted: Values) -> datetime | None:
    """Return the instant by which a request itself says that it must be answered, if it does."""
    given = wanted.get("deadline")
    return datetime.fromisoformat(given) if isinstance(given, str) else None


def _checked(field: Field, value: Value, now: datetime, path: str) -> Value:
    match field.type:
        case "number":
            return _number(field, value, path)
        case "yes_no":
            if isinstance(value, bool):
                return value
            raise Invalid("partner.bad_yes_no", field=path)
        case "choice":
            if isinstance(value, str) and value in field.choices:
                return value
            raise Invalid("partner.bad_choice", field=path, known=", ".join(field.choices))
        case "choices":
            if isinstance(value, list) and set(value) <= set(field.choices):
                return [each for each in field.choices if each in value]
            raise Invalid("partner.bad_choice", field=path, known=", ".join(field.choices))
        case "date":
            return _date(value, now, path)
        case "moment":
            return _moment(value, now, path)
        case "line":
            return _line(field, value, path)


def _number(field: Field, value: Value, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid("partner.bad_number", field=path)
    if not field.least <= value <= field.most:
        raise Invalid(
            "partner.number_out_of_range",
            field=path,
            least=f"{field.least / field.scale:g}",
            most=f"{field.most / field.scale:g}",
            unit=field.unit,
        )
    return value


def _date(value: Value, now: datetime, path: str) -> str:
    try:
        day = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Invalid("partner.bad_date", field=path) from None
    if abs(day - now.date()) > FARTHEST:
        raise Invalid("partner.bad_date", field=path)
    return day.isoformat()


def _moment(value: Value, now: datetime, path: str) -> str:
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        in_utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("partner.bad_moment", field=path) from None
    if at.tzinfo is None or not now < in_utc <= now + FARTHEST:
        raise Invalid("partner.bad_moment", field=path)
    return in_utc.isoformat()


def _line(field: Field, value: Value, path: str) -> str:
    if not isinstance(value, str):
        raise Invalid("partner.line_too_long", field=path, limit=field.most)
    written = " ".join(clean(value).split())
    if len(written) > field.most:
        raise Invalid("partner.line_too_long", field=path, limit=field.most)
    return written

"""What one cell says: amounts, times and counts as people, platforms and spreadsheets write them.

Pure. Every reader raises `Invalid` with the cell in its sentence.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation

from madoguchi.kernel.errors import Invalid
from madoguchi.orders.rules.money import check_currency, minor_digits

_MONEY_WORDS = re.compile(r"[\s'’_]|[¥￥$€£₩₱฿元円圓원]|[A-Z]{2,3}\$?|税込|税抜", re.IGNORECASE)
_AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_TIME = re.compile(
    r"(?P<year>\d{4})\s*[-/.年년]\s*(?P<month>\d{1,2})\s*[-/.月월]\s*(?P<day>\d{1,2})\s*[日일.]?"
    r"(?:[T,\s]*(?:[(（][^)）]{1,3}[)）])?\s*(?P<half>午前|午後|上午|下午|오전|오후)?\s*"
    r"(?P<hour>\d{1,2})\s*[:時时시]\s*(?P<minute>\d{1,2})\s*[:分분]?"
    r"(?:\s*(?P<second>\d{1,2})(?:\.\d{1,9})?\s*[秒초]?)?"
    r"\s*(?P<latin>[AaPp][Mm])?\s*(?P<zone>Z|UTC|GMT|JST|KST|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_AFTERNOON = {"午後", "下午", "오후", "pm"}
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "JST": 540, "KST": 540}


def amount(cell: str, currency: str, field: str) -> int:
    """Return a cell as minor units of a currency: "１，９８０円" is 1980, "1.234,56" EUR 123456.

    Commas and points are told apart by where they stand; what has more digits than its currency
    is refused rather than rounded. Raises `Invalid`.
    """
    digits = minor_digits(currency)
    if cell.isascii() and cell.isdigit() and len(cell) <= 15:
        return int(cell + "0" * digits)
    bare = _MONEY_WORDS.sub("", unicodedata.normalize("NFKC", cell)).removeprefix("+")
    bare = bare.removesuffix("-") if bare.endswith(",-") else bare
    bare = bare.removesuffix(",")
    sign = -1 if bare.startswith(("-", "−", "△", "▲")) or bare.startswith("(") else 1
    bare = bare.strip("-−△▲()")
    if not _AMOUNT.fullmatch(bare) or len(bare) > 24:
        raise Invalid("order_import.bad_amount", field=field, value=cell[:40])
    try:
        exact = Decimal(_pointed(bare, digits)).scaleb(digits)
    except InvalidOperation:
        raise Invalid("order_import.bad_amount", field=field, value=cell[:40]) from None
    if exact != exact.to_integral_value():
        raise Invalid("order_import.fine_amount", field=field, value=cell[:40], currency=currency)
    return sign * int(exact)


def _pointed(bare: str, digits: int) -> str:
    """Return digits with at most a point, and that before the fraction."""
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        # Both: the last of them parts the fraction.
        grouping = "," if point > comma else "."
        whole, fraction = bare[: max(comma, point)], bare[max(comma, point) + 1 :]
        if _GROUPED.fullmatch(whole) and whole.count(grouping) == len(whole) // 4:
            return f"{whole.replace(grouping, '')}.{fraction}"
        return bare
    grouped = _GROUPED.fullmatch(bare)
    # "1,980" is grouped everywhere we sell; "1.980" only where there are no small coins.
    if grouped and (grouped[1] == "," or bare.count(".") > 1 or digits == 0):
        return bare.replace(grouped[1], "")
    return bare.replace(",", ".")


def currency_of(cell: str) -> str:
    """Return an ISO 4217 code, also of what people call their money. Raises `Invalid`."""
    bare = unicodedata.normalize("NFKC", cell).strip()
    return check_currency(_NAMES.get(bare.casefold(), bare))


_NAMES = {
    "円": "JPY", "日本円": "JPY", "日元": "JPY", "人民币": "CNY", "人民幣": "CNY", "元": "CNY",
    "rmb": "CNY", "台币": "TWD", "新台幣": "TWD", "ntd": "TWD", "nt$": "TWD", "원": "KRW",
    "₩": "KRW", "hk$": "HKD", "港币": "HKD", "港幣": "HKD", "us$": "USD", "美元": "USD",
    "달러": "USD", "€": "EUR", "£": "GBP",
}  # fmt: skip


def moment(cell: str, zone: tzinfo, field: str) -> datetime:
    """Return a cell as an instant in UTC; one that names no zone is of `zone`.

    The year must come first: "03/04/2026" is another day on each side of an ocean. Raises
    `Invalid`.
    """
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        at = _written(unicodedata.normalize("NFKC", cell).strip(), cell, field)
    try:
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:
        raise Invalid("order_import.bad_date", field=field, value=cell[:40]) from error


def _written(text: str, cell: str, field: str) -> datetime:
    found = _TIME.fullmatch(text)
    try:
        if found is None:
            if not (text.isascii() and text.isdigit() and len(text) in _COMPACT):
                raise ValueError(text)
            return datetime.strptime(text, _COMPACT[len(text)])  # noqa: DTZ007
        half = (found["half"] or found["latin"] or "").lower()
        hour = int(found["hour"] or 0)
        if half:
            hour = hour % 12 + (12 if half in _AFTERNOON else 0)
        return datetime(
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
            tzinfo=_zone(found["zone"]),
        )
    except ValueError as error:
        raise Invalid("order_import.bad_date", field=field, value=cell[:40]) from error


def _zone(named: str | None) -> tzinfo | None:
    if named is None:
        return None
    if named in _ZONES:
        return timezone(timedelta(minutes=_ZONES[named]))
    minutes = int(named[1:3]) * 60 + int(named[-2:])
    return timezone(timedelta(minutes=-minutes if named[0] == "-" else minutes))


def count(cell: str) -> int:
    """Return a cell as how many pieces: "２", "2 個", "2.0" are 2. Raises `Invalid`."""
    if cell.isascii() and cell.isdigit() and len(cell) <= 6:
        return int(cell)
    bare = unicodedata.normalize("NFKC", cell).strip().rstrip("個点件개本枚 ")
    found = re.fullmatch(r"(\d{1,6})(?:\.0+)?", bare)
    if found is None:
        raise Invalid("order_import.bad_quantity", field="quantity", value=cell[:40])
    return int(found[1])

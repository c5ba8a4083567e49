"""Postal addresses: what each country needs, how its code is written, and the label to copy.

The countries are in addresses.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

import msgspec
from babel import Locale

from madoguchi.customers.contracts import Address, AddressDraft
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name

PART_LIMIT = 200
MOST_LINES = 4
MOST_ADDRESSES = 30

_PART = re.compile(r"\{(\w+)\}")
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d\u30fc]")
_CODE = re.compile(r"[A-Z]{2}")
# One Latin space between what the country's own script writes without any.
_SPACED = ("KR",)


class Form(msgspec.Struct, frozen=True):
    """How one country writes an address; the fields are explained in addresses.toml."""

    need: list[str]
    latin: list[str]
    local: list[str] = []
    postal: str | None = None
    example: str = ""


Written = Address | AddressDraft


@cache
def forms() -> dict[str, Form]:
    """Return how the countries write addresses, by ISO 3166 code and `default`."""
    source = resources.files(__package__).joinpath("addresses.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), dict[str, Form])


def form_of(country: str) -> Form:
    """Return how a country writes an address."""
    return forms().get(country) or forms()["default"]


def check_address(draft: AddressDraft) -> AddressDraft:
    """Return an address as it is kept; raises `Invalid` naming the field at fault."""
    country = draft.country.strip().upper()
    if not _CODE.fullmatch(country) or country not in Locale("en").territories:
        raise Invalid("address.bad_country", field="country")
    form = form_of(country)
    parts = {
        name: _checked(getattr(draft, name) or "", name)
        for name in ("recipient", "phone", "region", "city", "district", "title")
    }
    if len(draft.lines) > MOST_LINES:
        raise Invalid("address.too_many_lines", field="lines", limit=MOST_LINES)
    lines = [line for line in (_checked(line, "lines") for line in draft.lines) if line]
    code = postal_code(draft.postal_code, country)
    given = {**parts, "lines": lines, "postal_code": code}
    for name in form.need:
        if not given[name]:
            raise Invalid("address.incomplete", field=name)
    return AddressDraft(
        country=country,
        recipient=parts["recipient"],
        phone=parts["phone"] or None,
        postal_code=code,
        region=parts["region"],
        city=parts["city"],
        district=parts["district"],
        lines=lines,
        title=parts["title"],
        preferred=draft.preferred,
    )


def postal_code(text: str | None, country: str) -> str | None:
    """Return a postal code as its country writes it, None where there is none.

    Width, case and missing dashes are mended; what is given for a country without codes (forms ask
    Hong Kong for some, and get 999077) is left away. Raises `Invalid` for what cannot be one.
    """
    form = form_of(country)
    code = _DASHES.sub("-", unicodedata.normalize("NFKC", text or "")).upper()
    code = " ".join(code.replace("〒", "").split())
    if not code or form.postal is None:
        return None
    digits = re.sub(r"[^0-9A-Z]", "", code)
    if country == "JP" and len(digits) == 7:
        code = f"{digits[:3]}-{digits[3:]}"
    elif country == "US" and len(digits) == 9:
        code = f"{digits[:5]}-{digits[5:]}"
    elif country in {"CN", "TW", "KR", "SG"}:
        code = digits
    elif country in {"CA", "GB"} and len(digits) > 4:
        code = f"{digits[:-3]} {digits[-3:]}"
    if not re.fullmatch(form.postal, code, re.ASCII):
        raise Invalid("address.bad_postal_code", field="postal_code", example=form.example)
    return code


def label(address: Written, *, abroad: bool = False) -> str:
    """Return an address as it is written on a parcel, a line for each of its lines.

    Sent within the country it is in the country's own order; `abroad` it is in the order for
    letters in Latin script, its last line the country's name in English, as the Universal Postal
    Union asks for. Parts stay in the script in which they were given.
    """
    form = form_of(address.country)
    native = not abroad and bool(form.local) and _is_native(address)
    written = form.local if native else form.latin
    values = _values(address, glued=native and address.country not in _SPACED)
    lines = [filled for line in written for filled in _fill(line, values)]
    if abroad:
        lines.append(Locale("en").territories[address.country].upper())
    return "\n".join(lines)


def _is_native(address: Written) -> bool:
    return any(map(_EAST_ASIAN.search, [address.region, address.city, *address.lines]))


def _values(address: Written, *, glued: bool) -> dict[str, str]:
    lines = list(address.lines)
    line1, *others = lines or [""]
    return {
        "recipient": address.recipient,
        "phone": address.phone or "",
        "postal_code": address.postal_code or "",
        "region": address.region,
        # A municipality is its own province; nobody writes 北京市北京市.
        "city": "" if glued and address.city == address.region else address.city,
        "district": address.district,
        "lines": (" " if glued else "\n").join(lines),
        "line1": line1,
        "lines2": "\n".join(others),
    }


def _fill(line: str, values: dict[str, str]) -> list[str]:
    """Return a line with its parts put in; nothing where all of them are empty.

    What stands beside an empty part, a comma or a title, goes with it.
    """
    names = _PART.findall(line)
    if not any(values[name] for name in names):
        return []
    if len(names) == 1:
        return line.replace(f"{{{names[0]}}}", values[names[0]]).split("\n")
    filled = _PART.sub(lambda found: values[found[1]], line)
    parts = (re.sub(r" +", " ", each).strip(" ,") for each in filled.split("\n"))
    return [each for each in parts if each]


def _checked(text: str, field: str) -> str:
    # Some write their identity number beside their name, for the customs.
    cleaned = mask(clean_name(text))
    if len(cleaned) > PART_LIMIT:
        raise Invalid("customer.too_long", field=field, limit=PART_LIMIT)
    return cleaned

"""What each kind of document must say, and in which form."""

from __future__ import annotations

import re
from datetime import date

from madoguchi.customers.vault.contracts import AskedKind, Fields
from madoguchi.customers.vault.rules.mrz import passport_of
from madoguchi.customers.vault.rules.standards import is_resident_id
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import aligned

FIELDS_OF: dict[AskedKind, tuple[str, ...]] = {
    "cn_id": ("name", "number"),
    "kr_pccc": ("name", "number", "phone", "postal_code"),
    "passport": ("name", "number", "nationality", "expires_on", "mrz"),
}
"""The fields that are asked for, in the order of the form; all but the last two lines of a passport
must be given.
"""
LONGEST_NAME = 100
_GAPS = re.compile(r"[\s\-‐‑]")
_PCCC = re.compile(r"P\d{12}")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{6,9}")
_KOREAN_PHONE = re.compile(r"(?:\+?82)?0?1[016789]\d{7,8}")
_POSTAL_CODE = re.compile(r"\d{5}")
_COUNTRY = re.compile(r"[A-Z]{3}")


def check(kind: AskedKind, given: Fields, today: date) -> Fields:
    """Return a document's fields in their standard form; raises `Invalid` naming the first wrong.

    China's resident ID: GB 11643, by `standards`. Korea's customs code: P and 12 digits, with
    name, telephone and postal code, which customs compare. Passports: ICAO Doc 9303; where the two
    lines are given, their check digits must be right and their number the one above.
    """
    name = clean_name(given.name)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("vault.bad_name", field="name", limit=LONGEST_NAME)
    number = _plain(given.number)
    if kind == "cn_id":
        if not is_resident_id(number):
            raise Invalid("vault.bad_cn_id", field="number")
        return Fields(number=number, name=name)
    if kind == "kr_pccc":
        return _customs_code(number, name, given)
    return _passport(number, name, given, today)


def _customs_code(number: str, name: str, given: Fields) -> Fields:
    if not _PCCC.fullmatch(number):
        raise Invalid("vault.bad_kr_pccc", field="number")
    phone = _plain(given.phone)
    if not _KOREAN_PHONE.fullmatch(phone):
        raise Invalid("vault.bad_phone", field="phone")
    postal_code = _plain(given.postal_code)
    if not _POSTAL_CODE.fullmatch(postal_code):
        raise Invalid("vault.bad_postal_code", field="postal_code")
    return Fields(number=number, name=name, phone=phone, postal_code=postal_code)


def _passport(number: str, name: str, given: Fields, today: date) -> Fields:
    if not _PASSPORT.fullmatch(number):
        raise Invalid("vault.bad_passport", field="number")
    nationality = _plain(given.nationality)
    if not _COUNTRY.fullmatch(nationality):
        raise Invalid("vault.bad_nationality", field="nationality")
    try:
        until = date.fromisoformat(given.expires_on.strip())
    except ValueError:
        raise Invalid("vault.bad_expiry", field="expires_on") from None
    if until < today:
        raise Invalid("vault.expired", field="expires_on")
    lines = "\n".join(aligned(given.mrz).upper().split())
    if lines:
        page = passport_of(lines)
        if page is None or page.number != number:
            raise Invalid("vault.bad_mrz", field="mrz")
    return Fields(
        number=number,
        name=name,
        nationality=nationality,
        expires_on=until.isoformat(),
        mrz=lines,
    )


def _plain(text: str) -> str:
    """Return a code without gaps, in half-width capitals, whichever way it was typed."""
    return _GAPS.sub("", aligned(text)).upper()

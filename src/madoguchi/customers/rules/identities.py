"""Names by which channels and platforms know somebody: their one form, and which of them prove."""

from __future__ import annotations

import re
from typing import Literal, get_args

import phonenumbers

from madoguchi.customers.contracts import SHOP, VISITOR, Identity
from madoguchi.customers.vault.rules.recognition import find
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name

Platform = Literal[
    "email", "phone", "line", "wechat", "whatsapp", "kakao", "telegram", "tmall", "taobao", "jd",
    "pinduoduo", "rakuten", "yahoo_jp", "amazon", "shopify", "shopee", "lazada", "coupang", "naver",
]  # fmt: skip
"""Where staff may say that somebody has a name, having seen it there."""

LONGEST = 200
_EMAIL = re.compile(r"[^@\s\0-\x1f]{1,64}@[^@\s\0-\x1f]{1,190}\.[^@\s\0-\x1f.]{2,63}")
_PRIVATE = {VISITOR, SHOP}


def proves(identity: Identity) -> bool:
    """Say whether whoever has the same name elsewhere is the same person.

    A browser is one shop's cookie, and a shop's own numbers mean nothing in another. Whether some
    other name was checked by its channel, or seen by staff, stands beside it.
    """
    return identity.channel not in _PRIVATE


def check_identity(identity: Identity, *, country: str | None = None) -> Identity:
    """Return a name that staff give in its one form; raises `Invalid` for what cannot be one.

    `country` (ISO 3166) is where a telephone number without a country code is dialled.
    """
    if identity.channel not in get_args(Platform):
        raise Invalid("identity.bad_channel", field="channel")
    name = clean_name(identity.external_id)
    if not name or len(name) > LONGEST:
        raise Invalid("identity.missing", field="external_id")
    if identity.channel == "email":
        if not _EMAIL.fullmatch(name):
            raise Invalid("customer.bad_email", field="external_id")
        name = name.lower()
    elif identity.channel == "phone":
        number = e164(name, country)
        if number is None:
            raise Invalid("identity.bad_phone", field="external_id")
        return Identity(identity.channel, number)
    check_no_document(name, "external_id")
    return Identity(identity.channel, name)


def check_no_document(name: str, field: str) -> None:
    """Refuse an identity document's number as somebody's name: names stand in lists and searches.

    Thirteen bare digits are left alone: they may be any platform's.
    """
    if any(each.kind != "kr_rrn" or "-" in name for each in find(name)):
        raise Invalid("customer.identity_number", field=field)


def e164(text: str, country: str | None = None) -> str | None:
    """Return a telephone number as +819012345678, None where it cannot be one."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spellings(text: str | None) -> list[str]:
    """Return a telephone number as given, and as it is dialled from abroad and at home.

    A number without a country code is only known as it was given.
    """
    if not text:
        return []
    found = [text]
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return found
    forms = (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.NATIONAL)
    return list(dict.fromkeys([*found, *(phonenumbers.format_number(number, to) for to in forms)]))


def country_of_phone(text: str | None) -> str | None:
    """Return the country (ISO 3166) that a number with a country code belongs to."""
    if not text or not text.strip().startswith("+"):
        return None
    try:
        found = phonenumbers.region_code_for_number(phonenumbers.parse(text, None))
    except phonenumbers.NumberParseException:
        return None
    return found if found and len(found) == 2 and found.isalpha() else None

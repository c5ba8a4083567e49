"""What staff may correct of a customer, and what somebody is looked up by."""

from __future__ import annotations

import hashlib
import re
from zoneinfo import available_timezones

import msgspec

from madoguchi.customers.contracts import Customer, Introduction
from madoguchi.customers.vault.rules.recognition import find, mask
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.shops.rules.fields import check_locale

NAME_LIMIT = 100
NOTE_LIMIT = 5000
TAG_LIMIT = 20
TIER_LIMIT = 40

_EMAIL = re.compile(r"[^@\s\0-\x1f]{1,64}@[^@\s\0-\x1f]{1,190}\.[^@\s\0-\x1f.]{2,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What staff may correct; a field left out stays as it is, null clears it."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    phone: str | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType = msgspec.UNSET
    tags: list[str] | msgspec.UnsetType = msgspec.UNSET
    locale: str | msgspec.UnsetType | None = msgspec.UNSET
    zone: str | msgspec.UnsetType | None = msgspec.UNSET
    tier: str | msgspec.UnsetType | None = msgspec.UNSET


def given_name(external_id: str) -> str:
    """Return a short stable name for somebody who gave none, such as `#4F2A`.

    The same visitor always gets the same one, and it tells nothing about them.
    """
    return "#" + hashlib.blake2s(external_id.encode(), digest_size=2).hexdigest().upper()


def tiers(customer: Customer) -> list[str]:
    """Return what standards may know a customer by: their tier, then their tags."""
    return list(dict.fromkeys([customer.tier, *customer.tags] if customer.tier else customer.tags))


def looked_up_by(customer: Customer) -> str:
    """Return the text that finds a customer: name, addresses, the shop's own number."""
    parts = (customer.name, customer.email, customer.phone, customer.external_id)
    return "\n".join(part or "" for part in parts)


def as_kept(introduction: Introduction) -> Introduction:
    """Return an introduction as it is kept: addresses in small letters, identity numbers masked.

    It is by their address that two customers are found to be one person.
    """
    email, page = introduction.email, introduction.page
    if email is not None and email != email.lower():
        introduction = msgspec.structs.replace(introduction, email=email.lower())
    said = introduction.name if page is None else f"{introduction.name}\n{page.url}\n{page.title}"
    if not find(said):
        return introduction
    if page is not None:
        page = msgspec.structs.replace(page, url=mask(page.url), title=mask(page.title))
    return msgspec.structs.replace(introduction, name=mask(introduction.name), page=page)


def check_profile(customer: Customer, profile: Profile) -> Customer:
    """Return the customer with the profile's fields put in; raises `Invalid` naming the field."""
    given = {
        name: value
        for name, value in msgspec.structs.asdict(profile).items()
        if value is not msgspec.UNSET
    }
    for field, limit, cleaned in (("name", NAME_LIMIT, clean_name), ("note", NOTE_LIMIT, clean)):
        text = given.get(field)
        if isinstance(text, str):
            given[field] = mask(cleaned(text).strip())
            if len(text) > limit:
                raise Invalid("customer.too_long", field=field, limit=limit)
    if given.get("name") == "":
        raise Invalid("customer.name_missing", field="name")
    for field, pattern, refusal in (
        ("email", _EMAIL, Invalid("customer.bad_email", field="email")),
        ("phone", _PHONE, Invalid("customer.bad_phone", field="phone")),
    ):
        text = given.get(field)
        if isinstance(text, str):
            given[field] = text.strip() or None
            if given[field] and not pattern.fullmatch(text.strip()):
                raise refusal
            if find(text):
                raise Invalid("customer.identity_number", field=field)
    if isinstance(given.get("email"), str):
        given["email"] = given["email"].lower()
    tags = given.get("tags")
    if isinstance(tags, list):
        named = [mask(clean_name(tag)) for tag in tags]
        given["tags"] = list(dict.fromkeys(tag for tag in named if tag))
        if len(tags) > TAG_LIMIT or any(len(tag) > TIER_LIMIT for tag in named):
            raise Invalid("customer.too_many_tags", field="tags", limit=TAG_LIMIT)
    locale = given.get("locale")
    if isinstance(locale, str):
        given["locale"] = check_locale(locale, "locale")
    zone = given.get("zone")
    if isinstance(zone, str) and zone not in available_timezones():
        raise Invalid("customer.bad_zone", field="zone")
    tier = given.get("tier")
    if isinstance(tier, str):
        given["tier"] = mask(clean_name(tier)) or None
        if len(tier) > TIER_LIMIT:
            raise Invalid("customer.too_long", field="tier", limit=TIER_LIMIT)
    return msgspec.structs.replace(customer, **given)

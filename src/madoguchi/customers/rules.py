"""Pure decisions about a customer's profile."""

from __future__ import annotations

import hashlib
import re

import msgspec

from madoguchi.customers.contracts import Customer
from madoguchi.kernel.errors import Invalid

NAME_LIMIT = 100
NOTE_LIMIT = 5000
TAG_LIMIT = 20

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What staff may correct; a field left out stays as it is, null clears it."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    phone: str | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType = msgspec.UNSET
    tags: list[str] | msgspec.UnsetType = msgspec.UNSET
    locale: str | msgspec.UnsetType | None = msgspec.UNSET


def given_name(external_id: str) -> str:
    """Return a short stable name for somebody who gave none, such as `#4F2A`.

    The same visitor always gets the same one, and it tells nothing about them.
    """
    return "#" + hashlib.blake2s(external_id.encode(), digest_size=2).hexdigest().upper()


def looked_up_by(customer: Customer) -> str:
    """Return the text that finds a customer: name, addresses, the shop's own number."""
    parts = (customer.name, customer.email, customer.phone, customer.external_id)
    return "\n".join(part or "" for part in parts)


def check_profile(customer: Customer, profile: Profile) -> Customer:
    """Return the customer with the profile's fields put in; raises `Invalid` naming the field."""
    given = {
        name: value
        for name, value in msgspec.structs.asdict(profile).items()
        if value is not msgspec.UNSET
    }
    for field, limit in (("name", NAME_LIMIT), ("note", NOTE_LIMIT)):
        text = given.get(field)
        if isinstance(text, str):
            given[field] = text.strip()
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
    tags = given.get("tags")
    if isinstance(tags, list):
        given["tags"] = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
        if len(tags) > TAG_LIMIT or any(len(tag) > 40 for tag in tags):
            raise Invalid("customer.too_many_tags", field="tags", limit=TAG_LIMIT)
    return msgspec.structs.replace(customer, **given)

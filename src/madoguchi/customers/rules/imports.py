"""What a row of a table says of a customer; which header means what is in imports.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import get_args

import msgspec

from madoguchi.customers.contracts import SHOP, AddressDraft, Customer, Identity
from madoguchi.customers.contracts.imports import ImportField
from madoguchi.customers.rules.addresses import check_address
from madoguchi.customers.rules.identities import check_identity, check_no_document, e164
from madoguchi.customers.rules.profile import Profile, check_profile
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.language.sheets import guess_columns

PLATFORMS: tuple[ImportField, ...] = (
    "line", "wechat", "whatsapp", "kakao", "rakuten", "tmall", "taobao", "amazon", "shopify",
)  # fmt: skip
_TAG_SEPARATORS = re.compile(r"[,;、，；|/\n]")
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
# A spreadsheet has made a number of a telephone number, and its last digits are lost.
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row understood: the names that tell whose it is, and what it says of them."""

    identities: list[Identity]
    profile: Profile
    address: AddressDraft | None


_NOBODY = Customer(id=0, version=0, shop_id=0, name="", created_at=datetime.min.replace(tzinfo=UTC))


def guess_mapping(header: Sequence[str]) -> dict[ImportField, int]:
    """Return which column is probably which field, by what the header calls it."""
    found = guess_columns(header, _words())
    return {field: found[field] for field in get_args(ImportField) if field in found}


def check_mapping(mapping: Mapping[ImportField, int], width: int) -> dict[ImportField, int]:
    """Return a mapping that makes sense; raises `Invalid` where it does not."""
    if any(not 0 <= column < width for column in mapping.values()):
        raise Invalid("import.no_such_column", field="mapping")
    if not {*mapping} & {"external_id", "email", "phone", *PLATFORMS}:
        raise Invalid("import.nothing_to_know_by", field="mapping")
    return dict(mapping)


def understood(
    cells: Sequence[str], mapping: Mapping[ImportField, int], country: str | None
) -> Row:
    """Return what a row says; raises `Invalid` naming the field at fault.

    `country` (ISO 3166) is the shop's: telephone numbers and addresses without one are of there.
    """
    given = {field: cells[column].strip() for field, column in mapping.items()}
    given = {field: value for field, value in given.items() if value}
    identities = _identities(given, country)
    if not identities:
        raise Invalid("import.nobody")
    profile = Profile(
        name=_name(given) or msgspec.UNSET,
        email=given.get("email", msgspec.UNSET),
        phone=_phone(given, country),
        note=given.get("note", msgspec.UNSET),
        tags=_tags(given["tags"]) if "tags" in given else msgspec.UNSET,
        locale=given["locale"].replace("_", "-") if "locale" in given else msgspec.UNSET,
        tier=given.get("tier", msgspec.UNSET),
    )
    # Before anybody is made of it: a row is taken whole or not at all.
    check_profile(_NOBODY, profile)
    return Row(identities=identities, profile=profile, address=_address(given, profile, country))


def filled_in(customer: Customer, row: Row) -> Customer:
    """Return a customer with what a row says; tags are added to those that they have."""
    profile = row.profile
    if isinstance(profile.tags, list):
        tags = list(dict.fromkeys([*customer.tags, *profile.tags]))
        profile = msgspec.structs.replace(profile, tags=tags)
    changed = check_profile(customer, profile)
    number = next((each.external_id for each in row.identities if each.channel == SHOP), None)
    if number is None:
        return changed
    # The shop's own list is the shop's word.
    return msgspec.structs.replace(changed, external_id=number, verified=True)


def _identities(given: Mapping[ImportField, str], country: str | None) -> list[Identity]:
    found = []
    if "external_id" in given:
        number = clean_name(given["external_id"])[:200]
        check_no_document(number, "external_id")
        found.append(Identity(SHOP, number))
    for field in ("email", "phone", *PLATFORMS):
        if field in given:
            if field == "phone" and _ROUNDED.fullmatch(given[field]):
                raise Invalid("import.rounded_number", field=field)
            found.append(check_identity(Identity(field, given[field]), country=country))
    return found


def _phone(given: Mapping[ImportField, str], country: str | None) -> str | msgspec.UnsetType:
    return (e164(given["phone"], country) or "") if "phone" in given else msgspec.UNSET


def _name(given: Mapping[ImportField, str]) -> str:
    if "name" in given:
        return given["name"]
    family, first = given.get("family_name", ""), given.get("given_name", "")
    if _EAST_ASIAN.search(family + first):
        return f"{family} {first}".strip()
    return f"{first} {family}".strip()


def _tags(text: str) -> list[str]:
    return [tag for tag in (each.strip() for each in _TAG_SEPARATORS.split(text)) if tag]


def _address(
    given: Mapping[ImportField, str], profile: Profile, country: str | None
) -> AddressDraft | None:
    lines = [given[field] for field in ("street", "building") if field in given]
    if not lines:
        return None
    name = profile.name if isinstance(profile.name, str) else ""
    phone = profile.phone if isinstance(profile.phone, str) else None
    return check_address(
        AddressDraft(
            country=given.get("country", country or ""),
            recipient=given.get("recipient", name),
            phone=phone,
            postal_code=given.get("postal_code"),
            region=given.get("region", ""),
            city=given.get("city", ""),
            district=given.get("district", ""),
            lines=lines,
        )
    )


@cache
def _words() -> dict[str, list[str]]:
    source = resources.files(__package__).joinpath("imports.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), dict[str, list[str]])

"""May we write to somebody, for what, and at this hour? Consent and the recipient's own clock.

The countries' hours are in contact_hours.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from madoguchi.customers.contracts import Address, Consent, ConsentDraft, Customer, Purpose
from madoguchi.customers.rules.identities import country_of_phone
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.language.normalise import clean
from madoguchi.shops.rules.fields import check_locale

TEXT_LIMIT = 10_000
MARKETING: tuple[Purpose, ...] = ("marketing_email", "marketing_chat", "marketing_phone")
"""What is said to sell: bound to hours. Every other purpose only needs its consent."""
NIGHT: Purpose = "marketing_at_night"

Why = Literal["blocked", "no_consent", "withdrawn", "dead_address", "zone_unknown", "quiet_hours"]


class Hours(msgspec.Struct, frozen=True, rename={"begins": "from", "ends": "until"}):
    """When one country may be advertised to; the fields are explained in contact_hours.toml."""

    begins: int
    ends: int
    zones: list[str]
    night: bool = False
    mark: str = ""
    opt_out: bool = True


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be known of somebody before they are written to."""

    consents: Sequence[Consent]
    country: str | None = None
    zone: str | None = None
    blocked: bool = False
    email_dead: bool = False


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody may be written to; if not, why, and from when on where that is known.

    `mark` must stand before the text, and `opt_out` says that it must name a free way out.
    """

    allowed: bool
    why: Why | None = None
    from_when: datetime | None = None
    mark: str = ""
    opt_out: bool = False


def reachable(
    customer: Customer,
    faces: Collection[Customer],
    addresses: Iterable[Address],
    consents: Sequence[Consent],
) -> Reachable:
    """Put together what `may_contact` asks, from a profile."""
    return Reachable(
        consents=consents,
        country=country_of(customer, addresses),
        zone=customer.zone or next((face.zone for face in faces if face.zone), None),
        blocked=any(face.blocked_at is not None for face in faces),
        email_dead=customer.email_dead_at is not None,
    )


def country_of(customer: Customer, addresses: Iterable[Address]) -> str | None:
    """Return where somebody lives (ISO 3166), as far as their profile tells.

    Their preferred address, then any, then their telephone, then the region of their language.
    """
    kept = sorted(addresses, key=lambda each: (not each.preferred, -each.id))
    if kept:
        return kept[0].country
    by_phone = country_of_phone(customer.phone)
    if by_phone is not None:
        return by_phone
    region = (customer.locale or "").split("-")[-1]
    return region if len(region) == 2 and region.isupper() else None


def zones_of(country: str | None) -> list[str]:
    """Return the zones in which somebody of a country may live; none of a country not listed."""
    hours = _hours().get(country or "")
    return [] if hours is None else hours.zones


def may_contact(person: Reachable, purpose: Purpose, at: datetime) -> Verdict:
    """Say whether somebody may be written to for a purpose at an instant.

    What belongs to an order or answers a question is no marketing and is not asked about here.
    Where neither zone nor country is known there is no quiet hour to keep, so nothing is sent.
    """
    if person.blocked:
        return Verdict(allowed=False, why="blocked")
    standing = standing_consent(person.consents, purpose)
    if standing is None:
        before = any(each.purpose == purpose for each in person.consents)
        return Verdict(allowed=False, why="withdrawn" if before else "no_consent")
    if purpose == "marketing_email" and person.email_dead:
        return Verdict(allowed=False, why="dead_address")
    if purpose not in MARKETING:
        return Verdict(allowed=True)
    hours = _hours().get(person.country or "") or _hours()["default"]
    zones = [person.zone] if person.zone else hours.zones
    if not zones:
        return Verdict(allowed=False, why="zone_unknown")
    opens = _opens(at, hours, [ZoneInfo(zone) for zone in zones])
    by_night = hours.night and standing_consent(person.consents, NIGHT) is not None
    if opens > at and not by_night:
        return Verdict(allowed=False, why="quiet_hours", from_when=opens)
    return Verdict(allowed=True, mark=hours.mark, opt_out=hours.opt_out)


def standing_consent(consents: Iterable[Consent], purpose: Purpose) -> Consent | None:
    """Return the consent to a purpose that stands, None where there is none or it was withdrawn.

    A withdrawal takes back whatever was agreed to before it, in whichever channel.
    """
    given = [each for each in consents if each.purpose == purpose]
    withdrawn = max((each.withdrawn_at for each in given if each.withdrawn_at), default=None)
    standing = [
        each
        for each in given
        if each.withdrawn_at is None and (withdrawn is None or each.given_at > withdrawn)
    ]
    return max(standing, key=lambda each: (each.given_at, each.id), default=None)


def check_consent(draft: ConsentDraft, now: datetime) -> ConsentDraft:
    """Return a consent as it is kept; without the text that was shown it would prove nothing."""
    text = mask(clean(draft.text).strip())
    channel = clean_name(draft.channel)
    if not text:
        raise Invalid("consent.text_missing", field="text")
    if len(text) > TEXT_LIMIT:
        raise Invalid("customer.too_long", field="text", limit=TEXT_LIMIT)
    if not channel or len(channel) > 40:
        raise Invalid("consent.channel_missing", field="channel")
    given_at = draft.given_at or now
    if given_at.tzinfo is None or given_at > now + timedelta(minutes=5):
        raise Invalid("consent.not_yet", field="given_at")
    return ConsentDraft(
        purpose=draft.purpose,
        text=text,
        locale=check_locale(draft.locale, "locale"),
        channel=channel,
        given_at=given_at,
    )


def _opens(at: datetime, hours: Hours, zones: Sequence[ZoneInfo]) -> datetime:
    """Return `at` if it lies within the hours in every zone, else when it next does in all."""
    moment = at
    for _ in range(4 * len(zones) + 4):
        later = max(_opens_in(moment, hours, zone) for zone in zones)
        if later == moment:
            break
        moment = later
    return moment


def _opens_in(at: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    if hours.begins <= local.hour < hours.ends:
        return at
    day = local.date() + timedelta(days=1 if local.hour >= hours.ends else 0)
    opens = datetime(day.year, day.month, day.day, hours.begins, tzinfo=zone)
    return opens.astimezone(at.tzinfo)


@cache
def _hours() -> dict[str, Hours]:
    source = resources.files(__package__).joinpath("contact_hours.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), dict[str, Hours])

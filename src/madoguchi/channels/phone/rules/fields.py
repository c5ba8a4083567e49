"""What a line may be: checked and tidied."""

from __future__ import annotations

import contextlib
import ipaddress
import re

import phonenumbers

from madoguchi.channels.phone.contracts.lines import LANGUAGES
from madoguchi.clocks.rules.rings import CADENCES
from madoguchi.customers.rules.identities import e164
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name

_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{1,30}")
NAME_LIMIT = 80
MOST_ADDRESSES = 20
WIDEST = {4: 16, 6: 32}
"""The shortest prefix of a carrier's network, by the version of IP."""
BOUNDS = {
    "trunk_port": (1, 65_535),
    "keep_days": (1, 3_650),
    "patience_s": (5, 3_600),
    "wrap_up_s": (0, 3_600),
}


def check_name(name: str) -> str:
    """Return a line's name, tidy."""
    tidy = clean_name(name).strip()
    if not 0 < len(tidy) <= NAME_LIMIT:
        raise Invalid("phone.bad_name", field="name", limit=NAME_LIMIT)
    return tidy


def check_number(number: str) -> str:
    """Return a telephone number, tidy."""
    tidy = number.strip()
    if not _NUMBER.fullmatch(tidy) or not 2 <= len(digits(tidy)) <= 20:
        raise Invalid("phone.bad_number", field="number")
    return tidy


def check_reach(number: str, trunk: list[str], *, in_chat: bool) -> None:
    """Refuse a line that nobody could call: without a trunk it must be in the chat.

    Then it needs no number either; with a trunk it does.
    """
    if not trunk and not in_chat:
        raise Invalid("phone.bad_trunk", field="trunk")
    if trunk and not number:
        raise Invalid("phone.bad_number", field="number")


def digits(number: str) -> str:
    """Return a number's digits: of `+81 3-1234-5678` these are `81312345678`."""
    return re.sub(r"\D", "", number, flags=re.ASCII)


def key_of(number: str, country: str) -> str:
    """Return what tells a line's number from others, however it is written.

    In Japan `03-1234-5678` is `81312345678` too.
    """
    return digits(e164(number, country) or number)


def names_of(number: str, country: str) -> list[str]:
    """Return the digits by which carriers may ask for a line: as written, as dialled from abroad,
    as dialled at home. None for a line without a number.
    """
    if not number:
        return []
    found = [digits(number), key_of(number, country)]
    with contextlib.suppress(phonenumbers.NumberParseException):
        parsed = phonenumbers.parse(number, country)
        home = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        found.append(digits(home))
    return list(dict.fromkeys(found))


def written(number: str, country: str) -> list[str]:
    """Return how a number (E.164) may stand in a profile, to look for it: its digits in a row, its
    groups as at home and from abroad, and the last four, which mostly stand together.
    """
    found = [*names_of(number, country), number[-4:]]
    with contextlib.suppress(phonenumbers.NumberParseException):
        parsed = phonenumbers.parse(number, country)
        found += [
            phonenumbers.format_number(parsed, form)
            for form in (
                phonenumbers.PhoneNumberFormat.NATIONAL,
                phonenumbers.PhoneNumberFormat.INTERNATIONAL,
            )
        ]
    return list(dict.fromkeys(found))


def check_country(country: str) -> str:
    """Refuse a country whose cadence of ringing we do not know."""
    if country not in CADENCES:
        raise Invalid("phone.bad_country", field="country", known=", ".join(sorted(CADENCES)))
    return country


def check_languages(languages: list[str]) -> list[str]:
    """Refuse languages without prompts; the order is that of the menu."""
    unique = list(dict.fromkeys(languages))
    if not unique or not set(unique) <= set(LANGUAGES):
        raise Invalid("phone.bad_languages", field="languages", known=", ".join(LANGUAGES))
    return unique


def check_trunk(addresses: list[str]) -> list[str]:
    """Refuse what is no address nor network of a carrier. Names are not taken: SIP says nothing
    that proves one. Nor is half the world: whoever is in there may ring at every desk. Calls of
    ours go to the first, so that must be one address.
    """
    if len(addresses) > MOST_ADDRESSES:
        raise Invalid("phone.bad_trunk", field="trunk")
    try:
        networks = [ipaddress.ip_network(each.strip(), strict=False) for each in addresses]
    except ValueError:
        raise Invalid("phone.bad_trunk", field="trunk") from None
    for network in networks:
        if network.prefixlen < WIDEST[network.version]:
            raise Invalid("phone.trunk_too_wide", field="trunk", network=str(network))
    if networks and networks[0].num_addresses > 1:
        raise Invalid("phone.trunk_begins_with_network", field="trunk")
    return [str(each.network_address) if each.num_addresses == 1 else str(each)
            for each in networks]  # fmt: skip


def check_bounds(name: str, value: int) -> int:
    """Refuse a number out of its bounds."""
    least, most = BOUNDS[name]
    if not least <= value <= most:
        raise Invalid("phone.out_of_bounds", field=name, least=least, most=most)
    return value

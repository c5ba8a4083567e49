"""What a line may be: checked and tidied."""

from __future__ import annotations

import ipaddress
import re

from madoguchi.channels.phone.contracts.lines import LANGUAGES
from madoguchi.clocks.rules.rings import CADENCES
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name

_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{1,30}")
NAME_LIMIT = 80
MOST_ADDRESSES = 20
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
    if not _NUMBER.fullmatch(tidy) or len(digits(tidy)) > 20:
        raise Invalid("phone.bad_number", field="number")
    return tidy


def digits(number: str) -> str:
    """Return what of a number tells it from others: `+81 3-1234-5678` is `81312345678`."""
    return re.sub(r"\D", "", number, flags=re.ASCII)


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
    that proves one.
    """
    if not 0 < len(addresses) <= MOST_ADDRESSES:
        raise Invalid("phone.bad_trunk", field="trunk")
    try:
        networks = [ipaddress.ip_network(each.strip(), strict=False) for each in addresses]
    except ValueError:
        raise Invalid("phone.bad_trunk", field="trunk") from None
    return [str(each.network_address) if each.num_addresses == 1 else str(each)
            for each in networks]  # fmt: skip


def check_bounds(name: str, value: int) -> int:
    """Refuse a number out of its bounds."""
    least, most = BOUNDS[name]
    if not least <= value <= most:
        raise Invalid("phone.out_of_bounds", field=name, least=least, most=most)
    return value

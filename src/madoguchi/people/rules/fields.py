"""What a person's fields accept; each refusal names its field and the accepted form."""

from __future__ import annotations

import re
import unicodedata

from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.zones import zone
from madoguchi.kernel.errors import Invalid
from madoguchi.language.catalogue import LOCALES
from madoguchi.language.names import clean_name

LONGEST_NAME = 80
LONGEST_EMAIL = 254
_EMAIL = re.compile(
    r"[^\s@\"<>(),:;\\\[\]]{1,64}@[^\s@\"<>(),:;\\\[\]]+\.[^\s@\"<>(),:;\\\[\].]{2,}"
)


def check_name(name: str, field: str = "name") -> str:
    """Return a name on one line."""
    cleaned = clean_name(name)
    if not cleaned:
        raise Invalid("people.name_missing", field=field)
    if len(cleaned) > LONGEST_NAME:
        raise Invalid("people.name_too_long", field=field, most=LONGEST_NAME)
    return cleaned


def check_email(email: str) -> str:
    """Return an e-mail address as it is written to (RFC 5321 without quoted forms)."""
    cleaned = unicodedata.normalize("NFC", email.strip())
    if (
        len(cleaned) > LONGEST_EMAIL
        or not _EMAIL.fullmatch(cleaned)
        or ".." in cleaned
        or not cleaned.isprintable()
    ):
        raise Invalid("people.bad_email", field="email", email=cleaned[:80])
    return cleaned


def email_key(email: str) -> str:
    """Return the form in which two addresses of one account are equal."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def check_locale(locale: str) -> str:
    """Return a language that the desk speaks."""
    if locale not in LOCALES:
        raise Invalid(
            "people.unknown_locale", field="locale", locale=locale[:40], known=", ".join(LOCALES)
        )
    return locale


def check_zone(name: str, field: str = "zone") -> str:
    """Return the name of a time zone (IANA); refuse an unknown one, naming the nearest."""
    try:
        zone(name)
    except CalendarError as error:
        near = str(error.params.get("near", "Asia/Tokyo"))
        raise Invalid("people.unknown_zone", field=field, zone=name[:60], near=near) from error
    return name

"""Who may open a document, how long a link works, and until when a document is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import get_args

import msgspec

from madoguchi.customers.vault.contracts import Retention, VaultChanges, VaultSettings, Why
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Forbidden, Invalid
from madoguchi.language.names import clean_name
from madoguchi.people.contracts import Actor, Role

LONGEST_WORDS = 500
LONGEST_REFERENCE = 100
LONGEST_LINK_HOURS = 30 * 24
LONGEST_DAYS = 3650
SHOWN_SECONDS = 60
"""How long what was opened stays on the screen, and its photographs can be fetched."""


def may_read(settings: VaultSettings, by: Actor) -> bool:
    """Say whether somebody may open documents: a person, by their role or by name.

    Programs never may, whatever their role: nobody could say what for.
    """
    if by.person_id is None:
        return False
    return by.role in settings.reader_roles or by.person_id in settings.reader_ids


def check_reader(settings: VaultSettings, by: Actor) -> None:
    """Refuse those who may not open documents."""
    if not may_read(settings, by):
        raise Forbidden("vault.may_not_read")


def check_why(why: Why) -> Why:
    """Return what a document is opened for, in clean words; raises `Invalid` without any."""
    said = as_said(why)
    if not said.words:
        raise Invalid("vault.say_what_for", field="words")
    if len(clean_name(why.words)) > LONGEST_WORDS:
        raise Invalid("vault.too_long", field="words", limit=LONGEST_WORDS)
    return said


def as_said(why: Why) -> Why:
    """Return a purpose as it is noted, whatever was said: clean, short, without a number."""
    return msgspec.structs.replace(why, words=mask(clean_name(why.words))[:LONGEST_WORDS])


def check_words(words: str) -> str:
    """Return what is added to a reason, on one line."""
    cleaned = mask(clean_name(words))
    if len(cleaned) > LONGEST_WORDS:
        raise Invalid("vault.too_long", field="words", limit=LONGEST_WORDS)
    return cleaned


def check_reference(reference: str) -> str:
    """Return what a document was needed for, such as a parcel's number, on one line."""
    cleaned = mask(clean_name(reference))
    if len(cleaned) > LONGEST_REFERENCE:
        raise Invalid("vault.too_long", field="reference", limit=LONGEST_REFERENCE)
    return cleaned


def erase_at(created_at: datetime, cleared_at: datetime | None, kept: Retention) -> datetime:
    """Return when a document is erased: so long after clearance, and no later than in any case."""
    last = created_at + timedelta(days=kept.longest)
    if cleared_at is None:
        return last
    return min(last, cleared_at + timedelta(days=kept.after_clearance))


def changed(settings: VaultSettings, changes: VaultChanges) -> VaultSettings:
    """Return the settings with the changes put in; owners always may open documents.

    Raises `Invalid` naming the field.
    """
    given = {
        name: value
        for name, value in msgspec.structs.asdict(changes).items()
        if value is not msgspec.UNSET
    }
    after = msgspec.structs.replace(settings, **given)
    roles: tuple[Role, ...] = get_args(Role)
    if any(role not in roles for role in after.reader_roles):
        raise Invalid("vault.bad_settings", field="reader_roles", limit=LONGEST_DAYS)
    if not 1 <= after.link_hours <= LONGEST_LINK_HOURS:
        raise Invalid("vault.bad_link_hours", field="link_hours", limit=LONGEST_LINK_HOURS)
    for field, retention in _retentions(after):
        if not (
            0 <= retention.after_clearance <= LONGEST_DAYS
            and 1 <= retention.longest <= LONGEST_DAYS
        ):
            raise Invalid("vault.bad_settings", field=field, limit=LONGEST_DAYS)
    return msgspec.structs.replace(
        after,
        reader_roles=[role for role in roles if role in {*after.reader_roles, "owner"}],
        reader_ids=sorted(set(after.reader_ids)),
    )


def _retentions(settings: VaultSettings) -> list[tuple[str, Retention]]:
    shops: Mapping[int, Retention] = settings.shops
    return [("retention", settings.retention), *(("shops", each) for each in shops.values())]

"""What a record of something that went wrong must say."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers.contracts import IncidentDraft
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Invalid
from madoguchi.language.normalise import clean

TEXT_LIMIT = 2000


def check_incident(draft: IncidentDraft) -> IncidentDraft:
    """Return a record as it is kept; raises `Invalid` where it does not say what went wrong."""
    what, done = mask(clean(draft.what).strip()), mask(clean(draft.done).strip())
    if not what:
        raise Invalid("incident.what_missing", field="what")
    for field, text in (("what", what), ("done", done)):
        if len(text) > TEXT_LIMIT:
            raise Invalid("customer.too_long", field=field, limit=TEXT_LIMIT)
    return replace(draft, what=what, done=done)

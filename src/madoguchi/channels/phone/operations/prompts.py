"""Replacing a line's announcements, and going back to the shipped ones."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.prompts import Prompt
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.queries.prompts import to_prompt
from madoguchi.channels.phone.rules.prompts import check_prompt
from madoguchi.channels.phone.tables import line_table, prompt_table
from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only

_P = prompt_table.c


def replace_prompt(
    tx: Tx, line_id: int, language: str, name: str, blob: str, seconds: float, *, by: Actor
) -> Prompt:
    """Let a line say something in its own words: a WAV file that lies in the blob store.

    Owners only. Heard from the next call on.
    """
    return _set(tx, line_id, language, name, blob, seconds, by=by)


def restore_prompt(tx: Tx, line_id: int, language: str, name: str, *, by: Actor) -> Prompt:
    """Go back to the shipped announcement. Owners only; where it is in use already, nothing."""
    return _set(tx, line_id, language, name, None, 0.0, by=by)


def _set(
    tx: Tx, line_id: int, language: str, name: str, blob: str | None, seconds: float, *, by: Actor
) -> Prompt:
    owner_only(by)
    check_prompt(language, name)
    # The line is the lock: of two who replace the same, the second finds the first's.
    tx.execute(sa.select(line_table.c.id).where(line_table.c.id == line_id).with_for_update())
    line = lines.find(tx, line_id)
    if line is None:
        raise NotFound("phone.line_not_found")
    one = sa.and_(_P.line_id == line_id, _P.language == language, _P.name == name)
    before = tx.execute(sa.select(prompt_table).where(one)).first()
    if before is None and blob is None:
        raise NotFound("phone.prompt_not_found")
    if before is not None and before.blob is None and blob is None:
        return to_prompt(before)
    values = {
        "seconds": seconds, "recorded_by": by.person_id, "recorded_at": tx.now, "blob": blob,
    }  # fmt: skip
    if before is None:
        statement = prompt_table.insert().values(
            version=1, line_id=line_id, language=language, name=name, **values
        )
        row = tx.execute(statement.returning(*prompt_table.columns)).one()
    else:
        changed = prompt_table.update().where(one).values(version=_P.version + 1, **values)
        row = tx.execute(changed.returning(*prompt_table.columns)).one()
        if before.blob is not None:
            tx.deliver(NewDelivery(BLOB_REMOVAL, before.id, before.blob))
    made = to_prompt(row)
    change = Change("phone_prompt", made.id, made.version, made)
    tx.record(NewEvent("phone_prompt_changed", by.doer, [change], shop_id=line.shop_id))
    return made

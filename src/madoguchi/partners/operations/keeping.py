"""Partners, and the people of theirs who are let in."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.clocks.contracts import Holder
from madoguchi.clocks.operations.keeping import keep_calendar
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.partners import (
    Partner,
    PartnerChanges,
    PartnerDraft,
    PartnerPerson,
    PartnerPersonChanges,
    PartnerPersonDraft,
    PersonInvited,
)
from madoguchi.partners.operations.entering import end_sessions
from madoguchi.partners.queries.partners import calendar_of
from madoguchi.partners.queries.partners import partner as find_partner
from madoguchi.partners.queries.rows import (
    PARTNER_COLUMNS,
    PARTNER_FIELDS,
    PERSON_COLUMNS,
    to_partner,
    to_person,
)
from madoguchi.partners.rules.hours import usual_hours
from madoguchi.partners.tables import partner_table, person_table
from madoguchi.people.contracts import Actor
from madoguchi.people.operations.access import check_reach
from madoguchi.people.rules.fields import (
    check_email,
    check_locale,
    check_name,
    check_zone,
    email_key,
)
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.people.rules.secrets import new_token, token_hash

INVITED_FOR = timedelta(days=7)
NOTE_LIMIT = 2_000
PHONE_LIMIT = 40

_STORED = [name for name in PARTNER_FIELDS if name != "id"]
_C = person_table.c


def make_partner(tx: Tx, draft: PartnerDraft, *, by: Actor) -> Partner:
    """Make a partner, with a working calendar of its own to begin with.

    Supervisors only, of all the shops that it works for: so for all that follows.
    """
    supervisor_only(by)
    made = _checked(
        tx,
        Partner(
            id=0,
            kind=draft.kind,
            name=draft.name,
            zone=draft.zone,
            locale=draft.locale,
            email=draft.email,
            phone=draft.phone,
            note=draft.note,
            shop_ids=draft.shop_ids,
            created_at=tx.now,
            mailed=draft.mailed,
        ),
    )
    _keepers_only(made, by)
    values = {name: getattr(made, name) for name in _STORED}
    number = tx.execute(
        partner_table.insert().values(**values).returning(partner_table.c.id)
    ).scalar_one()
    made = replace(made, id=number)
    tx.record(NewEvent("partner_made", by.doer, [_change(made)]))
    keep_calendar(tx, Holder.PARTNER, made.id, usual_hours(made.zone), by=by)
    return made


def change_partner(tx: Tx, partner_id: int, changes: PartnerChanges, *, by: Actor) -> Partner:
    """Change what is given. Its supervisors only.

    One out of use is asked nothing more, its people are shut out, and its links lead nowhere. Its
    hours move to another zone with it; a calendar that was in a zone of its own stays there.
    """
    row = tx.execute(
        sa.select(*PARTNER_COLUMNS).where(partner_table.c.id == partner_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound("partner.not_found")
    before = to_partner(row)
    _keepers_only(before, by)
    given = {
        name: value
        for name in PartnerChanges.__struct_fields__
        if (value := getattr(changes, name)) is not msgspec.UNSET
    }
    if "archived" in given:
        given["archived_at"] = (before.archived_at or tx.now) if given.pop("archived") else None
    changed = _checked(tx, replace(before, **given))
    _keepers_only(changed, by)
    if changed == before:
        return before
    saved = replace(changed, version=before.version + 1)
    values = {name: getattr(saved, name) for name in _STORED}
    tx.execute(partner_table.update().where(partner_table.c.id == partner_id).values(**values))
    tx.record(NewEvent("partner_changed", by.doer, [_change(saved)]))
    if saved.zone != before.zone:
        _move_hours(tx, before, saved, by)
    return saved


def invite_person(
    tx: Tx, partner_id: int, draft: PartnerPersonDraft, *, by: Actor
) -> PersonInvited:
    """Let somebody of a partner in; the token of their link is shown once. Its supervisors only."""
    partner = find_partner(tx, partner_id)
    _keepers_only(partner, by)
    if partner.archived_at is not None:
        raise Conflict("partner.archived")
    email = check_email(draft.email)
    token = new_token()
    row = insert_unless_there(
        tx,
        person_table,
        version=1,
        partner_id=partner_id,
        name=check_name(draft.name),
        email=email,
        locale=check_locale(draft.locale or partner.locale),
        invited_until=tx.now + INVITED_FOR,
        created_at=tx.now,
        email_key=email_key(email),
        token_hash=token_hash(token),
    )
    if row is None:
        raise Conflict("partner.email_taken", field="email", email=email)
    person = _person(tx, row.id)
    tx.record(NewEvent("partner_person_invited", by.doer, [_person_change(person)]))
    return PersonInvited(person, token)


def invite_again(tx: Tx, person_id: int, *, by: Actor) -> PersonInvited:
    """Make a new link to choose a password, also for who has forgotten theirs. Its supervisors
    only.

    An earlier link ends; the password there was holds until the new one is chosen.
    """
    before = _locked(tx, person_id)
    _keepers_only(find_partner(tx, before.partner_id), by)
    if before.disabled_at is not None:
        raise Conflict("partner.person_disabled")
    token = new_token()
    tx.execute(
        person_table.update()
        .where(_C.id == person_id)
        .values(
            version=_C.version + 1,
            invited_until=tx.now + INVITED_FOR,
            token_hash=token_hash(token),
        )
    )
    person = _person(tx, person_id)
    tx.record(NewEvent("partner_person_invited", by.doer, [_person_change(person)]))
    return PersonInvited(person, token)


def change_person(
    tx: Tx, person_id: int, changes: PartnerPersonChanges, *, by: Actor
) -> PartnerPerson:
    """Change what is given; who is disabled is signed out everywhere. Its supervisors only."""
    before = _locked(tx, person_id)
    _keepers_only(find_partner(tx, before.partner_id), by)
    after = before
    if changes.name is not msgspec.UNSET:
        after = replace(after, name=check_name(changes.name))
    if changes.locale is not msgspec.UNSET:
        after = replace(after, locale=check_locale(changes.locale))
    if changes.disabled is not msgspec.UNSET:
        since = (before.disabled_at or tx.now) if changes.disabled else None
        after = replace(after, disabled_at=since)
    if after == before:
        return before
    shut_out = before.disabled_at is None and after.disabled_at is not None
    ended = {"token_hash": None, "invited_until": None} if shut_out else {}
    tx.execute(
        person_table.update()
        .where(_C.id == person_id)
        .values(
            version=before.version + 1,
            name=after.name,
            locale=after.locale,
            disabled_at=after.disabled_at,
            **ended,
        )
    )
    if shut_out:
        end_sessions(tx, person_id)
    person = _person(tx, person_id)
    tx.record(NewEvent("partner_person_changed", by.doer, [_person_change(person)]))
    return person


def _keepers_only(partner: Partner, by: Actor) -> None:
    """Refuse who does not see every shop that a partner works for: its people see them all."""
    supervisor_only(by)
    shops = partner.shop_ids
    if not (all(by.sees(each) for each in shops) if shops else by.all_shops):
        raise Forbidden("partner.keeps_not")


def _move_hours(tx: Tx, before: Partner, after: Partner, by: Actor) -> None:
    hours = calendar_of(tx, after.id)
    if hours is None or hours.zone != before.zone:
        return
    untouched = hours == usual_hours(before.zone)
    moved = usual_hours(after.zone) if untouched else replace(hours, zone=after.zone)
    keep_calendar(tx, Holder.PARTNER, after.id, moved, by=by)


def _checked(tx: Tx, partner: Partner) -> Partner:
    check_reach(tx, partner.shop_ids, [])
    note = partner.note.strip()
    phone = " ".join((partner.phone or "").split()) or None
    if len(note) > NOTE_LIMIT:
        raise Invalid("partner.note_too_long", field="note", limit=NOTE_LIMIT)
    if phone is not None and len(phone) > PHONE_LIMIT:
        raise Invalid("partner.phone_too_long", field="phone", limit=PHONE_LIMIT)
    if partner.mailed and not partner.email:
        raise Invalid("partner.email_missing", field="email")
    return replace(
        partner,
        name=check_name(partner.name),
        zone=check_zone(partner.zone),
        locale=check_locale(partner.locale),
        email=check_email(partner.email) if partner.email else None,
        phone=phone,
        note=note,
        shop_ids=sorted(set(partner.shop_ids)),
    )


def _locked(tx: Tx, person_id: int) -> PartnerPerson:
    row = tx.execute(sa.select(*PERSON_COLUMNS).where(_C.id == person_id).with_for_update()).first()
    if row is None:
        raise NotFound("partner.person_not_found")
    return to_person(row)


def _person(tx: Tx, person_id: int) -> PartnerPerson:
    return to_person(tx.execute(sa.select(*PERSON_COLUMNS).where(_C.id == person_id)).one())


def _change(partner: Partner) -> Change:
    return Change("partner", partner.id, partner.version, partner)


def _person_change(person: PartnerPerson) -> Change:
    return Change("partner_person", person.id, person.version, person)

"""Partners and the people of theirs who may sign in to the portal."""

from __future__ import annotations

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromQuery, JSONBody

from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import LOCALES
from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import (
    Partner,
    PartnerChanges,
    PartnerDraft,
    PartnerKind,
    PartnerPerson,
    PartnerPersonChanges,
    PartnerPersonDraft,
    PersonInvited,
)
from madoguchi.partners.contracts.requests import RequestKind
from madoguchi.partners.queries import partners as queries
from madoguchi.partners.rules import kinds
from madoguchi.partners.rules.kinds import FieldType
from madoguchi.partners.rules.wording import choice_name, field_name, kind_name
from madoguchi.people.rules.fields import check_locale
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import Desk, GivenDesk


class Choice(msgspec.Struct, frozen=True):
    """One of a field's choices, and what it is called."""

    name: str
    label: str


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """A field as a form shows it; a number is kept in the unit that `scale` times gives."""

    name: str
    label: str
    type: FieldType
    choices: list[Choice]
    required: bool
    unit: str
    scale: int
    least: int
    most: int


class KindView(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of request in the reader's language, with its fields and those of its answer."""

    name: RequestKind
    label: str
    suits: list[PartnerKind]
    wanted: list[FieldView]
    given: list[FieldView]
    photos: int
    asks_in_words: bool


class Invitation(msgspec.Struct, frozen=True):
    """Somebody let in, and the address by which they choose a password; it is shown once."""

    person: PartnerPerson
    url: str


@get("/partner-kinds", tags=["Partners"], summary="What can be asked")
async def show_kinds(by: By, locale: FromQuery[str | None] = None) -> list[KindView]:
    """List the kinds of request with their fields, named in `locale`, or in the reader's."""
    wanted = by.locale if locale is None else check_locale(locale)
    spoken = wanted if wanted in LOCALES else "en"
    return [_kind(each, spoken) for each in kinds.KINDS.values()]


@get("/partners", tags=["Partners"], summary="All partners")
async def show_all(by: By, desk: GivenDesk) -> list[Partner]:
    """List the partners by name, those out of use as well."""
    return await desk.store.read(queries.all_partners)


@post("/partners", tags=["Partners"], summary="Add a partner")
async def make(
    request: Asked, data: JSONBody[PartnerDraft], by: By, desk: GivenDesk
) -> Response[Partner]:
    """Add a partner. Supervisors only."""
    return await once(request, operations.make_partner, data, by=by)


@get("/partners/{partner_id:int}", tags=["Partners"], summary="One partner")
async def show(partner_id: PathId, by: By, desk: GivenDesk) -> Partner:
    """Show a partner."""
    return await desk.store.read(queries.partner, partner_id)


@patch("/partners/{partner_id:int}", tags=["Partners"], summary="Change a partner")
async def change(
    partner_id: PathId, data: JSONBody[PartnerChanges], by: By, desk: GivenDesk
) -> Partner:
    """Change what is given; `archived` puts it out of use. Supervisors only."""
    return await desk.store.write(operations.change_partner, partner_id, data, by=by)


@get("/partners/{partner_id:int}/people", tags=["Partners"], summary="Who of a partner signs in")
async def show_people(partner_id: PathId, by: By, desk: GivenDesk) -> list[PartnerPerson]:
    """List the people of a partner who may sign in to the portal, or might once."""
    return await desk.store.read(queries.people_of, partner_id)


@post("/partners/{partner_id:int}/people", tags=["Partners"], summary="Let somebody in")
async def invite(
    request: Asked, partner_id: PathId, data: JSONBody[PartnerPersonDraft], by: By, desk: GivenDesk
) -> Response[Invitation]:
    """Let somebody of a partner in; give them the link, it is shown once. Supervisors only."""

    def run(tx: Tx) -> Invitation:
        return _invitation(operations.invite_person(tx, partner_id, data, by=by), desk)

    return await once(request, run)


@post(
    "/partner-people/{person_id:int}/link",
    tags=["Partners"],
    summary="A new link to choose a password",
    status_code=200,
)
async def invite_again(
    request: Asked, person_id: PathId, by: By, desk: GivenDesk
) -> Response[Invitation]:
    """Make a new link, also for who has forgotten their password. Supervisors only."""

    def run(tx: Tx) -> Invitation:
        return _invitation(operations.invite_again(tx, person_id, by=by), desk)

    return await once(request, run)


@patch("/partner-people/{person_id:int}", tags=["Partners"], summary="Change somebody of a partner")
async def change_person(
    person_id: PathId, data: JSONBody[PartnerPersonChanges], by: By, desk: GivenDesk
) -> PartnerPerson:
    """Change what is given; `disabled` shuts them out at once. Supervisors only."""
    return await desk.store.write(operations.change_person, person_id, data, by=by)


def _invitation(made: PersonInvited, desk: Desk) -> Invitation:
    return Invitation(made.person, f"{desk.settings.url}/portal/join/{made.token}")


def _kind(kind: kinds.Kind, locale: str) -> KindView:
    return KindView(
        name=kind.name,
        label=kind_name(kind.name, locale),
        suits=list(kind.suits),
        wanted=[_field(field, locale) for field in kind.wanted],
        given=[_field(field, locale) for field in kind.given],
        photos=kind.photos,
        asks_in_words=kind.asks_in_words,
    )


def _field(field: kinds.Field, locale: str) -> FieldView:
    return FieldView(
        name=field.name,
        label=field_name(field, locale),
        type=field.type,
        choices=[Choice(each, choice_name(field, each, locale)) for each in field.choices],
        required=field.required,
        unit=field.unit,
        scale=field.scale,
        least=field.least,
        most=field.most,
    )

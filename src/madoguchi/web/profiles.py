"""The whole profile of a customer: what is kept of them, consents, addresses, incidents, names."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.clocks.queries.book import book
from madoguchi.customers import operations, queries
from madoguchi.customers.contracts import (
    Address,
    AddressDraft,
    Consent,
    ConsentDraft,
    Customer,
    CustomerProfile,
    Identity,
    Incident,
    IncidentDraft,
    Purpose,
)
from madoguchi.customers.queries.profiles import addresses_of, consents_of
from madoguchi.customers.rules.consents import Verdict, may_contact, reachable
from madoguchi.desk.queries.history import Contact, History, contacts, history
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.transaction import View
from madoguchi.orders.queries.worth import Worth, worth
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId
from madoguchi.web.state import GivenDesk


class ProfileAnswer(CustomerProfile, frozen=True, kw_only=True):
    """A profile, with how often its person came, what they bought, and may they be written to."""

    history: History
    worth: list[Worth]
    may_contact: dict[str, Verdict]


class ContactLog(msgspec.Struct, frozen=True):
    """Who contacted whom, the latest first."""

    items: list[Contact]


class Withdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody said that they no longer agree."""

    channel: str


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name that a platform knows somebody by."""

    channel: str
    external_id: str

    @property
    def identity(self) -> Identity:
        """The name as the room takes it."""
        return Identity(self.channel, self.external_id)


PURPOSES: tuple[Purpose, ...] = ("marketing_email", "marketing_chat", "marketing_phone")


@get("/customers/{customer_id:int}/profile", tags=["Customers"], summary="The whole profile")
async def show(customer_id: PathId, by: By, desk: GivenDesk) -> ProfileAnswer:
    """Return everything kept of the person, across channels and the shops in sight."""

    def read(of: View) -> ProfileAnswer:
        found = queries.profile(of, customer_id, by=by)
        known = [face.customer for face in found.faces]
        person = reachable(
            found.customer, known, [each.address for each in found.addresses], found.consents
        )
        return ProfileAnswer(
            **msgspec.structs.asdict(found),
            history=history(of, [each.id for each in known]),
            worth=worth(of, [each.id for each in known]),
            may_contact={name: may_contact(person, name, of.now) for name in PURPOSES},
        )

    return await desk.store.read(read)


@get("/customers/{customer_id:int}/contacts", tags=["Customers"], summary="Who contacted whom")
async def show_contacts(
    customer_id: PathId, by: By, desk: GivenDesk, limit: Limit = 50
) -> ContactLog:
    """List who wrote to whom by which channel, a line for each conversation, person and day."""

    def read(of: View) -> ContactLog:
        known = [each.id for each in queries.faces(of, customer_id, by=by)]
        return ContactLog(contacts(of, known, limit=limit))

    return await desk.store.read(read)


@get(
    "/customers/{customer_id:int}/may-contact",
    tags=["Customers"],
    summary="May they be written to",
)
async def show_may_contact(
    customer_id: PathId,
    by: By,
    desk: GivenDesk,
    purpose: FromQuery[Purpose],
    at: FromQuery[datetime | None] = None,
) -> Verdict:
    """Say whether the person may be written to for a purpose, now or at an instant."""
    if at is not None and at.tzinfo is None:
        raise Invalid("web.no_offset", field="at", name="at")

    def read(of: View) -> Verdict:
        known = queries.faces(of, customer_id, by=by)
        ids = [each.id for each in known]
        person = reachable(known[0], known, addresses_of(of, ids), consents_of(of, ids))
        return may_contact(person, purpose, at or of.now)

    return await desk.store.read(read)


@get("/customer-tiers", tags=["Customers"], summary="The tiers that standards know")
async def show_tiers(by: By, desk: GivenDesk) -> list[str]:
    """List the tiers for which some standard holds."""

    def read(of: View) -> list[str]:
        scopes = [each.standard.scope for each in book(of).standards]
        return sorted({each.tier for each in scopes if each.tier and by.sees(each.shop)})

    return await desk.store.read(read)


@post("/customers/{customer_id:int}/addresses", tags=["Customers"], summary="Add an address")
async def keep_address(
    request: Asked, customer_id: PathId, data: JSONBody[AddressDraft], by: By
) -> Response[Address]:
    """Keep a postal address, checked as its country writes it."""
    return await once(request, operations.keep_address, customer_id, data, by=by)


@put("/addresses/{address_id:int}", tags=["Customers"], summary="Change an address")
async def change_address(
    address_id: PathId, data: JSONBody[AddressDraft], by: By, desk: GivenDesk
) -> Address:
    """Write an address anew."""
    return await desk.store.write(operations.change_address, address_id, data, by=by)


@delete("/addresses/{address_id:int}", tags=["Customers"], summary="Remove an address")
async def remove_address(address_id: PathId, by: By, desk: GivenDesk) -> None:
    """Remove an address."""
    await desk.store.write(operations.remove_address, address_id, by=by)


@post("/customers/{customer_id:int}/consents", tags=["Customers"], summary="Keep a consent")
async def give_consent(
    request: Asked, customer_id: PathId, data: JSONBody[ConsentDraft], by: By
) -> Response[Consent]:
    """Keep that the customer agreed to something, with the text they were shown."""
    return await once(request, operations.give_consent, customer_id, data, by=by)


@post(
    "/consents/{consent_id:int}/withdraw",
    tags=["Customers"],
    summary="A consent is withdrawn",
    status_code=HTTP_200_OK,
)
async def withdraw_consent(
    request: Asked, consent_id: PathId, data: JSONBody[Withdrawn], by: By
) -> Response[Consent]:
    """Note that the customer no longer agrees; the proof stays."""
    return await once(request, operations.withdraw_consent, consent_id, data.channel, by=by)


@post("/customers/{customer_id:int}/incidents", tags=["Customers"], summary="Note what went wrong")
async def note_incident(
    request: Asked, customer_id: PathId, data: JSONBody[IncidentDraft], by: By
) -> Response[Incident]:
    """Write down what went wrong and what was done, for the next time."""
    return await once(request, operations.note_incident, customer_id, data, by=by)


@put("/incidents/{incident_id:int}", tags=["Customers"], summary="Correct what went wrong")
async def change_incident(
    incident_id: PathId, data: JSONBody[IncidentDraft], by: By, desk: GivenDesk
) -> Incident:
    """Correct a record, or add what was done since."""
    return await desk.store.write(operations.change_incident, incident_id, data, by=by)


@post("/customers/{customer_id:int}/identities", tags=["Customers"], summary="Add a name")
async def add_identity(
    request: Asked, customer_id: PathId, data: JSONBody[Named], by: By
) -> Response[Customer]:
    """Write down by which name a platform knows the customer."""
    return await once(request, operations.add_identity, customer_id, data.identity, by=by)


@post(
    "/customers/{customer_id:int}/identities/remove",
    tags=["Customers"],
    summary="Take a name back",
    status_code=HTTP_200_OK,
)
async def remove_identity(
    request: Asked, customer_id: PathId, data: JSONBody[Named], by: By
) -> Response[Customer]:
    """Take back a name that staff wrote down; supervisors and owners."""
    return await once(request, operations.remove_identity, customer_id, data.identity, by=by)

"""Identity documents for staff: links, masks, opening one for a purpose, who opened what."""

from __future__ import annotations

import msgspec
import structlog
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers import queries as customers
from madoguchi.customers.vault import queries
from madoguchi.customers.vault.contracts import (
    Asking,
    Document,
    DocumentRequest,
    Opened,
    ReadingPage,
    VaultChanges,
    VaultSettings,
    Why,
)
from madoguchi.customers.vault.operations import asking, ending, house, reading
from madoguchi.customers.vault.rules import keeping
from madoguchi.customers.vault.sealing import open_photo
from madoguchi.desk.operations import papers
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.transaction import Tx, View
from madoguchi.language.catalogue import text
from madoguchi.people.rules.secrets import new_token
from madoguchi.shops import queries as shops
from madoguchi.web.document_forms import shown_time
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once, once_for
from madoguchi.web.inputs import Asked, Limit, PathId, QueryNumber
from madoguchi.web.state import GivenDesk

NOT_KEPT = {"Cache-Control": "no-store"}

log = structlog.get_logger("madoguchi.web")


class AskedFor(msgspec.Struct, frozen=True):
    """A new link; `url` is shown this once, `message` is what to write to the customer with it."""

    request: DocumentRequest
    url: str
    message: str


class Documents(msgspec.Struct, frozen=True):
    """A customer's documents by their masks, their links, and whether the caller may open one.

    `customer_ids` are all who stand in the customer's profile: what any of them gave is here.
    """

    customer_ids: list[int]
    documents: list[Document]
    requests: list[DocumentRequest]
    may_read: bool


class Clearance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which parcel it was."""

    reference: str = ""


@post(
    "/conversations/{conversation_id:int}/document-requests",
    tags=["Documents"],
    summary="Ask for a document",
)
async def ask(
    request: Asked, conversation_id: PathId, data: JSONBody[Asking], by: By, desk: GivenDesk
) -> Response[AskedFor]:
    """Make a link by which the customer gives one document; it works once and ends by itself."""

    def make(tx: Tx) -> AskedFor:
        token = new_token()
        made = papers.ask_for_document(tx, conversation_id, data, token, by=by)
        url = f"{desk.settings.url}/documents/{token}"
        shop = shops.by_id(tx, made.shop_id)
        customer = customers.customer(tx, made.customer_id, by=by)
        message = text(
            "vault.page.message",
            made.locale,
            kind=text(f"vault.page.kind_{made.kind}", made.locale),
            url=url,
            until=shown_time(made.expires_at, customer.zone or shop.zone, made.locale),
        )
        return AskedFor(made, url, message)

    return await once_for(request, conversation_id, make)


@post(
    "/document-requests/{request_id:int}/withdraw",
    tags=["Documents"],
    summary="Take a link back",
    status_code=HTTP_200_OK,
)
async def withdraw(request: Asked, request_id: PathId, by: By) -> Response[DocumentRequest]:
    """Let a link open nothing any more."""
    return await once(request, asking.withdraw, request_id, by=by)


@get("/customers/{customer_id:int}/documents", tags=["Documents"], summary="A customer’s documents")
async def show_all(customer_id: PathId, by: By, desk: GivenDesk) -> Documents:
    """List a customer's documents by their masks, erased ones too, and the links they were sent."""

    def read(of: View) -> Documents:
        ids = [face.id for face in customers.faces(of, customer_id, by=by)]
        return Documents(
            ids,
            queries.documents_of(of, ids, by=by),
            queries.requests_of(of, ids, by=by),
            keeping.may_read(queries.settings(of), by),
        )

    return await desk.store.read(read)


@post(
    "/documents/{document_id:int}/open",
    tags=["Documents"],
    summary="Open a document",
    status_code=HTTP_200_OK,
    anew=True,
)
async def open_one(
    document_id: PathId, data: JSONBody[Why], by: By, desk: GivenDesk
) -> Response[Opened]:
    """Return what a document says, for a purpose; that it was asked for is kept in any case.

    Never answered from a store of answers, so an `Idempotency-Key` is not heeded: each time counts.
    """
    try:
        opened = await desk.store.write(reading.read, document_id, data, by=by)
    except Forbidden:
        log.warning("document_refused", document=document_id, by=f"{by.kind}:{by.id}")
        if by.person_id is not None:
            await desk.store.write(reading.note_refusal, document_id, data, by=by)
        raise
    return Response(opened, headers=NOT_KEPT)


@get(
    "/document-readings/{reading_id:int}/photos/{number:int}",
    tags=["Documents"],
    summary="A photograph of an opened document",
)
async def show_photo(
    reading_id: PathId, number: FromPath[int], by: By, desk: GivenDesk
) -> Response[bytes]:
    """Send a photograph, or the mail in which the number came, to whoever opened the document.

    Only while it is shown.
    """
    uid, photo, key = await desk.store.read(queries.photo_of, reading_id, number, by=by)
    sealed = b"".join([chunk async for chunk in await desk.blobs.read(photo.blob)])
    headers = {**NOT_KEPT, "Content-Security-Policy": "default-src 'none'; sandbox"}
    if photo.side == "original":
        headers["Content-Disposition"] = 'attachment; filename="mail.eml"'
    content = open_photo(uid, key, photo.side, sealed)
    return Response(content, media_type=photo.content_type, headers=headers)


@post(
    "/documents/{document_id:int}/cleared",
    tags=["Documents"],
    summary="It has served",
    status_code=HTTP_200_OK,
)
async def note_cleared(
    request: Asked, document_id: PathId, data: JSONBody[Clearance], by: By
) -> Response[Document]:
    """Note that the parcel is through customs: the document is erased some days later."""
    return await once(request, ending.cleared, document_id, data.reference, by=by)


@post(
    "/documents/{document_id:int}/erase",
    tags=["Documents"],
    summary="Erase a document",
    status_code=HTTP_200_OK,
)
async def erase(request: Asked, document_id: PathId, by: By) -> Response[Document]:
    """Erase a document at once and for good."""
    return await once(request, ending.erase, document_id, by=by)


@get("/vault/readings", tags=["Documents"], summary="Who opened what, and what for")
async def show_readings(
    by: By,
    desk: GivenDesk,
    document_id: QueryNumber = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> ReadingPage:
    """List who opened documents or tried to, the newest first; owners only."""
    return await desk.store.read(
        queries.readings, by=by, document_id=document_id, limit=limit, cursor=cursor
    )


@get("/vault", tags=["Documents"], summary="Who may open documents, how long they are kept")
async def show_settings(by: By, desk: GivenDesk) -> VaultSettings:
    """Return the vault's settings."""
    return await desk.store.read(queries.settings)


@patch("/vault", tags=["Documents"], summary="Change who may open documents")
async def change_settings(data: JSONBody[VaultChanges], by: By, desk: GivenDesk) -> VaultSettings:
    """Change what is given; owners only. New times count for what is kept already."""
    return await desk.store.write(house.change_settings, data, by=by)

"""Documents sealed before they are stored, and opened again. Nothing here is written in clear."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.customers.vault import keys, queries
from madoguchi.customers.vault.contracts import Consent, Document, Fields, Parcelled, Photo, Side
from madoguchi.customers.vault.rules import keeping
from madoguchi.customers.vault.rules.masks import mask
from madoguchi.customers.vault.tables import document_table
from madoguchi.kernel import envelope
from madoguchi.kernel.transaction import Tx, View

NO_CONSENT = Consent("", "")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Fields).decode


def parcel(fields: Fields, consent: Consent = NO_CONSENT) -> Parcelled:
    """Give a document a name and a data key of its own; its photographs are sealed with it."""
    return Parcelled(
        uid=secrets.token_hex(16),
        key=envelope.new_key(),
        fields=fields,
        photos=[],
        consent=consent,
    )


def seal_photo(given: Parcelled, side: Side, content: bytes) -> bytes:
    """Return a photograph sealed with its document's key, for the blob store."""
    return seal_side(given.uid, given.key, side, content)


def seal_side(uid: str, data_key: bytes, side: Side, content: bytes) -> bytes:
    """Return what belongs to a document sealed with its key, for the blob store."""
    return envelope.seal(data_key, content, belongs_to=_photo_of(uid, side))


def with_photos(given: Parcelled, photos: Sequence[Photo]) -> Parcelled:
    """Return a document on its way in together with its stored photographs."""
    return msgspec.structs.replace(given, photos=list(photos))


def open_photo(uid: str, data_key: bytes, side: Side, sealed: bytes) -> bytes:
    """Return a photograph as it was given. Raises `DamagedKey`."""
    return envelope.unseal(data_key, sealed, belongs_to=_photo_of(uid, side))


def store(tx: Tx, document: Document, given: Parcelled) -> Document:
    """Store a new document sealed, with its mask and the day it is erased; returns it as it is."""
    key_id, wrapped = keys.wrap(tx, given.uid, given.key)
    kept = queries.settings(tx).of(document.shop_id)
    made = msgspec.structs.replace(
        document,
        mask=mask(given.fields.number),
        erase_at=keeping.erase_at(tx.now, None, kept),
    )
    values = {name: getattr(made, name) for name in Document.__struct_fields__[1:]}
    document_id = tx.execute(
        document_table.insert()
        .values(
            **values,
            uid=given.uid,
            key_id=key_id,
            data_key=wrapped,
            sealed=envelope.seal_text(given.key, _encode(given.fields), belongs_to=given.uid),
            photos=given.photos,
            consent_text=given.consent.text,
            consent_locale=given.consent.locale,
        )
        .returning(document_table.c.id)
    ).scalar_one()
    return msgspec.structs.replace(made, id=document_id)


def open_fields(view: View, row: sa.Row[Any]) -> Fields:
    """Return what a document's row says, which is not erased. Raises `DamagedKey`."""
    data_key = keys.data_key_of(view, row)
    return _decode(envelope.unseal_text(data_key, row.sealed, belongs_to=row.uid))


def _photo_of(uid: str, side: Side) -> str:
    return f"{uid}/{side}"

"""`Idempotency-Key`: a POST that is sent again gets its first answer again and changes nothing.

The answer is stored in the transaction of the change itself: there is no state between the two.
Handlers that do without say `anew=True`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
import sqlalchemy as sa
from litestar import Response

from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.schema import Moment, metadata
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.store import NO_KEY
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import SignedIn
from madoguchi.web.inputs import Asked
from madoguchi.web.state import Desk

HEADER = "idempotency-key"
LIFE = timedelta(hours=24)
LONGEST_KEY = 200
PURPOSE = "idempotent answer"
REPLAYED_HEADER = "Idempotent-Replayed"
BODY_DIGEST = "body_digest"
"""In a request's state: the digest of a body that was read as a stream and is not in memory."""

P = ParamSpec("P")
T = TypeVar("T")

idempotent_answer_table = sa.Table(
    "idempotent_answer",
    metadata,
    # Keyed hashes: of who, path and key; of the body. The answer is sealed, it may hold secrets.
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("body_hash", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Index("ix_idempotent_answer_created", "created_at"),
)
_table = idempotent_answer_table


class _Raced(Conflict):
    """Another request with the same key was quicker; nothing was changed."""


class Stored(msgspec.Struct, frozen=True):
    """An answer as it is sent, and whether it had been given before."""

    body: bytes
    again: bool


async def once(
    request: Asked,
    operation: Callable[Concatenate[Tx, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Response[T]:
    """Run an operation as `Store.write` does, once for each `Idempotency-Key`, and answer."""
    return await once_for(request, NO_KEY, operation, *args, **kwargs)


async def once_for(
    request: Asked,
    key: int,
    operation: Callable[Concatenate[Tx, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Response[T]:
    """As `once`, in the order of `key` (see `Store.write_for`)."""
    desk: Desk = request.app.state.desk
    given = request.headers.get(HEADER)
    if given is None:
        result = await desk.store.write_for(key, operation, *args, **kwargs)
        return _answer(Stored(msgspec.json.encode(result), again=False))
    if not 1 <= len(given) <= LONGEST_KEY:
        raise Invalid("web.bad_idempotency_key", field="Idempotency-Key", most=LONGEST_KEY)
    signed_in: SignedIn | None = request.scope.get("user")
    whose = f"{signed_in.actor.kind}:{signed_in.actor.id}" if signed_in is not None else "nobody"
    answer_id = desk.keyring.digest(PURPOSE, f"{whose}\n{request.scope['path']}\n{given}")
    body_hash = desk.keyring.digest(PURPOSE, await _body_digest(request))

    def run(tx: Tx) -> Stored:
        before = _find(tx, answer_id, body_hash, desk.keyring)
        if before is not None:
            return Stored(before, again=True)
        body = msgspec.json.encode(operation(tx, *args, **kwargs))
        sealed = desk.keyring.seal(PURPOSE, body.decode(), belongs_to=answer_id)
        values = {"body_hash": body_hash, "answer": sealed, "created_at": tx.now}
        if insert_unless_there(tx, _table, id=answer_id, **values) is None:
            raise _Raced("web.sent_twice_at_once")
        return Stored(body, again=False)

    try:
        return _answer(await desk.store.write_for(key, run))
    except _Raced:
        return _answer(await desk.store.write_for(key, run))


def forget_old_answers(tx: Tx) -> None:
    """Delete answers that are no longer given again; the worker calls it now and then."""
    tx.execute(_table.delete().where(_table.c.created_at < tx.now - LIFE))


def _find(tx: Tx, answer_id: str, body_hash: str, keyring: Keyring) -> bytes | None:
    row = tx.execute(sa.select(_table).where(_table.c.id == answer_id)).first()
    if row is None:
        return None
    if tx.now - row.created_at > LIFE:
        tx.execute(_table.delete().where(_table.c.id == answer_id))
        return None
    if row.body_hash != body_hash:
        raise Invalid("web.idempotency_key_reused", field="Idempotency-Key")
    return keyring.unseal(PURPOSE, row.answer, belongs_to=answer_id).encode()


async def _body_digest(request: Asked) -> str:
    """A digest of what was sent; a multipart body differs each time by its boundary alone."""
    streamed: str | None = request.scope["state"].get(BODY_DIGEST)
    if streamed is not None:
        return streamed
    body = await request.body()
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/") and "boundary=" in kind:
        boundary = kind.split("boundary=", 1)[1].split(";")[0].strip(' "')
        body = body.replace(boundary.encode(), b"")
    return hashlib.sha256(body).hexdigest()


def _answer(stored: Stored) -> Response[Any]:
    headers = {REPLAYED_HEADER: "true"} if stored.again else {}
    return Response(stored.body, media_type="application/json", headers=headers)

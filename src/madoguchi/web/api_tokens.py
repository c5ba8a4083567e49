"""Tokens for programs."""

from __future__ import annotations

from litestar import Response, delete, get, post
from litestar.params import JSONBody

from madoguchi.people import queries
from madoguchi.people.contracts import ApiToken, ApiTokenDraft, ApiTokenMade
from madoguchi.people.operations import api_tokens
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@get("/api-tokens", tags=["API tokens"], summary="Tokens in force")
async def show_all(by: By, desk: GivenDesk) -> list[ApiToken]:
    """List the tokens in force."""
    return await desk.store.read(queries.api_tokens, by=by)


@post("/api-tokens", tags=["API tokens"], summary="Make a token")
async def make(request: Asked, data: JSONBody[ApiTokenDraft], by: By) -> Response[ApiTokenMade]:
    """Make a token; it is shown this once."""
    return await once(request, api_tokens.make_api_token, data, by=by)


@delete("/api-tokens/{token_id:int}", tags=["API tokens"], summary="Revoke a token")
async def revoke(token_id: PathId, by: By, desk: GivenDesk) -> None:
    """End a token for good."""
    await desk.store.write(api_tokens.revoke_api_token, token_id, by=by)
    desk.actors.forget()

"""Pictures of things as platforms show them, fetched when somebody wants to send one."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx

from madoguchi.kernel.blobs import Incoming
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.outward import NotAllowed

PATIENCE = 10.0
"""Seconds for a step: somebody waits for it."""


async def fetch(client: httpx.AsyncClient, address: str, incoming: Incoming) -> str:
    """Write a picture into `incoming` and return its name; `client` is one of `outward.client`.

    Raises `Conflict` with a sentence where it is not to be had, `TooLarge` past the limit.
    """
    try:
        async with client.stream("GET", address) as answer:
            if answer.status_code != httpx.codes.OK:
                raise Conflict("photo.not_there")
            async for chunk in answer.aiter_raw():
                incoming.write(chunk)
    except (httpx.HTTPError, httpx.InvalidURL, NotAllowed) as error:
        raise Conflict("photo.not_there") from error
    return PurePosixPath(unquote(urlsplit(address).path)).name or "photo"

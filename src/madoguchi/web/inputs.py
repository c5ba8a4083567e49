"""Forms of what handlers are given, shared by several."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.params import PathParameter, QueryParameter

from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.ids import LARGEST

Asked = Request[Any, Any, Any]
"""A request as its handler gets it; who asks is `guards.By`."""
PathId = Annotated[int, PathParameter(ge=1, le=LARGEST)]
"""An id in a path; anything else is refused before a query sees it."""
Limit = Annotated[int, QueryParameter(ge=1, le=200, description="How many at most.")]
QueryNumber = Annotated[int | None, QueryParameter(ge=0, le=LARGEST)]
"""An id or a place in a conversation, where one is given."""
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its offset: without one it would be another time to each who reads it."""


LONGEST_OFFER = 20_000
"""Characters; a browser's description of its audio has two or three thousand."""


def check_offer(offer: str) -> None:
    """Refuse what is no browser's description (SDP) of its audio."""
    if not offer.startswith("v=0") or len(offer) > LONGEST_OFFER:
        raise Invalid("phone.bad_offer", field="offer")


def boundary_of(parameters: str) -> str:
    """Return what parts a multipart form, by the parameters of its `Content-Type`; "" for none."""
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().partition("=")
        if key.lower() == "boundary":
            return value.strip().strip('"')
    return ""

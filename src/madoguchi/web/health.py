"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

import sqlalchemy as sa
from litestar import get

from madoguchi.kernel.transaction import View
from madoguchi.web.state import GivenDesk


@get("/healthz", include_in_schema=False)
async def live() -> dict[str, str]:
    """Say that the process answers; a supervisor restarts it when it does not."""
    return {"state": "live"}


@get("/readyz", include_in_schema=False)
async def ready(desk: GivenDesk) -> dict[str, str]:
    """Say that the database answers too; a balancer sends nobody here when it does not."""
    await desk.store.read(_touch)
    return {"state": "ready"}


def _touch(view: View) -> None:
    view.execute(sa.select(sa.literal(1)))

"""Webhooks: where to post what happens, and the log of what was posted."""

from __future__ import annotations

from litestar import Response, delete, get, patch, post
from litestar.params import FromQuery, JSONBody

from madoguchi.connectors.webhooks import operations, queries
from madoguchi.connectors.webhooks.contracts import (
    DeliveryPage,
    LoggedDelivery,
    SecretWish,
    Webhook,
    WebhookChanges,
    WebhookDraft,
    WebhookMade,
)
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId
from madoguchi.web.state import GivenDesk


@get("/webhooks", tags=["Webhooks"], summary="All webhooks")
async def show_all(by: By, desk: GivenDesk) -> list[Webhook]:
    """List the webhooks, each with how it is doing."""
    return await desk.store.read(queries.webhooks, by=by)


@post("/webhooks", tags=["Webhooks"], summary="Make a webhook")
async def make(
    request: Asked, data: JSONBody[WebhookDraft], by: By, desk: GivenDesk
) -> Response[WebhookMade]:
    """Make a webhook; its secret is shown this once."""
    private = desk.settings.webhooks_to_private_addresses
    return await once(request, operations.make_webhook, data, desk.keyring, private=private, by=by)


@get("/webhooks/{webhook_id:int}", tags=["Webhooks"], summary="One webhook")
async def show(webhook_id: PathId, by: By, desk: GivenDesk) -> Webhook:
    """Show one webhook."""
    return await desk.store.read(queries.webhook, webhook_id, by=by)


@patch("/webhooks/{webhook_id:int}", tags=["Webhooks"], summary="Change a webhook")
async def change(
    webhook_id: PathId, data: JSONBody[WebhookChanges], by: By, desk: GivenDesk
) -> Webhook:
    """Change what is given; `active: true` also ends a pause, and sends what was held."""
    private = desk.settings.webhooks_to_private_addresses
    return await desk.store.write(
        operations.change_webhook, webhook_id, data, private=private, by=by
    )


@delete("/webhooks/{webhook_id:int}", tags=["Webhooks"], summary="Remove a webhook")
async def remove(webhook_id: PathId, by: By, desk: GivenDesk) -> None:
    """Remove a webhook with its log and what was still to be sent."""
    await desk.store.write(operations.remove_webhook, webhook_id, by=by)


@post(
    "/webhooks/{webhook_id:int}/secret",
    tags=["Webhooks"],
    summary="Rotate the secret",
    status_code=200,
)
async def rotate_secret(
    request: Asked, webhook_id: PathId, data: JSONBody[SecretWish], by: By, desk: GivenDesk
) -> Response[WebhookMade]:
    """Give it a new secret, shown this once; the old one signs beside it for 24 hours.

    With `at_once` it signs nothing any more.
    """
    return await once(request, operations.rotate_secret, webhook_id, data, desk.keyring, by=by)


@get("/webhooks/{webhook_id:int}/deliveries", tags=["Webhooks"], summary="What was posted")
async def show_deliveries(
    webhook_id: PathId,
    by: By,
    desk: GivenDesk,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> DeliveryPage:
    """List deliveries, the newest first, with what the receiver said."""
    return await desk.store.read(queries.deliveries, webhook_id, by=by, limit=limit, cursor=cursor)


@post(
    "/webhooks/{webhook_id:int}/deliveries/{delivery_id:int}/retry",
    tags=["Webhooks"],
    summary="Post it again",
    status_code=200,
)
async def retry(
    request: Asked, webhook_id: PathId, delivery_id: PathId, by: By
) -> Response[LoggedDelivery]:
    """Post something again, its attempts counted from the start."""
    return await once(request, operations.retry_delivery, webhook_id, delivery_id, by=by)


@post("/webhooks/{webhook_id:int}/test", tags=["Webhooks"], summary="Try it", status_code=202)
async def try_it(request: Asked, webhook_id: PathId, by: By) -> Response[LoggedDelivery]:
    """Post a test, also to a webhook that is paused or off; the log tells how it went."""
    return await once(request, operations.try_webhook, webhook_id, by=by)

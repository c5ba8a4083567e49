"""Figures for whoever watches the machine, in Prometheus' form."""

from __future__ import annotations

import ipaddress
import time

from litestar import Response, get
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as written

from madoguchi.kernel.errors import Forbidden
from madoguchi.web.guards import address_of, who
from madoguchi.web.inputs import Asked
from madoguchi.web.state import GivenDesk

REGISTRY = CollectorRegistry()

_requests = Counter(
    "madoguchi_http_requests_total",
    "HTTP answers given.",
    ("method", "status"),
    registry=REGISTRY,
)
_seconds = Histogram(
    "madoguchi_http_seconds",
    "From a request's arrival to the start of its answer.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)


class Measured:
    """Counts and times every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note how it was answered."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"]

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                _seconds.observe(time.perf_counter() - began)
                _requests.labels(method, message["status"]).inc()
            await send(message)

        await self._app(scope, receive, noting)


@get("/metrics", include_in_schema=False)
async def show(request: Asked, desk: GivenDesk) -> Response[bytes]:
    """Show the figures to this machine, and to programs with a supervisor's token."""
    if not _on_this_machine(address_of(request)):
        signed_in = await who(request, desk)
        if signed_in is None or not signed_in.actor.at_least("supervisor"):
            raise Forbidden("web.metrics_for_supervisors")
    return Response(written(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _on_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

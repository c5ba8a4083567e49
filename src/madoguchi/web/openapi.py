"""The API described: OpenAPI 3.1 as JSON, and a reference page that needs no other host."""

from __future__ import annotations

from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from madoguchi import __version__
from madoguchi.web.reference import page

CONFIG = OpenAPIConfig(
    title="Madoguchi",
    version=__version__,
    summary="The desk's API.",
    components=Components(
        security_schemes={
            "token": SecurityScheme(type="http", scheme="bearer", description="An API token."),
            "session": SecurityScheme(
                type="apiKey",
                security_scheme_in="cookie",
                name="madoguchi_session",
                description="The session cookie; changes also need `X-CSRF-Token`.",
            ),
        }
    ),
    security=[{"token": []}, {"session": []}],
    use_handler_docstrings=True,
    render_plugins=(),
)


@get("/openapi.json", include_in_schema=False, public=True)
async def schema(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Send the description for programs."""
    return request.app.openapi_schema.to_schema()


@get("/docs", include_in_schema=False, public=True)
async def reference(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the description to people."""
    return Response(page(request.app.openapi_schema.to_schema()), media_type=MediaType.HTML)

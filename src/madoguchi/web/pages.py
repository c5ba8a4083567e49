"""The pages: the desk's screen, the widget's loader, a sample shop page to try the widget on."""

from __future__ import annotations

from html import escape

from litestar import MediaType, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from madoguchi.kernel.errors import NotFound, Unavailable
from madoguchi.language.catalogue import best_locale, text
from madoguchi.shops import queries as shops
from madoguchi.web.inputs import Asked
from madoguchi.web.screens_on_disk import ScreenFile, choose
from madoguchi.web.state import GivenDesk

_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
_SHORT = "public, max-age=300, stale-while-revalidate=86400"


@get("/", include_in_schema=False)
async def front_door() -> Redirect:
    """Lead to the desk."""
    return Redirect("/desk")


@get(["/desk", "/desk/{rest:path}"], include_in_schema=False)
async def desk_screen(request: Asked, desk: GivenDesk) -> Response[bytes]:
    """Show the desk; the screen reads the rest of the path itself."""
    found = desk.screens.file("desk/index.html")
    if found is None:
        raise Unavailable("web.screens_not_built")
    return _send(request, found, _ASK_FIRST)


@get("/screens/{rest:path}", include_in_schema=False)
async def screen_file(request: Asked, desk: GivenDesk, rest: FromPath[str]) -> Response[bytes]:
    """Send a built file; its name holds a hash, so it never changes."""
    found = desk.screens.file(rest)
    if found is None:
        raise NotFound("web.no_such_path")
    hashed = not rest.endswith((".html", "manifest.json"))
    return _send(request, found, _FOREVER if hashed else _ASK_FIRST)


@get("/widget.js", include_in_schema=False)
async def widget_loader(request: Asked, desk: GivenDesk) -> Response[bytes]:
    """Send the loader that shops' pages embed; its address stays, so it is kept for minutes."""
    path = desk.screens.built("widget", "loader.ts")
    found = desk.screens.file(path) if path else None
    if found is None:
        raise Unavailable("web.screens_not_built")
    return _send(request, found, _SHORT)


@get("/sample/{name:str}", include_in_schema=False)
async def sample_page(request: Asked, desk: GivenDesk, name: FromPath[str]) -> Response[str]:
    """Show a page as the shop might have it, with its widget: to try it before embedding it."""
    shop = await desk.store.read(shops.by_public_key, desk.samples.get(name, name))
    made = desk.screens.file(f"sample_shop/{name}.html") if name in desk.samples else None
    if made is not None:
        page = made.content.decode().replace("{{public_key}}", escape(shop.public_key))
        return Response(page, media_type=MediaType.HTML, headers={"Cache-Control": _ASK_FIRST})
    locale = best_locale(shop.locale)
    words = {
        part: escape(text(f"web.sample_{part}", locale, shop=shop.name))
        for part in ("title", "lead", "item", "price", "note")
    }
    items = "".join(
        f'<li><span class="picture p{number}" aria-hidden="true"></span>'
        f"<b>{words['item']} {number}</b><span>{words['price']}</span></li>"
        for number in range(1, 7)
    )
    page = (
        f'<!doctype html><html lang="{escape(shop.locale)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(shop.name)}</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/sample.css">'
        f'<script src="/widget.js" data-shop="{escape(shop.public_key)}" async></script>'
        f"<header><h1>{escape(shop.name)}</h1></header>"
        f"<main><h2>{words['title']}</h2><p>{words['lead']}</p><ul>{items}</ul></main>"
        f"<footer><p>{words['note']}</p></footer></html>"
    )
    return Response(page, media_type=MediaType.HTML, headers={"Cache-Control": _ASK_FIRST})


@get("/static/{name:str}", include_in_schema=False)
async def static_file(request: Asked, desk: GivenDesk, name: FromPath[str]) -> Response[bytes]:
    """Send a style sheet of the pages that the server writes itself."""
    found = desk.static.file(name)
    if found is None:
        raise NotFound("web.no_such_path")
    return _send(request, found, _SHORT)


def _send(request: Asked, file: ScreenFile, cache_control: str) -> Response[bytes]:
    headers = {"Cache-Control": cache_control, "ETag": file.etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(b"", status_code=304, headers=headers, media_type=file.content_type)
    encoding, content = choose(file, request.headers.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type=file.content_type)

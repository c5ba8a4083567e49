"""What was ordered, shown beside the talk and put into a reply: fetched by the server alone."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.desk.samples import photo
from tests.listening import Listening, certificate
from tests.web.conftest import Join
from tests.web.running import Browser, Running, problem
from tests.web.test_orders import bring
from tests.web.visits import Visiting, make_shop, visit

__all__ = ["visit"]


class Keeper(Listening):
    """A platform's server for pictures: one there is, anything else is a page."""

    def __init__(self, pem: Path) -> None:
        super().__init__(pem)
        self.asked: list[str] = []
        self.told: list[str | None] = []
        """Whatever could tell who looks."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self.told += [handler.headers["cookie"], handler.headers["referer"]]
        content = photo() if handler.path == "/kettle.jpg" else b"<html>no picture</html>"
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@pytest.fixture
def keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    pem = certificate(tmp_path)
    # This machine's server stands for one that the usual authorities know.
    trusted = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr("madoguchi.kernel.outward._usual_authorities", lambda: trusted)
    with Keeper(pem) as listening:
        yield listening


@pytest.fixture
def empty(tmp_path: Path, keeper: Keeper) -> Iterator[Running]:
    """A server that may ask shops in its own network."""
    with Running(tmp_path / "data", shops_at_private_addresses=True) as server:
        yield server


def order_of(anna: Browser, keeper: Keeper, shop: dict[str, Any], **more: object) -> int:
    """Bring an order of two lines, whose pictures lie with the keeper."""
    lines = [
        {"title": "鉄瓶", "price": 980, "picture": f"https://{keeper.host}/kettle.jpg"},
        {"title": "茶筒", "price": 1000, "picture": f"https://{keeper.host}/caddy.jpg"},
    ]
    return bring(anna, shop["id"], lines=lines, **more)


def test_it_is_fetched_once_and_shown_small(anna: Browser, keeper: Keeper) -> None:
    path = f"orders/{order_of(anna, keeper, make_shop(anna, 'kyoto'))}/lines/0/picture"
    first = anna.get(path)
    assert first.status_code == 200, first.text
    with Image.open(BytesIO(first.content)) as small:
        assert max(small.size) <= 480
        assert not small.getexif()
    assert first.headers["cache-control"].startswith("private")
    assert anna.get(path).content == first.content
    known = anna.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert (keeper.asked, {*keeper.told}) == (["/kettle.jpg"], {None})


def test_what_is_no_picture_is_not_asked_for_at_once_again(anna: Browser, keeper: Keeper) -> None:
    order = order_of(anna, keeper, make_shop(anna, "kyoto"))
    for _ in range(2):
        problem(anna.get(f"orders/{order}/lines/1/picture"), 404, "photo.not_there")
    problem(anna.get(f"orders/{order}/lines/2/picture"), 404, "photo.not_there")
    problem(anna.get(f"orders/{order + 9}/lines/0/picture"), 404, "order.not_found")
    assert keeper.asked == ["/caddy.jpg"]


def test_nobody_sees_what_another_shop_has_sold(anna: Browser, join: Join, keeper: Keeper) -> None:
    kyoto, canton = make_shop(anna, "kyoto"), make_shop(anna, "canton")
    order = order_of(anna, keeper, kyoto)
    sora = join("sora", all_shops=False, shop_ids=[canton["id"]])
    problem(sora.get(f"orders/{order}/lines/0/picture"), 404, "order.not_found")
    assert keeper.asked == []


def test_an_agent_puts_the_whole_picture_into_the_reply(
    server: Running, anna: Browser, keeper: Keeper, visit: Visiting
) -> None:
    shop = make_shop(anna, "kyoto")
    mei = visit(shop, "mei")
    posted = mei.say(server, "いつ届きますか")
    order = order_of(anna, keeper, shop, customer_id=posted.message.author.id)
    path = f"conversations/{posted.conversation_id}/order-pictures"
    taken = anna.post(path, json={"order_id": order, "line": 0})
    assert taken.status_code == 201, taken.text
    assert (taken.json()["width"], taken.json()["height"]) == (600, 800)
    problem(anna.post(path, json={"order_id": order, "line": 1}), 415, "attachment.markup")
    problem(anna.post(path, json={"order_id": order, "line": 7}), 409, "photo.not_there")
    other = order_of(anna, keeper, shop, external_id="of-nobody")
    problem(anna.post(path, json={"order_id": other, "line": 0}), 409, "card.not_theirs")

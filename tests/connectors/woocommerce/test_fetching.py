"""A shop's past over real HTTP: nothing is missed while it changes; each mood has its answer."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from madoguchi.connectors.connections.adapter import SlowDown, Unreadable
from madoguchi.connectors.connections.contracts import Context, FetchedPage
from madoguchi.connectors.woocommerce.adapter import AGAIN, MOST_NAMED, WooCommerce
from madoguchi.kernel.outward import client
from tests.connectors.woocommerce.shop import Shop, text
from tests.listening import certificate

WOO = WooCommerce()
KEYS = {"consumer_key": "ck", "consumer_secret": "cs"}
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("woocommerce"))


def asking(pem: Path) -> httpx.AsyncClient:
    trusted = ssl.create_default_context(cafile=str(pem))
    return client(private=True, trusted=trusted, patience=20)


async def pages(shop: Shop, pem: Path, most: int = 100) -> list[FetchedPage]:
    context = Context(connection_id=1, shop_id=7, settings={"address": shop.address})
    found: list[FetchedPage] = []
    cursor = None
    async with asking(pem) as over:
        while len(found) < most:
            page = await WOO.page(over, context, KEYS, since=SINCE, cursor=cursor)
            found.append(page)
            cursor = page.cursor
            if cursor is None:
                break
    return found


@pytest.mark.parametrize(
    "seconds", [[*range(350)], [7] * 350, [0] * 99 + [1] * 2 + [*range(2, 200)], []]
)
def test_the_past_has_no_gaps_and_ends(pem: Path, seconds: list[int]) -> None:
    with Shop(pem, seconds) as shop:
        found = asyncio.run(pages(shop, pem))
    names = [piece.name for page in found for piece in page.pieces]
    assert {*names} == {str(number) for number in shop.changed}
    assert found[0].total == len(seconds)
    # Nothing comes twice but what has changed.
    assert len(names) <= len(shop.changed) + 1
    assert shop.asked <= len(seconds) // 100 + 4


def test_more_in_one_second_than_an_address_can_name(pem: Path) -> None:
    """As after a move from another system, which touches every order at once."""
    many = 2 * MOST_NAMED + 100
    with Shop(pem, [7] * many + [8] * 50) as shop:
        # Numbers as long as those of a shop that has sold for years.
        shop.changed = {10_000_000 + number: at for number, at in shop.changed.items()}
        found = asyncio.run(pages(shop, pem))
    names = [piece.name for page in found for piece in page.pieces]
    assert {*names} >= {str(number) for number in shop.changed if number > 1}
    assert len(found) < 2 * (many // (100 - AGAIN) + 2)


@pytest.mark.parametrize("status", [429, 503])
def test_asked_to_wait(pem: Path, status: int) -> None:
    with Shop(pem, [1]) as shop:
        shop.moods = [status]
        with pytest.raises(SlowDown) as asked:
            asyncio.run(pages(shop, pem))
    assert asked.value.seconds == 7


@pytest.mark.parametrize(
    ("mood", "why"),
    [
        (401, "401"),
        (500, "500"),
        (b"<html>A plugin has an error</html>", "JSON is malformed"),
        (b'{"code":"rest_no_route"}', "Expected `array`"),
        (text([{"date_modified_gmt": "2026-11-01T00:00:00"}]), "peer closed"),
    ],
)
def test_a_page_that_is_none_is_told(pem: Path, mood: int | bytes, why: str) -> None:
    with Shop(pem, [1]) as shop:
        shop.moods = [mood]
        with pytest.raises((Unreadable, httpx.HTTPError), match=why):
            asyncio.run(pages(shop, pem))


def test_keys_never_go_without_tls(pem: Path) -> None:
    bare = Context(connection_id=1, shop_id=7, settings={"address": "http://kita.example"})

    async def page() -> None:
        async with asking(pem) as over:
            await WOO.page(over, bare, KEYS, since=SINCE, cursor=None)

    with pytest.raises(Unreadable, match="https"):
        asyncio.run(page())

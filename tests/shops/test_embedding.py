"""Where a widget may stand."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.shops.contracts import Hours, Shop, Widget
from madoguchi.shops.rules.embedding import (
    check_origins,
    origin_allowed,
    read_origin,
    same_origin,
)
from tests.refusals import key_of, refused

SHOP = Shop(
    id=1,
    version=1,
    name="Kyoto",
    platform="other",
    locale="ja",
    zone="Asia/Tokyo",
    color="#1f6f8b",
    hours=Hours("Asia/Tokyo"),
    widget=Widget(),
    allowed_origins=["https://kyoto.example", "http://localhost:3000"],
    public_key="shop_x",
    archived_at=None,
)
OWN = "https://desk.example"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://shop.example", "https://shop.example"),
        (" https://Shop.Example/ ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://店.example", "https://xn--hxt.example"),
    ],
)
def test_origins_are_kept_as_browsers_write_them(given: str, kept: str) -> None:
    assert read_origin(given) == kept
    assert read_origin(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example",
        "https://",
        "https://shop.example/path",
        "https://a@shop.example",
        "null",
        "https://shop.example?x",
        "https://shop.example#x",
        "ftp://shop.example",
        "*",
        "https://*.example",
        "javascript:alert(1)",
        "https://shop.example:0",
        "https://shop.example:99999",
        "https://sh op.example",
        "https://shop.example\\evil",
        "https://-shop.example",
        "https://shop.example\x00",
        "https://" + "a" * 70 + ".example",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with refused("shops.bad_origin", "allowed_origins"):
        read_origin(text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert key_of(lambda: read_origin(text)) in {None, "shops.bad_origin"}
    assert not origin_allowed(SHOP, "https://" + text + ".evil.example", OWN)


def test_the_shops_origins_and_the_desks_own_may_embed() -> None:
    for origin in ("https://kyoto.example", "http://localhost:3000", OWN, "https://KYOTO.example"):
        assert origin_allowed(SHOP, origin, OWN)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://kyoto.example",
        "https://kyoto.example.evil.example",
        "https://evil.example/https://kyoto.example",
        "https://kyoto.example:444",
        "http://localhost",
    ],
)
def test_nobody_else_may(origin: str | None) -> None:
    assert not origin_allowed(SHOP, origin, OWN)


def test_an_archived_shop_is_embedded_nowhere() -> None:
    archived = msgspec.structs.replace(SHOP, archived_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert not origin_allowed(archived, "https://kyoto.example", OWN)
    assert not origin_allowed(archived, OWN, OWN)


def test_origins_are_kept_once_and_not_without_end() -> None:
    assert check_origins(["https://a.example", "https://A.example/", "http://b.example"]) == [
        "https://a.example",
        "http://b.example",
    ]
    with refused("shops.too_many_origins", "allowed_origins"):
        check_origins([f"https://shop{number}.example" for number in range(51)])


@pytest.mark.parametrize(
    ("origin", "own", "host", "same"),
    [
        (OWN, OWN, "desk.example", True),
        (OWN, OWN, None, True),
        ("http://127.0.0.1:8000", "http://0.0.0.0:8000", "127.0.0.1:8000", True),
        ("http://localhost:8000", "http://127.0.0.1:8000", "localhost:8000", True),
        ("http://192.168.1.5:8000", "http://0.0.0.0:8000", "192.168.1.5:8000", True),
        ("http://[::1]:8000", OWN, "[::1]:8000", True),
        # A name bound to this machine by somebody else: page and request agree, and are refused.
        ("http://evil.example:8000", "http://127.0.0.1:8000", "evil.example:8000", False),
        ("http://localhost.evil.example", OWN, "localhost.evil.example", False),
        ("http://127.0.0.1:9000", OWN, "127.0.0.1:8000", False),
        ("https://evil.example", OWN, "desk.example", False),
        ("null", OWN, "desk.example", False),
        (None, OWN, "desk.example", False),
    ],
)
def test_which_pages_are_the_desks_own(
    origin: str | None, own: str, host: str | None, same: bool
) -> None:
    assert same_origin(origin, own, host) is same

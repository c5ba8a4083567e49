"""Files of Japanese carriers: which order went under which number, and what moved."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from madoguchi.connectors.carriers.japan_post.adapter import JapanPost
from madoguchi.connectors.carriers.sheets import MOST_ROWS, Sheets
from madoguchi.connectors.carriers.vocabulary import UNKNOWN, Vocabulary
from madoguchi.connectors.carriers.yamato.adapter import Yamato
from madoguchi.connectors.connections.adapter import Forged, Unreadable
from madoguchi.connectors.connections.contracts import Context, ParcelNews, Posted, TrackingNews
from madoguchi.connectors.connections.operations.news import keep_news
from madoguchi.orders.contracts import OrderDraft, Source, TrackingDetail
from madoguchi.orders.operations import keep_order
from madoguchi.orders.queries.orders import whole
from tests.world import World

PAYLOADS = Path(__file__).parent / "payloads"
CONTEXT = Context(connection_id=1, shop_id=7)


def body(name: str, encoding: str = "utf-8") -> bytes:
    return (PAYLOADS / name).read_text("utf-8").encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_labels_of_a_day(encoding: str) -> None:
    news = Yamato().parse("sheet", body("yamato_b2.csv", encoding), CONTEXT)
    assert [
        (each.numbers, each.parcel.number, each.parcel.carrier, each.parcel.direction)
        for each in news
        if isinstance(each, ParcelNews)
    ] == [
        (["#1042"], "4437-1234-5671", "yamato", "domestic"),
        (["#1043"], "443712345682", "yamato", "domestic"),
    ]
    # What was not sent yet has no number.
    assert len(news) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_what_moved(encoding: str) -> None:
    news = JapanPost().parse("sheet", body("japan_post.csv", encoding), CONTEXT)
    assert {each.number for each in news if isinstance(each, TrackingNews)} == {"EJ123456785JP"}
    moved = [each for told in news if isinstance(told, TrackingNews) for each in told.movements]
    # Japan's own time, which no file names: 10:15 there is 01:15 in the world.
    assert [
        (each.at.astimezone(UTC).strftime("%m-%dT%H:%M"), each.status, each.detail, each.place)
        for each in moved
    ] == [
        ("11-03T01:15", "InTransit", "PickedUp", "東山 京都府"),
        ("11-04T00:20", "InTransit", "Arrival", "大阪国際 大阪府"),
        ("11-04T15:00", "InTransit", "CustomsProcessing", "大阪国際 大阪府"),
        ("11-06T05:00", *UNKNOWN, "TAIWAN"),
        ("11-07T02:30", "DeliveryFailure", "NoBody", "TAIWAN"),
        ("11-08T02:30", "Delivered", "", "TAIWAN"),
    ]
    assert moved[3].text == "宇宙を通過"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no column"),
        (b"\xff\xfe\x00\x81", "neither"),
        ("名前,住所\n北,京都".encode(), "no column"),
        ("伝票番号,荷物状況,日時\n443712345671,配達中,きのう".encode(), "line 2: no time"),
        ("伝票番号,荷物状況,日時\n443712345671,配達中,2026/13/41".encode(), "line 2: no time"),
        ("伝票番号\n".encode() + b"443712345671\n" * (MOST_ROWS + 1), "more than"),
        # One cell without an end; how large a cell may be is the whole process's affair.
        (b'"' + "伝票番号".encode() + b'\n"' + b"x" * 200_000, "line|no column"),
    ],
)
def test_what_cannot_be_read_is_said(raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        Yamato().parse("sheet", raw, CONTEXT)


def test_only_what_the_shops_own_program_has_signed() -> None:
    raw, at = body("yamato_b2.csv"), datetime(2026, 11, 22, 7, tzinfo=UTC)
    stamp = str(int(at.timestamp()))
    mac = hmac.new(b"of both", stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    headers = {"madoguchi-timestamp": stamp, "madoguchi-signature": f"v1={mac}"}
    adapter = Yamato()
    posted = Posted(headers=headers, body=raw, at=at)
    adapter.verify(posted, {"secret": "of both"})
    # The same file again is the same notice.
    assert adapter.name(posted) == adapter.name(Posted(headers={}, body=raw, at=at))
    for forged in (Posted(headers={}, body=raw, at=at), Posted(headers=headers, body=b"", at=at)):
        with pytest.raises(Forged):
            adapter.verify(forged, {"secret": "of both"})


@pytest.mark.parametrize("adapter", [Yamato(), JapanPost()], ids=lambda each: each.kind)
def test_its_words_are_in_the_form_that_is_looked_up(adapter: Sheets) -> None:
    package = type(adapter).__module__.rpartition(".")[0]
    words = Vocabulary(package)
    assert words.place("転送").status == "InTransit"
    reached = {words.place(word) for word in ("返送", "返品", "受取辞退", "調査中")}
    assert {place.detail for place in reached} <= {*get_args(TrackingDetail)}
    assert UNKNOWN not in {words.place("受取辞退"), words.place("調査中")}


def test_an_order_is_known_by_its_number_whatever_its_platform(world: World) -> None:
    world.clock.now = datetime(2026, 11, 22, tzinfo=UTC)
    shop_id = world.kyoto_shop.id

    def placed(external_id: str, number: str) -> int:
        draft = OrderDraft(
            shop_id=shop_id,
            platform="shopify",
            external_id=external_id,
            number=number,
            placed_at=world.clock(),
            currency="JPY",
            total=1980,
        )
        return world.store.write_now(keep_order, draft, source=Source(name="test")).order.id

    ours, twice = placed("1", "#1042"), placed("2", "#1043")
    placed("3", "#1043")
    context = Context(connection_id=1, shop_id=shop_id)

    def keep(name: str) -> bool:
        news = Yamato().parse("sheet", body(name), context)
        return world.store.write_now(keep_news, news, context, "yamato")

    assert keep("yamato_b2.csv")
    assert keep("yamato_moved.csv")
    seen = world.store.read_now(whole, ours, by=world.anna)
    (parcel,) = seen.parcels
    assert (parcel.number, parcel.carrier, parcel.status) == ("443712345671", "yamato", "Delivered")
    # Two orders bear the other number: whose parcel it is nobody can tell.
    assert world.store.read_now(whole, twice, by=world.anna).parcels == []

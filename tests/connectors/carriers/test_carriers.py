"""Carriers' notices in our vocabulary; unknown words are kept, forged notices are not read."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from madoguchi.connectors.carriers.aftership.adapter import AfterShip
from madoguchi.connectors.carriers.easypost.adapter import EasyPost
from madoguchi.connectors.carriers.seventeen_track.adapter import SeventeenTrack
from madoguchi.connectors.carriers.vocabulary import UNKNOWN, Vocabulary
from madoguchi.connectors.connections.adapter import Adapter, Forged, Unreadable
from madoguchi.connectors.connections.contracts import Context, Posted, TrackingNews
from madoguchi.orders.contracts import MovementDraft, TrackingDetail, TrackingStatus

CONTEXT = Context(connection_id=1, shop_id=7)
PAYLOADS = Path(__file__).parent / "payloads"
# Not the same bytes before and after it is normalised.
SECRET = "ﬁnd-Ａ-parcel-ñ"
NORMALISED = "find-A-parcel-n\u0303"
ADAPTERS: list[Adapter] = [SeventeenTrack(), AfterShip(), EasyPost()]


def signed(adapter: Adapter, body: bytes, key: str = SECRET) -> Posted:
    if adapter.kind == "17track":
        headers = {"sign": hashlib.sha256(body + b"/" + key.encode()).hexdigest()}
    elif adapter.kind == "aftership":
        mac = hmac.new(key.encode(), body, hashlib.sha256).digest()
        headers = {"aftership-hmac-sha256": base64.b64encode(mac).decode()}
    else:
        key = NORMALISED if key == SECRET else key
        mac = hmac.new(key.encode(), body, hashlib.sha256).digest()
        headers = {"x-hmac-signature": "hmac-sha256-hex=" + mac.hex()}
    return Posted(headers=headers, body=body, at=datetime.now(UTC))


def payload(adapter: Adapter) -> bytes:
    return (PAYLOADS / f"{adapter.kind}.json").read_bytes()


def read(adapter: Adapter) -> tuple[str, list[MovementDraft]]:
    posted = signed(adapter, payload(adapter))
    (news,) = adapter.parse(adapter.name(posted).topic, posted.body, CONTEXT)
    assert isinstance(news, TrackingNews)
    return news.number, news.movements


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.kind)
def test_only_what_is_signed_over_these_very_bytes(adapter: Adapter) -> None:
    body = payload(adapter)
    adapter.verify(signed(adapter, body), {"secret": SECRET})
    good = signed(adapter, body)
    for forged in (
        Posted(headers={}, body=body, at=good.at),
        Posted(headers=good.headers, body=body + b" ", at=good.at),
        Posted(headers=dict.fromkeys(good.headers, "é"), body=body, at=good.at),
        signed(adapter, body, "another key"),
    ):
        with pytest.raises(Forged):
            adapter.verify(forged, {"secret": SECRET})


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.kind)
def test_one_notice_posted_twice_has_one_name(adapter: Adapter) -> None:
    body = payload(adapter)
    assert adapter.name(signed(adapter, body)) == adapter.name(signed(adapter, body))
    other = (
        body.replace(b"2026-11-0", b"2026-10-0").replace(b"e8a9", b"f8a9").replace(b"d7a1", b"e")
    )
    assert adapter.name(signed(adapter, body)) != adapter.name(signed(adapter, other))


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.kind)
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe\0", b"[" * 60_000])
def test_what_cannot_be_read_is_said(adapter: Adapter, body: bytes) -> None:
    whole = signed(adapter, payload(adapter))
    assert adapter.name(signed(adapter, body)).event_id
    with pytest.raises(Unreadable):
        adapter.parse(adapter.name(whole).topic, body, CONTEXT)
    assert adapter.parse("something.else", body, CONTEXT) == []


def test_17track() -> None:
    number, movements = read(ADAPTERS[0])
    assert number == "RR473124829GB"
    assert [(each.at.isoformat(), each.status, each.detail, each.text) for each in movements] == [
        ("2026-11-05T00:10:00+00:00", "InTransit", "CustomsProcessing", "通関手続中"),
        ("2026-11-03T18:00:00+00:00", "InTransit", "Departure", "Item leaving the UK"),
        # A sub-status of tomorrow: what it is a part of is known, and its word is kept.
        ("2026-11-02T00:00:00+00:00", "InTransit", "", "InTransit_Teleported"),
    ]
    assert movements[0].place == "KAWASAKI-HIGASHI"


def test_aftership() -> None:
    number, movements = read(ADAPTERS[1])
    assert number == "123456789012"
    assert [(each.at.isoformat(), each.status, each.detail, each.text) for each in movements] == [
        # Without a zone the courier's time means nothing: when AfterShip saw it does.
        ("2026-11-04T01:05:00+00:00", "InTransit", "PickedUp", "荷物受付"),
        ("2026-11-05T05:40:00+00:00", "DeliveryFailure", "NoBody", "ご不在"),
        ("2026-11-05T07:00:00+00:00", *UNKNOWN, "In the air"),
    ]
    assert [each.place for each in movements] == ["Osaka, Japan", "Kyoto", ""]


def test_easypost() -> None:
    number, movements = read(ADAPTERS[2])
    assert number == "9400110898825022579493"
    assert [(each.status, each.detail, each.text, each.place) for each in movements] == [
        ("InfoReceived", "", "Shipping Label Created", "NEWARK, NJ"),
        ("InTransit", "Arrival", "Arrived at facility", "DENVER, CO, US"),
        (*UNKNOWN, "beamed", ""),
        ("Exception", "Delayed", "Weather", ""),
    ]


def test_every_word_of_17track_has_its_place() -> None:
    """Its vocabulary is ours, so that each of our words must be reached by one of its own."""
    words = Vocabulary("madoguchi.connectors.carriers.seventeen_track")
    for status in get_args(TrackingStatus):
        assert words.place(status).status == status
    reached = {
        words.place(f"{status}_{detail}").detail
        for status in get_args(TrackingStatus)
        for detail in get_args(TrackingDetail)
    }
    assert reached == {*get_args(TrackingDetail)}

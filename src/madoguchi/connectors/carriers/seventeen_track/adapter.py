"""Reads 17TRACK's notices (API v2.x): signed by a digest of the body and the account's key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from madoguchi.connectors.carriers.decoding import digest, glimpse
from madoguchi.connectors.carriers.following import Following
from madoguchi.connectors.carriers.vocabulary import told
from madoguchi.connectors.connections.contracts import (
    Context,
    News,
    NoticeName,
    Posted,
    TrackingNews,
)
from madoguchi.connectors.connections.rules.answers import decode
from madoguchi.connectors.connections.rules.reading import moment
from madoguchi.connectors.connections.rules.signatures import check_suffixed
from madoguchi.orders.contracts import MovementDraft

UPDATED = "TRACKING_UPDATED"


class _RawTime(msgspec.Struct, frozen=True):
    date: str | None = None


class _Event(msgspec.Struct, frozen=True):
    time_utc: str | None = None
    time_iso: str | None = None
    time_raw: _RawTime | None = None
    description: str | None = None
    location: str | None = None
    stage: str | None = None
    sub_status: str | None = None


class _Provider(msgspec.Struct, frozen=True):
    events: list[_Event] = []


class _Tracking(msgspec.Struct, frozen=True):
    providers: list[_Provider] = []


class _Status(msgspec.Struct, frozen=True):
    status: str | None = None
    sub_status: str | None = None


class _TrackInfo(msgspec.Struct, frozen=True):
    latest_status: _Status | None = None
    latest_event: _Event | None = None
    tracking: _Tracking | None = None


class _Data(msgspec.Struct, frozen=True):
    number: str
    track_info: _TrackInfo | None = None


class _Notice(msgspec.Struct, frozen=True):
    event: str
    data: _Data


class _Head(msgspec.Struct, frozen=True):
    event: str = ""


class SeventeenTrack(Following):
    """The adapter for 17TRACK."""

    kind = "17track"

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check the header `sign`: SHA-256 of the body, a slash and the key."""
        check_suffixed(secrets.get("secret", ""), posted.body, posted.headers.get("sign", ""))

    def name(self, posted: Posted) -> NoticeName:
        """Name a notice by what it says: 17TRACK gives its notices no ids."""
        return NoticeName(digest(posted.body), glimpse(posted.body, _Head).event[:60])

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read what moved; that 17TRACK has stopped to look concerns nobody here."""
        if topic != UPDATED:
            return []
        data = decode(body, _Notice).data
        return [TrackingNews(number=data.number, movements=[*self._movements(data)])]

    def _movements(self, data: _Data) -> Iterator[MovementDraft]:
        info = data.track_info or _TrackInfo()
        events = [
            event for part in (info.tracking or _Tracking()).providers for event in part.events
        ]
        latest = info.latest_status or _Status()
        if not events and info.latest_event is not None:
            events = [info.latest_event]
        for event in events:
            at = event.time_utc or event.time_iso
            if at is None and event.time_raw is not None and event.time_raw.date:
                # A courier that tells the day alone.
                at = f"{event.time_raw.date}T00:00:00Z"
            if at is None:
                continue
            word = event.sub_status or (latest.sub_status if event == info.latest_event else None)
            place = self._words.place(word, event.stage, (word or "").partition("_")[0])
            yield MovementDraft(
                at=moment(at),
                status=place.status,
                detail=place.detail,
                place=(event.location or "").strip(),
                text=told(event.description, word, event.stage),
            )

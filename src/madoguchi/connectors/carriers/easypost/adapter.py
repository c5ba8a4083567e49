"""Reads EasyPost's events about trackers: signed over the body with a normalised secret."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from madoguchi.connectors.carriers.decoding import digest, glimpse, joined
from madoguchi.connectors.carriers.following import Following
from madoguchi.connectors.carriers.vocabulary import told
from madoguchi.connectors.connections.adapter import Forged
from madoguchi.connectors.connections.contracts import (
    Context,
    News,
    NoticeName,
    Posted,
    TrackingNews,
)
from madoguchi.connectors.connections.rules.answers import decode
from madoguchi.connectors.connections.rules.reading import moment
from madoguchi.connectors.connections.rules.signatures import check_hex
from madoguchi.orders.contracts import MovementDraft

TOPICS = frozenset({"tracker.created", "tracker.updated"})
_SIGNED = "hmac-sha256-hex="


class _Location(msgspec.Struct, frozen=True):
    city: str | None = None
    state: str | None = None
    country: str | None = None


class _Detail(msgspec.Struct, frozen=True):
    datetime: str | None = None
    message: str | None = None
    description: str | None = None
    status: str | None = None
    status_detail: str | None = None
    tracking_location: _Location | None = None


class _Tracker(msgspec.Struct, frozen=True):
    tracking_code: str
    tracking_details: list[_Detail] = []


class _Event(msgspec.Struct, frozen=True):
    result: _Tracker


class _Head(msgspec.Struct, frozen=True):
    id: str = ""
    description: str = ""


class EasyPost(Following):
    """The adapter for EasyPost."""

    kind = "easypost"

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check `X-Hmac-Signature`, made with the secret in Unicode's form NFKD."""
        given = posted.headers.get("x-hmac-signature", "").strip()
        if not given.startswith(_SIGNED):
            raise Forged
        secret = unicodedata.normalize("NFKD", secrets.get("secret", ""))
        check_hex(secret, posted.body, given.removeprefix(_SIGNED))

    def name(self, posted: Posted) -> NoticeName:
        """Take the event's id, which its repetitions bear too."""
        head = glimpse(posted.body, _Head)
        return NoticeName(head.id or digest(posted.body), head.description[:60])

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read what moved; batches, invoices and the like concern nobody here."""
        if topic not in TOPICS:
            return []
        tracker = decode(body, _Event).result
        movements = [*self._movements(tracker.tracking_details)]
        return [TrackingNews(number=tracker.tracking_code, movements=movements)]

    def _movements(self, details: Sequence[_Detail]) -> Iterator[MovementDraft]:
        for each in details:
            if not each.datetime:
                continue
            where = each.tracking_location or _Location()
            place = self._words.place(f"{each.status}:{each.status_detail}", each.status)
            yield MovementDraft(
                at=moment(each.datetime),
                status=place.status,
                detail=place.detail,
                place=joined(where.city, where.state, where.country),
                text=told(each.message or each.description, each.status_detail, each.status),
            )

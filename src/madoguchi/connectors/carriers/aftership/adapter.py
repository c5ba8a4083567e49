"""Reads AfterShip's notices: signed over the body, each named by its event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from madoguchi.connectors.carriers.decoding import digest, glimpse, joined
from madoguchi.connectors.carriers.following import Following
from madoguchi.connectors.carriers.vocabulary import told
from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import (
    Context,
    News,
    NoticeName,
    Posted,
    TrackingNews,
)
from madoguchi.connectors.connections.rules.answers import decode
from madoguchi.connectors.connections.rules.reading import moment
from madoguchi.connectors.connections.rules.signatures import check_base64
from madoguchi.orders.contracts import MovementDraft

UPDATED = "tracking_update"


class _Checkpoint(msgspec.Struct, frozen=True):
    checkpoint_time: str | None = None
    created_at: str | None = None
    message: str | None = None
    location: str | None = None
    city: str | None = None
    state: str | None = None
    country_region_name: str | None = None
    country_name: str | None = None
    tag: str | None = None
    subtag: str | None = None
    subtag_message: str | None = None


class _Message(msgspec.Struct, frozen=True):
    tracking_number: str
    checkpoints: list[_Checkpoint] = []


class _Notice(msgspec.Struct, frozen=True):
    msg: _Message


class _Head(msgspec.Struct, frozen=True):
    event: str = ""
    event_id: str = ""


class AfterShip(Following):
    """The adapter for AfterShip."""

    kind = "aftership"

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check `aftership-hmac-sha256`; newer versions of the API write `as-signature-…`."""
        headers = posted.headers
        given = headers.get("aftership-hmac-sha256") or headers.get("as-signature-hmac-sha256", "")
        check_base64(secrets.get("secret", ""), posted.body, given)

    def name(self, posted: Posted) -> NoticeName:
        """Take the event's id out of the body; versions without one are named by what they say."""
        head = glimpse(posted.body, _Head)
        return NoticeName(head.event_id or digest(posted.body), head.event[:60])

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read what moved; estimates of the delivery date concern nobody here."""
        if topic != UPDATED:
            return []
        told_of = decode(body, _Notice).msg
        return [
            TrackingNews(
                number=told_of.tracking_number, movements=[*self._movements(told_of.checkpoints)]
            )
        ]

    def _movements(self, checkpoints: Sequence[_Checkpoint]) -> Iterator[MovementDraft]:
        for each in checkpoints:
            place = self._words.place(each.subtag, each.tag, (each.subtag or "").partition("_")[0])
            # What a courier writes may be a place's own time without its zone; then it is when
            # AfterShip saw it, which is later but never on another day of the journey.
            for said in (each.checkpoint_time, each.created_at):
                try:
                    at = moment(said or "")
                except Unreadable:
                    continue
                yield MovementDraft(
                    at=at,
                    status=place.status,
                    detail=place.detail,
                    place=each.location
                    or joined(each.city, each.state, each.country_region_name or each.country_name),
                    text=told(each.message, each.subtag_message, each.subtag, each.tag),
                )
                break

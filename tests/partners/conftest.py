"""The world with a warehouse in Osaka, somebody who works there, and a seller beside it."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.clocks.contracts import Calendar, Holder, Peak, Shift
from madoguchi.clocks.operations import keeping
from madoguchi.desk.contracts import Attachment
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.orders.contracts.drafts import ParcelDraft, Source
from madoguchi.orders.operations.parcels import keep_parcel
from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import PartnerCaller, PartnerDraft, PartnerPersonDraft
from madoguchi.partners.contracts.requests import Ask, PartnerRequest
from madoguchi.partners.queries import portal
from madoguchi.people.contracts import THE_DESK, NewSession
from madoguchi.people.rules.secrets import token_hash
from tests.world import World

OFFICE = (Shift(9 * 3600, 17 * 3600),)


class Trade:
    """A world, its partners, and short ways to ask and to answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        write = world.store.write_now
        self.osaka = write(
            operations.make_partner,
            PartnerDraft(kind="warehouse", name="大阪倉庫", email="osaka@example.jp"),
            by=world.anna,
        )
        write(
            keeping.keep_calendar,
            Holder.PARTNER,
            self.osaka.id,
            Calendar(
                zone="Asia/Tokyo",
                weekly=(*(OFFICE,) * 5, (), ()),
                peaks=(Peak(date(2026, 3, 20), date(2026, 4, 5), "引越しシーズン"),),
            ),
            by=THE_DESK,
        )
        self.seller = write(
            operations.make_partner, PartnerDraft(kind="seller", name="骨董屋"), by=world.anna
        )
        self.tanaka = self.join(self.osaka.id, "田中", "tanaka@example.jp")
        self.stranger = self.join(self.seller.id, "山本", "yamamoto@example.jp")

    def join(self, partner_id: int, name: str, email: str) -> PartnerCaller:
        """Let somebody in, and have them choose a password."""
        made = self.world.store.write_now(
            operations.invite_person,
            partner_id,
            PartnerPersonDraft(name=name, email=email),
            by=self.world.anna,
        )
        session = f"session of {email}"
        self.world.store.write_now(
            operations.choose_password,
            token_hash(made.token),
            password_hash=f"$hash of {email}",
            session=NewSession(session, "127.0.0.1", "test"),
        )
        return self.caller(session)

    def caller(self, session_hash: str) -> PartnerCaller:
        found = self.world.store.read_now(portal.caller, session_hash)
        assert found is not None
        return found

    def talk(self, name: str = "mei", shop_id: int | None = None) -> int:
        """Let a customer write; returns the conversation."""
        visitor = self.world.visitor(name, shop_id)
        return self.world.receive(visitor, "荷物の写真を見せてください").conversation_id

    def ask(self, conversation_id: int, **given: object) -> PartnerRequest:
        """Let lin ask the warehouse for a photo, or for what is given."""
        fields = {
            "partner_id": self.osaka.id,
            "kind": "photo",
            "wanted": {"views": ["outside"]},
            "reference": "A-1024",
            **given,
        }
        wanted = Ask(**fields)  # type: ignore[arg-type]
        return self.world.store.write_now(
            operations.ask, conversation_id, wanted, by=self.world.lin
        )

    def parcel(self, number: str = "EB123456785JP") -> int:
        """Keep a parcel of kyoto_shop; returns its id."""
        draft = ParcelDraft(shop_id=self.world.kyoto_shop.id, number=number)
        kept = self.world.store.write_now(keep_parcel, draft, source=Source(name="test"))
        return kept.parcel.id

    def photo(self, by: PartnerCaller, request: PartnerRequest, blob: str = "b") -> Attachment:
        """Let a partner upload a picture for a request."""
        loose = upload(blob, request.shop_id, by.uploader(request.id))
        return self.world.store.write_now(keep, loose)


def upload(blob: str, shop_id: int, uploader: str) -> Upload:
    """A picture that has been taken in and stored."""
    return Upload(
        name="photo.jpg",
        content_type="image/jpeg",
        size=3,
        width=2,
        height=2,
        blob=blob,
        thumbnail_blob=None,
        shop_id=shop_id,
        uploader=uploader,
    )


@pytest.fixture
def trade(world: World) -> Trade:
    return Trade(world)

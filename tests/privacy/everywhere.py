"""Somebody of whom something stands in every place where the product can keep anything of them.

All of it has "zyxqvwk" in it, or the telephone number's digits, and nothing else in the world has.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.channels.email.tables import dead_address_table, mail_table
from madoguchi.channels.phone.contracts.calls import WrapUp
from madoguchi.channels.phone.contracts.lines import LineDraft
from madoguchi.channels.phone.operations import calls, lines, recordings, wrapping
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.connectors.connections import bodies
from madoguchi.connectors.connections.contracts import Trouble
from madoguchi.connectors.connections.tables import connection_table, notice_table
from madoguchi.connectors.files.tables import (
    order_import_fault_table,
    order_import_order_table,
    order_import_table,
)
from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import (
    AddressDraft,
    ConsentDraft,
    Customer,
    Identity,
    IncidentDraft,
    Page,
)
from madoguchi.customers.contracts.imports import Taken
from madoguchi.customers.rules import Profile
from madoguchi.customers.tables import import_row_table, import_table
from madoguchi.customers.vault import sealing
from madoguchi.customers.vault.contracts import Asking, Consent, Fields, Photo, Why
from madoguchi.customers.vault.operations import ending, reading
from madoguchi.desk import operations as desk
from madoguchi.desk import tables as desk_tables
from madoguchi.desk.contracts import Mail, MailAddress
from madoguchi.desk.operations import papers
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.promises import operations as promises
from madoguchi.desk.promises.contracts import PromiseDraft
from madoguchi.exports.tables import export_table
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.outbox import delivery_table
from madoguchi.kernel.transaction import Tx
from madoguchi.language.sheets import FaultyLine
from madoguchi.orders.contracts import Address, Order, OrderLine, RefundDraft
from madoguchi.orders.operations import keeping, marks, money, parcels
from madoguchi.orders.queries import orders as stored_orders
from madoguchi.partners import operations as partners
from madoguchi.partners.contracts.partners import PartnerDraft
from madoguchi.partners.contracts.requests import Ask, Telling
from madoguchi.privacy.operations import asking as person_requests
from tests.customers.people import again, somebody
from tests.customers.vault.numbers import KNOWN
from tests.orders.conftest import CARRIER, SHOPIFY, movement, order_draft, parcel_draft
from tests.world import World

MARK = "zyxqvwk"
NAME = "Zyxqvwkhanako Zyxqvwkmarkova"
EMAIL = "zyxqvwk.hanako@mail.example"
PHONE = "+819087654321"
DIGITS = "9087654321"
STREET = "Zyxqvwkgasse 17"


class Planted:
    """Whom it is about, their conversation, and the blobs that hold something of them."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.blobs = Blobs("", folder / "attachments")
        self.write = world.store.write_now
        person = somebody(world, "zyxqvwk-device", number="ZYXQVWK-2041", email=EMAIL, name=NAME)
        self.person: Customer = person
        self.talk = self.say(f"私は{NAME}です。{EMAIL} zyxqvwksecret")
        self.profile()
        self.conversation()
        self.vault()
        self.phone()
        order = self.orders()
        self.imports(order)
        self.partners(order)
        self.mails()
        self.platforms()
        self.company()
        self.twin()

    def put(self, content: str) -> str:
        """Store a blob that has the mark in it."""
        return asyncio.run(self.blobs.put(content.encode()))

    def insert(self, table: sa.Table, **values: Any) -> int:
        """Write a row that no operation of ours would, such as what a platform sent."""

        def do(tx: Tx) -> int:
            row = tx.execute(table.insert().values(**values).returning(*table.primary_key)).first()
            assert row is not None
            return row[0] if isinstance(row[0], int) else 0

        return self.write(do)

    def say(self, body: str, **more: Any) -> int:
        """Let the person write from their browser; returns the conversation."""
        world = self.world
        page = Page("https://shop.example/?q=zyxqvwk", "zyxqvwk page", world.clock.now)
        visitor = replace(
            world.visitor("zyxqvwk-device"), identities=(Identity("shop", "ZYXQVWK-2041"),),
            name=NAME, email=EMAIL, verified=True, page=page,
        )  # fmt: skip
        posted = self.write(desk.receive, visitor, world.speech(body, **more))
        return posted.conversation_id

    def profile(self) -> None:
        lin, who = self.world.lin, self.person.id
        known = Profile(phone=PHONE, note="zyxqvwk note", tags=["zyxqvwk tag"], tier="zyxqvwktier")
        self.write(customers.change_profile, who, known, by=lin)
        address = AddressDraft(
            country="JP", recipient=NAME, phone=PHONE, postal_code="150-0001", region="zyxqvwkto",
            city="zyxqvwkku", lines=[STREET], title="zyxqvwk office",
        )  # fmt: skip
        self.write(customers.keep_address, who, address, by=lin)
        agreed = ConsentDraft(
            purpose="marketing_email", text=f"I, {NAME}, agree", locale="ja", channel="webchat"
        )
        self.write(customers.give_consent, who, agreed, by=lin)
        for name in (Identity("phone", PHONE), Identity("line", "zyxqvwkline77")):
            self.write(customers.add_identity, who, name, by=lin)
        other = somebody(self.world, "other-device", name="佐藤")
        self.write(customers.keep_apart, who, other.id, by=lin)

    def conversation(self) -> None:
        world, lin, talk = self.world, self.world.lin, self.talk
        went = IncidentDraft(
            cause="damaged", what="zyxqvwk broke", done="zyxqvwk paid", conversation_id=talk
        )
        self.write(customers.note_incident, self.person.id, went, by=lin)
        upload = Upload(
            name="zyxqvwk.txt", content_type="text/plain", size=9, width=None, height=None,
            blob=self.put("zyxqvwk file"), thumbnail_blob=self.put("zyxqvwk small"),
            shop_id=world.kyoto_shop.id, uploader="webchat:ZYXQVWK-2041",
        )  # fmt: skip
        file = self.write(keep, upload)
        self.say("zyxqvwk file", attachment_ids=[file.id])
        self.write(desk.post, talk, world.speech("zyxqvwk answer", quote_seq=1), by=lin)
        card = world.speech("zyxqvwk card", kind="choice", choices=["zyxqvwk yes", "no"])
        self.write(desk.post, talk, card, by=lin)
        self.write(desk.post, talk, world.speech("zyxqvwk among us", kind="note"), by=lin)
        draft = Writing(body="zyxqvwk draft", choices=["zyxqvwk card", ""])
        self.write(keep_draft, talk, draft, by=lin)
        due = PromiseDraft(text="zyxqvwk promise", due_at=world.clock.now.replace(year=2027))
        self.write(promises.promise, talk, due, by=lin)
        self.write(desk.rate, self.person.id, 2, "zyxqvwk comment")

        def colour(tx: Tx) -> None:
            """What a mail alone writes: a subject, and who a message was from and to."""
            tables = (desk_tables.conversation_table, desk_tables.message_table)
            conversation, message = tables
            tx.execute(
                conversation.update()
                .where(conversation.c.id == talk)
                .values(subject="zyxqvwk subject")
            )
            one = MailAddress(EMAIL, NAME)
            tx.execute(
                message.update()
                .where(message.c.conversation_id == talk, message.c.seq == 2)
                .values(
                    mail=Mail(id=1, subject="zyxqvwk subject", sender=one, to=[one], state="sent")
                )
            )

        self.write(colour)

    def vault(self) -> None:
        world, lin = self.world, self.world.lin
        wanted = Asking(kind="cn_id", words="zyxqvwk words", photos=True)
        self.write(papers.ask_for_document, self.talk, wanted, "token 1", by=lin)
        given = sealing.parcel(Fields(number=KNOWN, name=NAME), Consent("I agree.", "ja"))
        blob = asyncio.run(self.blobs.put(sealing.seal_photo(given, "front", b"zyxqvwk")))
        given = sealing.with_photos(given, [Photo("front", blob, "image/jpeg")])
        document = self.write(papers.hand_in, "token 1", given)
        why = Why(purpose="customs", words=f"for {NAME}")
        self.write(reading.read, document.id, why, by=world.anna)
        self.write(ending.cleared, document.id, "zyxqvwk parcel", by=lin)
        self.write(papers.ask_for_document, self.talk, wanted, "token 2", by=lin)

    def phone(self) -> None:
        world = self.world
        draft = LineDraft(
            shop_id=world.kyoto_shop.id, name="main", number="+81312345678", country="JP",
            languages=["ja"], trunk=["127.0.0.1"],
        )  # fmt: skip
        line = self.write(lines.make_line, draft, by=world.anna)
        coming = Coming(
            external_id=f"zyxqvwk-{PHONE}", process="p", number=PHONE, conversation_id=self.talk
        )
        call = self.write(come, line, coming)
        for kind in ("talk", "voicemail"):
            blob = self.put(f"zyxqvwk {kind}")
            self.write(recordings.keep, call.id, kind, blob, seconds=3.0, size=9, announced_at=None)
        self.write(calls.end, call.id, "abandoned")
        done = WrapUp(outcome="follow_up", note="zyxqvwk called")
        self.write(wrapping.wrap_up, call.id, done, by=world.lin)

    def orders(self) -> Order:
        world, person = self.world, again(self.world, self.person)
        draft = order_draft(
            world.kyoto_shop.id,
            customer_id=person.id,
            lines=[OrderLine(title=f"cup for {NAME}", price=1980)],
            address=Address(name=NAME, lines=[STREET], city="zyxqvwkku", phone=PHONE),
            buyer_id="zyxqvwkbuyer9",
            buyer_name=NAME,
            buyer_email=EMAIL,
            buyer_phone=PHONE,
        )
        order = self.write(keeping.keep_order, draft, source=SHOPIFY).order
        self.write(marks.set_note, order.id, "zyxqvwk order note", by=world.lin)
        self.write(marks.set_flag, order.id, "red", "zyxqvwk flag", by=world.lin)
        back = RefundDraft(
            external_id="r1", amount=10, currency="JPY", reason=f"to {NAME}", at=world.clock.now
        )
        self.write(money.keep_refund, order.id, back, source=SHOPIFY)
        parcel = self.write(
            parcels.keep_parcel,
            parcel_draft(world.kyoto_shop.id, order_ids=[order.id]),
            source=CARRIER,
        ).parcel
        signed = movement(
            world.clock.now, "Delivered", place=STREET, text=f"Signed by {NAME.upper()}"
        )
        self.write(parcels.keep_tracking, parcel.id, [signed], source=CARRIER)
        return self.world.store.read_now(stored_orders.order, order.id, by=world.lin)

    def imports(self, order: Order) -> None:
        world = self.world
        counts = dict.fromkeys(
            ("rows_total", "rows_done", "made", "changed", "same", "faulty", "kept", "line"), 0
        )
        common = {
            **counts, "version": 1, "shop_id": world.kyoto_shop.id, "name": "c.csv",
            "state": "done", "encoding": "utf-8", "delimiter": ",", "header": [], "mapping": {},
            "created_at": world.clock.now,
        }  # fmt: skip
        one = self.insert(import_table, **common)
        taken = Taken(fields={"name": ("zyxqvwk old", NAME)})
        self.insert(
            import_row_table, import_id=one, line=2, customer_id=self.person.id, taken=taken
        )
        fault = FaultyLine(3, "customer.bad_email", {}, f"A-1 {NAME}")
        self.insert(import_row_table, import_id=one, line=3, fault=fault)
        more = {"shape": "", "platform": "shopify", "currency": "JPY", "zone": "Asia/Tokyo"}
        other = self.insert(order_import_table, **common, **more)
        self.insert(
            order_import_order_table, import_id=other, line=2, external_id="1001",
            order_id=order.id, order_version=1, before=order, made=False,
        )  # fmt: skip
        self.insert(
            order_import_fault_table, import_id=other, line=3,
            fault=FaultyLine(3, "order.bad_quantity", {"what": EMAIL}, f"1001 {NAME}"),
        )  # fmt: skip

    def partners(self, order: Order) -> None:
        world = self.world
        osaka = self.write(
            partners.make_partner, PartnerDraft(kind="warehouse", name="大阪倉庫"), by=world.anna
        )
        wanted = Ask(
            partner_id=osaka.id, kind="ask_seller", text="zyxqvwk question",
            translations={"en": "zyxqvwk translated"}, reference=f"{NAME} 7", order_id=order.id,
        )  # fmt: skip
        request = self.write(partners.ask, self.talk, wanted, by=world.lin)
        self.write(partners.tell, request.id, Telling(text="zyxqvwk more"), by=world.lin)
        self.write(partners.remind, request.id, by=world.lin)

    def mails(self) -> None:
        now = self.world.clock.now
        common = {"attempts": 0, "size": 1, "created_at": now, "state": "done"}
        for conversation_id in (self.talk, None):
            self.insert(
                mail_table, **common, sender=EMAIL, identifier=f"<{EMAIL}>",
                reason="zyxqvwk reason",
                blob=self.put(f"zyxqvwk mail {conversation_id}"), conversation_id=conversation_id,
                message_id=None if conversation_id is None else self.second_message(),
            )  # fmt: skip
        self.insert(dead_address_table, address=EMAIL, reason="zyxqvwk unknown", at=now)

    def second_message(self) -> int:
        message = desk_tables.message_table.c
        found: int = self.world.store.read_now(
            lambda view: view.execute(
                sa.select(message.id).where(message.conversation_id == self.talk, message.seq == 2)
            ).scalar_one()
        )
        return found

    def platforms(self) -> None:
        world, now = self.world, self.world.clock.now
        trouble = Trouble("notice.unreadable", {"what": f"{EMAIL} has no total"})
        connection = self.insert(
            connection_table, version=1, shop_id=world.kyoto_shop.id, kind="generic", name="c",
            settings={}, secrets="", active=True, created_at=now, trouble=trouble,
        )  # fmt: skip
        escaped = '{"buyer": "\\u005ayxqvwkhanako Zyxqvwkmarkova"}'
        posted = f'{{"email": "{EMAIL}"}}', escaped, f"email={EMAIL.replace('@', '%40')}"

        def post(tx: Tx) -> None:
            for number, body in enumerate(posted):
                tx.execute(
                    notice_table.insert().values(
                        connection_id=connection, event_id=f"e{number}", topic="orders",
                        state="failed" if number == 0 else "done", attempts=1, reason=trouble,
                        received_at=now, body=bodies.sealed(tx, body.encode()),
                    )
                )  # fmt: skip

        self.write(post)

    def company(self) -> None:
        """What the whole company has: an export, what a webhook was answered, a person's file."""
        now = self.world.clock.now
        self.insert(
            delivery_table, kind="webhook", target_id=1, payload="{}", state="done", attempts=1,
            next_attempt_at=now, created_at=now, answer=f'{{"got": "{EMAIL}"}}',
        )  # fmt: skip
        self.insert(
            export_table, version=1, kind="conversations", state="ready", rows_done=1,
            rows_total=1, created_at=now, blob=self.put("zyxqvwk export"), size=1,
            expires_at=now + timedelta(hours=24),
        )  # fmt: skip
        self.write(person_requests.ask_export, self.person.id, by=self.world.anna)

    def twin(self) -> None:
        """The same person from another browser: what hangs on them goes as well."""
        twin = somebody(self.world, "zyxqvwk-second", name="zyxqvwktwin")
        self.write(customers.merge, self.person.id, twin.id, by=self.world.lin)

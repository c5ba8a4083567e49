"""A partner is asked by mail and answers by replying: to the request, from its own addresses."""

from __future__ import annotations

import asyncio
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO

import pytest
from PIL import Image

from madoguchi.channels.email.partner_post import PartnerPost
from madoguchi.desk.contracts import Message
from madoguchi.kernel import deliveries
from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import (
    Partner,
    PartnerChanges,
    PartnerDraft,
    PartnerPersonDraft,
)
from madoguchi.partners.contracts.requests import Ask, PartnerRequest, RequestWhole, Telling
from madoguchi.partners.operations.mailing import DELIVERY as PARTNER_MAIL
from madoguchi.partners.queries import requests as queries
from tests.channels.email.stage import KEYRING, URL, Stage, read, until
from tests.mail_servers import DOMAIN

pytestmark = pytest.mark.mail


class Trade:
    """A warehouse that is asked by mail at `customer@`, and a customer who waits."""

    def __init__(self, stage: Stage, address: str = f"customer@{DOMAIN}") -> None:
        self.stage, self.world = stage, stage.world
        self.osaka: Partner = self.world.store.write_now(
            operations.make_partner,
            PartnerDraft(kind="warehouse", name="大阪倉庫", email=address, mailed=True),
            by=self.world.anna,
        )
        visitor = self.world.visitor("mei")
        self.talk = self.world.receive(visitor, "荷物を見せてください").conversation_id

    def ask(self, **given: object) -> PartnerRequest:
        fields = {
            "partner_id": self.osaka.id,
            "kind": "photo",
            "wanted": {"views": ["outside"]},
            "reference": "A-1024",
            "text": "请拍外箱",
            "language": "zh-CN",
            "translations": {"ja": "外箱をお願いします"},
            **given,
        }
        wanted = Ask(**fields)  # type: ignore[arg-type]
        return self.world.store.write_now(operations.ask, self.talk, wanted, by=self.world.lin)

    def whole(self, request: PartnerRequest) -> RequestWhole:
        return self.world.store.read_now(queries.whole, request.id, by=self.world.lin)

    def state(self, request: PartnerRequest) -> str:
        return self.whole(request).request.state

    def notes(self) -> list[Message]:
        return [each for each in self.stage.messages(self.talk) if each.kind == "note"]

    def lines(self) -> list[str]:
        return [line.key for line in self.stage.lines(self.talk)]


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def reply_to(
    raw: bytes, body: str, *, author: str = f"customer@{DOMAIN}", files: int = 0, **headers: str
) -> bytes:
    """Return what a mail program makes of an answer to a mail, its words above the quote."""
    asked = message_from_bytes(raw, policy=policy.default)
    mail = EmailMessage()
    mail["From"], mail["To"] = author, str(asked["Reply-To"] or asked["From"])
    mail["Subject"] = f"Re: {asked['Subject']}"
    mail["Message-ID"] = f"<{abs(hash((body, author, files)))}.{id(mail)}@{DOMAIN}>"
    mail["In-Reply-To"] = str(asked["Message-ID"])
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    quoted = asked.get_body(("plain",))
    assert quoted is not None
    below = "\n".join(f"> {line}" for line in quoted.get_content().splitlines())
    mail.set_content(f"{body}\n\n2026年3月2日(月) 10:00 渡舟 <help@{DOMAIN}>:\n{below}\n")
    for number in range(files):
        mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename=f"箱{number}.jpg")
    return mail.as_bytes()


@pytest.mark.parametrize("signed", [True, False])
def test_a_warehouse_answers_by_replying_with_photos(stage_anywhere: Stage, signed: bool) -> None:
    """Also where the mail server knows no addresses with a plus, by the mail that is answered."""
    stage = stage_anywhere
    stage.mailbox(signed_replies=signed)
    trade = Trade(stage)
    with stage.working():
        asked = trade.ask()
        [raw] = stage.arrived()
        mail = read(raw)
        assert "写真撮影 A-1024" in mail.subject
        assert "外箱をお願いします" in mail.text
        assert "请拍外箱" in mail.text
        assert "mei" not in mail.text.lower()
        assert re.search(rf"{URL}/portal/link/[\w-]{{20,}}", mail.text)
        assert bool(mail.reply_to) is signed

        stage.send(reply_to(raw, "角に小さなへこみがあります。", files=2))
        until(lambda: trade.state(asked) == "answered")
        [note] = trade.notes()
        assert note.body == "角に小さなへこみがあります。"
        assert note.author.name == "大阪倉庫"
        assert [each.width for each in note.attachments] == [640, 640]
        assert stage.talks() == []  # no conversation was begun for it
        passed = trade.world.store.write_now(
            operations.forward, asked.id, trade.talk, by=trade.world.lin
        )
        assert len(passed.attachments) == 2

        # Asked once more, in the same thread of theirs.
        trade.world.store.write_now(
            operations.tell, asked.id, Telling(text="底面もお願いします"), by=trade.world.lin
        )
        [_, second] = stage.arrived(count=2)
        again = read(second)
        assert again.in_reply_to is not None
        assert mail.message_id in again.references
        stage.send(reply_to(second, "明日撮影します"))
        until(lambda: trade.state(asked) == "questioned")


def test_measures_are_read_out_of_a_mail(stage: Stage) -> None:
    stage.mailbox(signed_replies=True)
    trade = Trade(stage)
    with stage.working():
        asked = trade.ask(kind="measure", wanted={"subject": "parcel"})
        [raw] = stage.arrived()
        stage.send(reply_to(raw, "30.5×20×15 でした"))
        until(lambda: trade.state(asked) == "answered")
        assert trade.whole(asked).request.given == {"length": 305, "width": 200, "height": 150}

        # Filled into the blanks of our own mail, below nothing new.
        weighed = trade.ask(kind="reweigh", wanted={}, reference="B-1")
        [_, second] = stage.arrived(count=2)
        filled = message_from_bytes(reply_to(second, ""), policy=policy.default)
        assert isinstance(filled, EmailMessage)
        body = filled.get_content()
        blank = next(line for line in body.splitlines() if line.endswith("(g)："))
        filled.set_content(body.replace(blank, f"{blank} 1250"))
        stage.send(filled.as_bytes())
        until(lambda: trade.state(weighed) == "answered")
        assert trade.whole(weighed).request.given == {"weight": 1250}


def test_machines_and_strangers_answer_nothing(stage: Stage) -> None:
    stage.mailbox(signed_replies=True)
    trade = Trade(stage)
    with stage.working():
        asked = trade.ask()
        [raw] = stage.arrived()
        stage.send(reply_to(raw, "5日まで休業いたします", Auto_Submitted="auto-replied"))
        until(lambda: "partner_answered_by_machine" in trade.lines())
        assert trade.state(asked) == "open"
        assert trade.notes()[-1].body == "5日まで休業いたします"

        # Whoever got hold of the address writes to the shop, and a person decides.
        stage.send(
            reply_to(raw, "問題ありません", author=f"care@{DOMAIN}", files=1),
            sender=f"care@{DOMAIN}",
        )
        [talk] = until(stage.talks)
        until(lambda: any(line.key == "partner_stranger" for line in stage.lines(talk.id)))
        assert trade.state(asked) == "open"
        assert stage.messages(talk.id)[0].mail is not None

        # A person of theirs may, until they are shut out.
        made = trade.world.store.write_now(
            operations.invite_person,
            trade.osaka.id,
            PartnerPersonDraft(name="田中", email=f"care@{DOMAIN}"),
            by=trade.world.anna,
        )
        stage.send(
            reply_to(raw, "どの箱でしょうか", author=f"care@{DOMAIN}"), sender=f"care@{DOMAIN}"
        )
        until(lambda: trade.state(asked) == "questioned")
        assert trade.whole(asked).entries[-1].author_id == made.person.id


def test_what_comes_after_it_was_taken_back_is_told_and_changes_nothing(stage: Stage) -> None:
    stage.mailbox(signed_replies=True)
    trade = Trade(stage)
    with stage.working():
        asked = trade.ask()
        [raw] = stage.arrived()
        trade.world.store.write_now(operations.withdraw, asked.id, "", by=trade.world.lin)
        [_, over] = stage.arrived(count=2)
        assert "取り下げ" in read(over).text
        assert "/portal/link/" not in read(over).text
        stage.send(reply_to(raw, "撮影済みです", files=1))
        until(lambda: "partner_remarked" in trade.lines())
        assert trade.state(asked) == "withdrawn"
        [note] = trade.notes()
        assert (note.body, len(note.attachments)) == ("撮影済みです", 1)


def test_a_mail_that_does_not_get_there_is_told_to_who_waits(stage: Stage) -> None:
    trade = Trade(stage, address=f"refused@{DOMAIN}")
    with stage.working():
        trade.ask()  # the shop has no mailbox yet
        until(lambda: trade.lines().count("partner_unreached") == 1)
        stage.mailbox(signed_replies=True)
        trade.ask(reference="B-2")
        until(lambda: trade.lines().count("partner_unreached") == 2)
        trade.ask(reference="B-3")  # known to be dead by now
        until(lambda: trade.lines().count("partner_unreached") == 3)
        stage.connected()
    reasons = [each.params["reason"] for each in stage.lines(trade.talk) if "reason" in each.params]
    assert reasons == ["no_mailbox", "userunknown", "dead-address"]


def test_a_partner_that_is_not_mailed_gets_no_mail(stage: Stage) -> None:
    stage.mailbox(signed_replies=True)
    trade = Trade(stage)
    trade.world.store.write_now(
        operations.change_partner, trade.osaka.id, PartnerChanges(mailed=False), by=trade.world.anna
    )
    with stage.working():
        trade.ask()
        trade.world.store.write_now(
            operations.change_partner,
            trade.osaka.id,
            PartnerChanges(mailed=True),
            by=trade.world.anna,
        )
        trade.ask(reference="B-2")
        [raw] = stage.arrived()
        stage.connected()
    assert "B-2" in read(raw).subject


def test_a_carrier_that_dies_and_comes_back_writes_one_mail(stage: Stage) -> None:
    """What was queued is settled in the transaction that writes the mail."""
    stage.mailbox(signed_replies=True)
    trade = Trade(stage)
    trade.ask()
    store = trade.world.store
    [delivery] = store.write_now(deliveries.claim, 5, [PARTNER_MAIL])
    post = PartnerPost(store, KEYRING, URL)
    asyncio.run(post.carry(delivery))
    left = store.read_now(deliveries.next_due, [PARTNER_MAIL])
    assert left is None

"""A known identity number stands nowhere in clear, wherever somebody has typed it."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from msgspec.structs import replace

from madoguchi.channels.phone.contracts.calls import WrapUp
from madoguchi.channels.phone.contracts.lines import LineDraft
from madoguchi.channels.phone.operations import calls, lines, wrapping
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.connectors.refunds.contracts import RefundWish
from madoguchi.connectors.refunds.rules import check as check_wish
from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import (
    AddressDraft,
    ConsentDraft,
    Identity,
    IncidentDraft,
    Page,
)
from madoguchi.customers.operations import importing
from madoguchi.customers.rules import Profile
from madoguchi.customers.vault import sealing
from madoguchi.customers.vault.contracts import Asking, Consent, Fields, Photo, Why
from madoguchi.customers.vault.operations import ending, reading
from madoguchi.desk import operations as desk
from madoguchi.desk.operations import papers
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.promises import operations as promises
from madoguchi.desk.promises.contracts import PromiseDraft
from madoguchi.desk.queries.search import search
from madoguchi.exports.writing import write as write_export
from madoguchi.kernel.backup.save import save
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import RefundDraft
from madoguchi.orders.operations import keeping, marks, money
from madoguchi.partners import operations as partners
from madoguchi.partners.contracts.partners import PartnerDraft
from madoguchi.partners.contracts.requests import Ask, Telling
from madoguchi.privacy.operations import asking as person_requests
from madoguchi.privacy.writing import write as write_person
from tests.customers.people import somebody
from tests.customers.vault.numbers import KNOWN
from tests.customers.vault.test_vault import everything_stored
from tests.orders.conftest import SHOPIFY, order_draft
from tests.refusals import refused
from tests.world import World

SPACED = f"{KNOWN[:6]} {KNOWN[6:14]} {KNOWN[14:]}"
WIDE = KNOWN.translate({ord(str(digit)): ord("０") + digit for digit in range(10)})
CLEAR = (KNOWN, SPACED, WIDE, KNOWN[:14], KNOWN[6:])


def typed_everywhere(world: World, blobs: Blobs) -> int:
    """Type the number into every field that people can write in; returns whose profile it is."""
    write, lin = world.store.write_now, world.lin
    person = somebody(world, "wang", name=f"王 {KNOWN}")
    page = Page(f"https://shop.example/?id={KNOWN}", f"页 {KNOWN}", world.clock.now)
    visitor = replace(world.visitor("wang"), page=page)
    talk = world.receive(visitor, f"我的身份证 {SPACED} 或 {WIDE}").conversation_id
    upload = Upload(
        name=f"{KNOWN}.txt", content_type="text/plain", size=1, width=None, height=None,
        blob=asyncio.run(blobs.put(b"a picture")), thumbnail_blob=None,
        shop_id=world.kyoto_shop.id, uploader="webchat:wang",
    )  # fmt: skip
    file = write(keep, upload)
    write(desk.receive, visitor, world.speech(f"见 {KNOWN}", attachment_ids=[file.id]))
    write(desk.post, talk, world.speech(f"是 {KNOWN} 吗？", quote_seq=2), by=lin)
    write(desk.post, talk, world.speech(KNOWN, kind="note"), by=lin)
    write(keep_draft, talk, Writing(body=f"您的 {KNOWN}"), by=lin)
    promised = PromiseDraft(text=f"核对 {KNOWN}", due_at=world.clock.now + timedelta(days=1))
    write(promises.promise, talk, promised, by=lin)
    write(desk.rate, person.id, 5, f"谢谢 {KNOWN}")
    profile = Profile(name=f"王 {KNOWN}", note=SPACED, tags=[KNOWN], tier=f"VIP {KNOWN}")
    write(customers.change_profile, person.id, profile, by=lin)
    address = AddressDraft(
        country="CN", recipient=f"王 {KNOWN}", phone="13800138000", postal_code="100000",
        region="北京市", city="北京市", district="东城区", lines=[f"东华门大街1号 {KNOWN}"],
        title=KNOWN,
    )  # fmt: skip
    write(customers.keep_address, person.id, address, by=lin)
    agreed = ConsentDraft(
        purpose="identity_document", text=f"同意 {KNOWN}", locale="zh-CN", channel="webchat"
    )
    write(customers.give_consent, person.id, agreed, by=lin)
    went = IncidentDraft(cause="customs", what=KNOWN, done=f"已核对 {KNOWN}")
    write(customers.note_incident, person.id, went, by=lin)
    order = order_draft(world.kyoto_shop.id, customer_id=person.id)
    order_id = write(keeping.keep_order, order, source=SHOPIFY).order.id
    write(marks.set_note, order_id, f"身份证 {KNOWN}", by=lin)
    write(marks.set_flag, order_id, "red", KNOWN, by=lin)
    write(desk.assign, talk, lin.id, note=f"请核对 {KNOWN}", by=lin)
    give_back(world, order_id)
    ask_partner(world, talk)
    call(world, talk)
    import_rows(world, blobs)
    write(person_requests.ask_export, person.id, by=world.anna)
    give(world, talk, blobs)
    return person.id


def give_back(world: World, order_id: int) -> None:
    """Say in a refund's reason whose it is: as a platform tells it, as a colleague asks for it."""
    back = RefundDraft(
        external_id="r1", amount=10, currency="JPY", reason=f"to {KNOWN}", at=world.clock.now
    )
    write = world.store.write_now
    order = write(money.keep_refund, order_id, back, source=SHOPIFY)
    wish = RefundWish(amount=10, currency="JPY", reason=f"to {KNOWN}")
    assert KNOWN not in check_wish(wish, order, left=100).reason


def ask_partner(world: World, talk: int) -> None:
    write = world.store.write_now
    osaka = write(partners.make_partner, PartnerDraft(kind="broker", name="报关"), by=world.anna)
    asked = Ask(
        partner_id=osaka.id, kind="ask_seller", text=f"请核对 {KNOWN}", reference=KNOWN,
        translations={"en": f"check {KNOWN}"},
    )  # fmt: skip
    request = write(partners.ask, talk, asked, by=world.lin)
    write(partners.tell, request.id, Telling(text=KNOWN), by=world.lin)


def call(world: World, talk: int) -> None:
    write = world.store.write_now
    draft = LineDraft(
        shop_id=world.kyoto_shop.id, name="main", number="+81312345678", country="JP",
        languages=["ja"], trunk=["127.0.0.1"],
    )  # fmt: skip
    line = write(lines.make_line, draft, by=world.anna)
    coming = Coming(external_id="c-1", process="p", number="+819011112222", conversation_id=talk)
    came = write(come, line, coming)
    write(calls.end, came.id, "abandoned")
    said = WrapUp(outcome="follow_up", note=f"身份证 {KNOWN}")
    write(wrapping.wrap_up, came.id, said, by=world.lin)


def import_rows(world: World, blobs: Blobs) -> None:
    rows = (
        "会员号,姓名,邮箱,备注,标签\n"
        f"A-1,李 {KNOWN},li@mail.example,{KNOWN},{KNOWN}\n"
        f"A-2,张 {KNOWN},wrong@mail,,\n"
        f"{KNOWN},钱,qian@mail.example,,\n"
    )
    content = rows.encode()
    chosen = world.store.write_now(
        importing.keep_file, world.kyoto_shop.id, "c.csv", "ab/cd", importing.read_file(content),
        by=world.anna,
    ).of  # fmt: skip
    taken = world.store.write_now(
        importing.take_rows, chosen.id, importing.read_file(content).lines
    )
    assert (taken.made, taken.faulty) == (1, 2)


def give(world: World, talk: int, blobs: Blobs) -> None:
    """Give it by a link as well, with a photograph, and open it."""
    write = world.store.write_now
    wanted = Asking(kind="cn_id", words=f"for {KNOWN}", photos=True)
    write(papers.ask_for_document, talk, wanted, "token", by=world.lin)
    given = sealing.parcel(Fields(number=KNOWN, name="王小明"), Consent("同意", "zh-CN"))
    photo = sealing.seal_photo(given, "front", KNOWN.encode())
    sides = [Photo("front", asyncio.run(blobs.put(photo)), "image/jpeg")]
    document = write(papers.hand_in, "token", sealing.with_photos(given, sides))
    why = Why(purpose="customs", words=f"declaring {KNOWN}")
    assert write(reading.read, document.id, why, by=world.anna).fields.number == KNOWN
    write(reading.note_refusal, document.id, why, by=world.lin)
    write(ending.cleared, document.id, KNOWN, by=world.lin)


def in_clear(content: str | bytes) -> list[str]:
    if isinstance(content, str):
        return [each for each in CLEAR if each in content]
    return [each for each in CLEAR if each.encode() in content]


def columns_in_clear(world: World) -> set[str]:
    def read(view: View) -> set[str]:
        return {
            f"{table.name}.{name}"
            for table in metadata.sorted_tables
            for row in view.connection.execute(sa.text(f'SELECT * FROM "{table.name}"')).mappings()
            for name, value in row.items()
            if in_clear(str(value))
        }

    return world.store.read_now(read)


def unpacked(content: bytes) -> bytes:
    """The whole of an archive, its compressed members in clear."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_a_number_stands_nowhere_in_clear(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blobs = Blobs("", tmp_path / "attachments")
    person_id = typed_everywhere(world, blobs)
    with refused("customer.identity_number"):
        world.store.write_now(
            customers.change_profile, person_id, Profile(phone=KNOWN.replace("X", "1")),
            by=world.lin,
        )  # fmt: skip
    with refused("customer.identity_number"):
        name = Identity("wechat", SPACED)
        world.store.write_now(customers.add_identity, person_id, name, by=world.lin)
    structlog.get_logger("madoguchi.test").info("the log is read too")
    assert columns_in_clear(world) == set()
    assert in_clear(everything_stored(world)) == []  # the indexes' own tables as well
    assert world.store.read_now(search, KNOWN, by=world.anna).items == []
    assert world.store.read_now(search, KNOWN[:14], by=world.anna).items == []
    files = [*tmp_path.glob("*.db*"), *(tmp_path / "attachments" / name for name in blobs.names())]
    assert [path for path in files if in_clear(path.read_bytes())] == []
    whole, theirs = io.BytesIO(), io.BytesIO()
    world.store.read_now(write_export, blobs, whole, lambda done, total: None)
    world.store.read_now(write_person, [person_id], blobs, theirs)
    assert b"\xe2\x80\xa2" in unpacked(whole.getvalue())  # the mask
    assert in_clear(unpacked(whole.getvalue())) == []
    assert in_clear(unpacked(theirs.getvalue())) == []
    assert in_clear(backup(world, blobs, tmp_path)) == []
    told = capsys.readouterr()
    assert "the log is read too" in told.out + told.err
    assert in_clear(told.out + told.err) == []


def backup(world: World, blobs: Blobs, folder: Path) -> bytes:
    target = folder / "desk.backup"
    save(world.store.url, blobs, folder / "key", target, lambda part: None)
    return unpacked(target.read_bytes())

"""Documents are asked for, sealed, opened for a purpose, and gone when they have served."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from madoguchi.customers.contracts import SHOP, VISITOR, Identity, Introduction
from madoguchi.customers.operations import block, change_profile
from madoguchi.customers.rules import Profile
from madoguchi.customers.vault import keys, queries, sealing
from madoguchi.customers.vault.contracts import (
    Asking,
    Consent,
    Document,
    Fields,
    Photo,
    Retention,
    VaultChanges,
    Why,
)
from madoguchi.customers.vault.operations import asking, ending, house, reading
from madoguchi.customers.vault.tables import (
    document_request_table,
    document_table,
    vault_key_table,
)
from madoguchi.desk import operations as desk
from madoguchi.desk.operations import papers
from madoguchi.desk.queries import messages
from madoguchi.kernel.feed import SYSTEM, event_table
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.outbox import delivery_table
from madoguchi.kernel.transaction import View
from madoguchi.language.unnaming import Unnamer
from madoguchi.people.contracts import Actor
from tests.customers.vault.numbers import KNOWN, KNOWN_PCCC
from tests.refusals import refused
from tests.world import World

CUSTOMS = Why(purpose="customs", words="Declaration of parcel P-1")
FIELDS = Fields(number=KNOWN, name="王小明")
TOKEN = "a token that the tests know"


def ask(world: World, token: str = TOKEN, **more: object) -> int:
    posted = world.receive(world.visitor("wang"), "包裹清关要什么？")
    made = world.store.write_now(
        papers.ask_for_document,
        posted.conversation_id,
        Asking(kind="cn_id", **more),  # type: ignore[arg-type]
        token,
        by=world.lin,
    )
    return made.id


def give(world: World, token: str = TOKEN, photo: bytes = b"") -> Document:
    given = sealing.parcel(FIELDS, Consent("I agree.", "zh-CN"))
    if photo:
        name = "ab/" + "ab" * 32 + "-" + "0" * 16
        sealing.seal_photo(given, "front", photo)
        given = sealing.with_photos(given, [Photo("front", name, "image/jpeg")])
    return world.store.write_now(papers.hand_in, token, given)


def opened(world: World, document: Document, by: Actor) -> str:
    return world.store.write_now(reading.read, document.id, CUSTOMS, by=by).fields.number


def everything_stored(world: World) -> str:
    """Every column of every table as text."""

    def read(view: View) -> str:
        found = []
        for table in sa.inspect(view.connection).get_table_names():
            if table.endswith("_search") and not view.on_postgresql:
                continue  # what it holds lies in its shadow tables'
            rows = view.connection.execute(sa.text(f'SELECT * FROM "{table}"'))
            found += [str(value) for row in rows for value in row]
        return "\n".join(found)

    return world.store.read_now(read)


def test_what_a_customer_gives_is_sealed_and_opens_for_the_owner(world: World) -> None:
    ask(world)
    document = give(world)
    assert document.mask == "•" * 14 + KNOWN[-4:]
    assert opened(world, document, world.anna) == KNOWN
    stored = everything_stored(world)
    assert KNOWN not in stored
    assert KNOWN[:14] not in stored
    assert FIELDS.name not in stored
    assert TOKEN not in stored


def test_a_link_works_once_and_says_why_it_no_longer_does(world: World) -> None:
    ask(world)
    give(world)
    with refused("vault.link_used"):
        give(world)
    with refused("vault.link_unknown"):
        give(world, "forged")
    taken_back = ask(world, "second")
    world.store.write_now(asking.withdraw, taken_back, by=world.lin)
    with refused("vault.link_withdrawn"):
        give(world, "second")
    ask(world, "third")
    world.clock.move(hours=72)
    with refused("vault.link_expired"):
        give(world, "third")


def test_what_is_out_of_sight_does_not_exist(world: World) -> None:
    world.store.write_now(
        house.change_settings, VaultChanges(reader_roles=["agent", "owner"]), by=world.anna
    )
    visitor = world.visitor("li", world.canton_shop.id)
    posted = world.receive(visitor, f"我的身份证 {KNOWN}")
    (document,) = documents_of(world, posted.conversation_id, world.lin)
    with refused("vault.not_found"):
        opened(world, document, world.sora)
    for operation in (ending.cleared, ending.erase):
        with refused("vault.not_found"):
            world.store.write_now(operation, document.id, by=world.sora)
    assert documents_of(world, posted.conversation_id, world.sora) == []


def test_reading_needs_the_right_and_a_purpose_and_leaves_a_trace(world: World) -> None:
    ask(world)
    document = give(world)
    with refused("vault.may_not_read"):
        opened(world, document, world.lin)
    world.store.write_now(reading.note_refusal, document.id, CUSTOMS, by=world.lin)
    with refused("vault.say_what_for"):
        nothing = Why(purpose="customs", words="  ")
        world.store.write_now(reading.read, document.id, nothing, by=world.anna)
    world.store.write_now(
        house.change_settings, VaultChanges(reader_ids=[world.lin.id or 0]), by=world.anna
    )
    assert opened(world, document, world.lin) == KNOWN
    page = world.store.read_now(queries.readings, by=world.anna)
    assert [(each.person_id, each.granted, each.words) for each in page.items] == [
        (world.lin.id, True, CUSTOMS.words),
        (world.lin.id, False, CUSTOMS.words),
    ]
    with refused("vault.owner_only"):
        world.store.read_now(queries.readings, by=world.lin)


def test_a_program_never_opens_one(world: World) -> None:
    ask(world)
    document = give(world)
    program = Actor(kind="token", id=1, name="Import", role="owner", all_shops=True)
    with refused("vault.may_not_read"):
        opened(world, document, program)


def test_a_document_goes_some_days_after_clearance_and_at_the_latest_in_the_end(
    world: World,
) -> None:
    ask(world)
    served = give(world)
    ask(world, "second")
    forgotten = give(world, "second")
    world.store.write_now(ending.cleared, served.id, "P-1", by=world.lin)
    world.clock.move(days=30, seconds=-1)
    assert world.store.write_now(ending.erase_due) is False
    assert opened(world, served, world.anna) == KNOWN
    world.clock.move(seconds=1)
    world.store.write_now(ending.erase_due)
    with refused("vault.erased"):
        opened(world, served, world.anna)
    assert opened(world, forgotten, world.anna) == KNOWN
    world.clock.move(days=150)
    world.store.write_now(ending.erase_due)
    gone = world.store.read_now(queries.document, forgotten.id, by=world.anna)
    assert (gone.erased_why, gone.mask) == ("limit", "")


def test_shorter_times_count_for_what_is_there(world: World) -> None:
    ask(world)
    document = give(world)
    shops = {world.kyoto_shop.id: Retention(after_clearance=1, longest=10)}
    world.store.write_now(house.change_settings, VaultChanges(shops=shops), by=world.anna)
    after = world.store.read_now(queries.document, document.id, by=world.anna)
    assert after.erase_at == document.created_at + timedelta(days=10)
    assert after.version == document.version + 1


def test_to_erase_is_to_forget_the_key_and_the_photographs(world: World) -> None:
    ask(world)
    document = give(world, photo=b"a photograph")
    with refused("vault.erase_needs_supervisor"):
        world.store.write_now(ending.erase, document.id, by=world.lin)
    world.store.write_now(ending.erase, document.id, by=world.anna)

    def look(view: View) -> tuple[object, ...]:
        row = view.execute(sa.select(document_table)).one()
        kinds = view.execute(sa.select(delivery_table.c.kind)).scalars().all()
        return row.key_id, row.data_key, row.sealed, row.photos, row.consent_text, kinds

    assert world.store.read_now(look) == (None, None, None, [], "I agree.", ["blob_removal"])


def test_the_erasure_of_a_person_takes_all_of_theirs(world: World) -> None:
    ask(world)
    document = give(world)
    ask(world, "second", words="for 王小明")
    assert world.store.write_now(ending.erase_of, document.customer_id, Unnamer([]), SYSTEM) == 1
    with refused("vault.link_withdrawn"):
        give(world, "second")
    words = world.store.read_now(
        lambda view: view.execute(sa.select(document_request_table.c.words)).scalars().all()
    )
    assert words == ["", ""]


def test_the_key_is_changed_step_by_step_while_documents_come_in(world: World) -> None:
    ask(world)
    before = give(world)
    number = world.store.write_now(house.begin_rotation)
    ask(world, "second")
    during = give(world, "second")
    assert world.store.write_now(house.begin_rotation) == number  # broken off, it goes on
    with pytest.raises(IntegrityError):
        world.store.write_now(house.end_rotation, number, 0)
    assert world.store.write_now(house.rotate_step, number) == 1
    assert world.store.write_now(house.rotate_step, number) == 0
    world.store.write_now(house.end_rotation, number, 1)
    assert world.store.read_now(
        lambda view: view.execute(sa.select(vault_key_table.c.id)).scalars().all()
    ) == [number]
    for document in (before, during):
        assert opened(world, document, world.anna) == KNOWN


def test_what_is_sealed_for_one_record_opens_for_no_other(world: World) -> None:
    ask(world)
    one = give(world)
    ask(world, "second")
    other = give(world, "second")

    def exchange(tx: View) -> None:
        rows = {row.id: row for row in tx.execute(sa.select(document_table))}
        tx.connection.execute(
            document_table.update()
            .where(document_table.c.id == one.id)
            .values(sealed=rows[other.id].sealed, data_key=rows[other.id].data_key)
        )

    world.store.write_now(exchange)
    with pytest.raises(DamagedKey):
        opened(world, one, world.anna)


def test_a_copy_of_the_database_without_the_key_stays_shut(world: World) -> None:
    ask(world)
    give(world)

    def steal(view: View) -> None:
        stolen = View(view.connection, view.now, Keyring(bytes(32)))
        row = view.execute(sa.select(document_table)).one()
        with pytest.raises(DamagedKey):
            keys.data_key_of(stolen, row)

    world.store.read_now(steal)


def documents_of(world: World, conversation_id: int, by: Actor) -> list[Document]:
    found = world.store.read_now(
        lambda view: view.execute(
            sa.select(document_table.c.customer_id).where(
                document_table.c.conversation_id == conversation_id
            )
        ).scalar()
    )
    return world.store.read_now(queries.documents_of, [found or 0], by=by)


def test_a_number_typed_into_the_chat_is_never_stored_in_clear(world: World) -> None:
    wang = world.visitor("wang")
    posted = world.receive(wang, f"我的身份证是 {KNOWN}，通关码 {KNOWN_PCCC}")
    assert (
        posted.message.body
        == f"我的身份证是 {'•' * 14}{KNOWN[-4:]}，通关码 {'•' * 9}{KNOWN_PCCC[-4:]}"
    )
    talk = posted.conversation_id
    world.store.write_now(
        desk.post, talk, world.speech(f"是 {KNOWN} 吗？", quote_seq=1), by=world.lin
    )
    world.store.write_now(desk.post, talk, world.speech(KNOWN, kind="note"), by=world.lin)
    customer = posted.message.author.id or 0
    world.store.write_now(desk.rate, customer, 5, f"谢谢 {KNOWN}")
    stored = everything_stored(world)
    assert KNOWN not in stored
    assert KNOWN_PCCC not in stored
    for half in (KNOWN[:9], KNOWN[5:14]):
        assert half not in stored
    kept = documents_of(world, talk, world.lin)
    assert sorted(each.kind for each in kept) == ["cn_id", "cn_id", "cn_id", "kr_pccc"]
    assert {opened(world, each, world.anna) for each in kept} == {KNOWN, KNOWN_PCCC}
    assert world.store.read_now(lambda view: count(view, "document_recognised")) == 4


def count(view: View, kind: str) -> int:
    events = sa.select(sa.func.count()).where(event_table.c.kind == kind)
    return view.execute(events).scalar_one()


def test_sent_twice_it_is_kept_once(world: World) -> None:
    wang, speech = world.visitor("wang"), world.speech(KNOWN)
    for _ in range(2):
        posted = world.store.write_now(desk.receive, wang, speech)
    assert len(documents_of(world, posted.conversation_id, world.lin)) == 1


def test_a_message_that_is_taken_out_takes_its_number_along(world: World) -> None:
    posted = world.receive(world.visitor("wang"), KNOWN)
    world.store.write_now(desk.redact, posted.message.id, "never asked for", by=world.anna)
    (document,) = documents_of(world, posted.conversation_id, world.anna)
    assert document.erased_why == "message"


def test_the_talk_says_what_was_asked_and_given(world: World) -> None:
    ask(world)
    document = give(world)
    shown = world.store.read_now(
        messages.messages, document.conversation_id or 0, by=world.lin, after=0, limit=20
    )
    lines = [each.line.key for each in shown if each.line is not None]
    assert lines == ["document_asked", "document_received"]


def test_nobody_who_is_blocked_is_asked(world: World) -> None:
    posted = world.receive(world.visitor("wang"), "hello")
    world.store.write_now(block, posted.message.author.id or 0, by=world.anna)
    with refused("conversation.customer_is_blocked"):
        world.store.write_now(
            papers.ask_for_document,
            posted.conversation_id,
            Asking(kind="passport"),
            TOKEN,
            by=world.lin,
        )


def test_what_staff_note_about_somebody_is_masked_too(world: World) -> None:
    customer = world.receive(world.visitor("wang"), "hello").message.author.id or 0
    profile = Profile(note=f"身份证 {KNOWN}", name=f"王 {KNOWN}")
    world.store.write_now(change_profile, customer, profile, by=world.lin)
    assert KNOWN not in everything_stored(world)


def test_documents_follow_a_visitor_who_turns_out_to_be_known(world: World) -> None:
    ask(world)
    document = give(world)
    vouched = Introduction(
        shop_id=world.kyoto_shop.id, identities=(Identity(SHOP, "no. 7"),), verified=True
    )
    world.store.write_now(desk.receive, vouched, world.speech("it is me"))
    known = world.store.write_now(desk.recognise, vouched, Identity(VISITOR, "wang"))
    assert known is not None
    assert known.id != document.customer_id
    (moved,) = world.store.read_now(queries.documents_of, [known.id], by=world.lin)
    assert (moved.id, moved.version) == (document.id, document.version + 1)
    assert opened(world, moved, world.anna) == KNOWN

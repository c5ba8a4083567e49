"""Customers come in from tables of any charset; broken rows stay out; all can be taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.customers import operations, queries
from madoguchi.customers.contracts import VISITOR, Customer, Identity
from madoguchi.customers.contracts.imports import Import, ImportWish
from madoguchi.customers.importing import Importer
from madoguchi.customers.operations import importing
from madoguchi.customers.queries.imports import faults_of, import_of
from madoguchi.customers.rules import Profile
from madoguchi.customers.rules.imports import guess_mapping
from madoguchi.kernel.blobs import BLOB_REMOVAL, Blobs
from madoguchi.kernel.deliveries import claim
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid
from madoguchi.kernel.outbox import delivery_table
from madoguchi.orders.operations import keep_order
from tests.customers.people import again, somebody
from tests.desk.mirrors import Mirror
from tests.orders.conftest import SHOPIFY, order_draft
from tests.world import World

JAPANESE = (
    "会員番号,氏名,メールアドレス,電話番号,会員ランク,タグ,郵便番号,都道府県,市区町村,住所\r\n"
    "A-1,山田 花子,hanako@example.jp,090-1234-5678,ゴールド,茶器；急須,1000001,東京都,千代田区,"
    "千代田1-1\r\n"
    "A-2,佐藤 一郎,ichiro@example,,,,,,,\r\n"
    "A-3,鈴木 次郎,jiro@example.jp,\u3000,,,,,,\r\n"
    ",名無し,,,,,,,,\r\n"
    "A-4,高橋 三郎,,9.01E+09,,,,,,\r\n"
)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Customer ID,Full Name,E-mail,Phone,Notes", "external_id name email phone note"),
        ("会员号,姓名,邮箱,手机号码,备注,详细地址", "external_id name email phone note street"),
        ("會員編號,姓名,電子郵件,手機,備註", "external_id name email phone note"),
        ("顧客番号,お名前,メール,電話番号,備考", "external_id name email phone note"),
        ("회원번호,이름,이메일,휴대폰,메모", "external_id name email phone note"),
        ("Last Name,First Name,Email,Address1,Address2,City,Zip",
         "family_name given_name email street building city postal_code"),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_headers(header: str, fields: str) -> None:
    cells = header.split(",")
    guessed = guess_mapping(cells)
    assert {field: cells[column] for field, column in guessed.items()} == dict(
        zip(fields.split(), cells, strict=True)
    )


def choose(world: World, folder: Path, content: bytes, **more: Any) -> Import:
    blobs = Blobs("", folder / "attachments")
    preview = world.store.write_now(
        importing.keep_file,
        world.kyoto_shop.id,
        "customers.csv",
        asyncio.run(blobs.put(content)),
        importing.read_file(content),
        **{"by": world.anna, **more},
    )
    return preview.of


def work(world: World, folder: Path, kind: str) -> None:
    importer = Importer(world.store, Blobs("", folder / "attachments"))
    carry = {importing.TAKE_IN: importer.take_in, importing.TAKE_BACK: importer.take_back}[kind]
    world.clock.move(minutes=5)
    (delivery,) = world.store.write_now(take, kind)
    asyncio.run(carry(delivery))


def take(tx: Any, kind: str) -> Any:
    return claim(tx, 10, [kind])


def imported(world: World, folder: Path, content: bytes) -> Import:
    chosen = choose(world, folder, content)
    world.store.write_now(importing.begin, chosen.id, by=world.anna)
    work(world, folder, importing.TAKE_IN)
    return world.store.read_now(import_of, chosen.id, by=world.anna)


def by_number(world: World, number: str) -> Customer | None:
    found = world.store.read_now(
        queries.find_by_identity, world.kyoto_shop.id, Identity("shop", number)
    )
    return found


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-16"])
def test_good_rows_go_in_and_broken_ones_are_told_by_their_line(
    small_world: World, tmp_path: Path, codec: str
) -> None:
    world = small_world
    done = imported(world, tmp_path, JAPANESE.encode(codec))
    assert (done.state, done.rows_done, done.rows_total) == ("done", 5, 5)
    assert (done.made, done.changed, done.faulty) == (2, 0, 3)
    faults = world.store.read_now(faults_of, done.id, by=world.anna)
    assert [(each.line, each.key) for each in faults] == [
        (3, "customer.bad_email"),
        (5, "import.nobody"),
        (6, "import.rounded_number"),
    ]
    hanako = by_number(world, "A-1")
    assert hanako is not None
    assert (hanako.name, hanako.phone, hanako.tier) == ("山田 花子", "+819012345678", "ゴールド")
    assert hanako.tags == ["茶器", "急須"]
    assert hanako.verified
    profile = world.store.read_now(queries.profile, hanako.id, by=world.sora)
    assert profile.addresses[0].label.startswith("〒100-0001\n東京都千代田区")
    found = world.store.read_now(queries.search, "花子", by=world.sora)
    assert [each.id for each in found] == [hanako.id]
    # Whoever the shop vouches for under the number is the one who was imported.
    assert somebody(world, "v1", number="A-1").id == hanako.id


def test_importing_again_changes_nothing(small_world: World, tmp_path: Path) -> None:
    imported(small_world, tmp_path, JAPANESE.encode())
    again_done = imported(small_world, tmp_path, JAPANESE.encode())
    assert (again_done.made, again_done.changed, again_done.same) == (0, 0, 2)


def test_an_import_is_taken_back_exactly(small_world: World, tmp_path: Path) -> None:
    """What it made goes, what it changed is as before; what was changed since stays."""
    world = small_world
    known = somebody(world, "v1", number="A-1", name="花子")
    lived = somebody(world, "v2", number="A-3", name="次郎")
    before = {each.id: again(world, each) for each in (known, lived)}
    screen = Mirror(world, world.lin)
    text = (
        JAPANESE + "A-9,新しい人,nine@example.jp,,,,,,,\r\nA-8,書いた人,eight@example.jp,,,,,,,\r\n"
    )
    done = imported(world, tmp_path, text.encode())
    assert (done.made, done.changed) == (2, 2)
    assert again(world, known).name == "山田 花子"
    # One field is changed since, and one who was made has written.
    tier = Profile(tier="プラチナ")
    world.store.write_now(operations.change_profile, known.id, tier, by=world.lin)
    writer = somebody(world, "v8", number="A-8")
    world.store.write_now(importing.undo, done.id, by=world.anna)
    work(world, tmp_path, importing.TAKE_BACK)
    undone = world.store.read_now(import_of, done.id, by=world.anna)
    assert (undone.state, undone.kept) == ("undone", 2)
    now = again(world, known)
    was = before[known.id]
    assert (now.name, now.email, now.phone, now.tags) == (was.name, was.email, was.phone, was.tags)
    assert now.tier == "プラチナ"
    assert again(world, lived).name == "次郎"
    assert by_number(world, "A-9") is None
    assert world.store.read_now(queries.search, "新しい人", by=world.lin) == []
    assert again(world, writer).email == "eight@example.jp"
    assert world.store.read_now(queries.profile, known.id, by=world.lin).addresses == []
    screen.agrees()


def test_whoever_has_ordered_since_stays(world: World, tmp_path: Path) -> None:
    """What hangs on somebody in another room counts as much as what they wrote."""
    done = imported(world, tmp_path, JAPANESE.encode())
    order = order_draft(world.kyoto_shop.id, buyer_email="hanako@example.jp", buyer_name="花子")
    kept = world.store.write_now(keep_order, order, source=SHOPIFY).order
    hanako = by_number(world, "A-1")
    assert hanako is not None
    assert kept.customer_id == hanako.id
    world.store.write_now(importing.undo, done.id, by=world.anna)
    work(world, tmp_path, importing.TAKE_BACK)
    assert again(world, hanako) == hanako
    assert by_number(world, "A-3") is None
    assert world.store.read_now(import_of, done.id, by=world.anna).kept == 1


def test_a_file_that_is_given_up_goes(small_world: World, tmp_path: Path) -> None:
    """It names people: nobody would look for it after it has failed."""
    world = small_world
    chosen = choose(world, tmp_path, JAPANESE.encode())
    world.store.write_now(importing.begin, chosen.id, by=world.anna)
    (file,) = Blobs("", tmp_path / "attachments").names()
    world.store.write_now(importing.fail, chosen.id)
    removals = sa.select(delivery_table.c.payload).where(delivery_table.c.kind == BLOB_REMOVAL)
    assert world.store.read_now(lambda view: view.execute(removals).scalars().all()) == [file]
    # Its worker goes on for a moment, and finds nothing any more.
    work(world, tmp_path, importing.TAKE_IN)
    assert world.store.read_now(import_of, chosen.id, by=world.anna).state == "failed"


def test_members_of_a_family_share_a_telephone_and_stay_two(
    small_world: World, tmp_path: Path
) -> None:
    text = "会員番号,氏名,電話番号\nF-1,母,03-1234-5678\nF-2,娘,03-1234-5678\n"
    done = imported(small_world, tmp_path, text.encode())
    assert (done.made, done.faulty) == (2, 0)


def test_a_worker_that_was_killed_goes_on_where_it_was(
    small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = small_world
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    rows = "".join(f"N-{number},人{number}\n" for number in range(10))
    chosen = choose(world, tmp_path, f"会員番号,氏名\n{rows}".encode())
    world.store.write_now(importing.begin, chosen.id, by=world.anna)
    content = importing.read_file(f"会員番号,氏名\n{rows}".encode())
    world.store.write_now(importing.take_rows, chosen.id, content.lines[:4])
    work(world, tmp_path, importing.TAKE_IN)
    done = world.store.read_now(import_of, chosen.id, by=world.anna)
    assert (done.rows_done, done.made, done.same) == (10, 10, 0)


def test_a_file_is_looked_at_before_anything_is_stored(small_world: World, tmp_path: Path) -> None:
    world = small_world
    content = "編號;姓名;聯絡\n1;陳小姐;chan@example.hk\n".encode("cp950")
    chosen = choose(world, tmp_path, content)
    assert (chosen.encoding, chosen.delimiter) == ("cp950", ";")
    assert by_number(world, "1") is None
    with pytest.raises(Invalid):
        world.store.write_now(importing.begin, chosen.id, by=world.anna)
    wish = ImportWish(mapping={"external_id": 0, "name": 1, "email": 2})
    given = importing.read_file(content, encoding=chosen.encoding)
    seen = world.store.write_now(importing.look_again, chosen.id, wish, given, by=world.anna)
    assert seen.of.mapping == {"external_id": 0, "name": 1, "email": 2}
    assert seen.faults == []
    for bad in ({"external_id": 7}, {"name": 1}):
        with pytest.raises(Invalid):
            world.store.write_now(
                importing.look_again, chosen.id, ImportWish(mapping=bad), given, by=world.anna
            )
    with pytest.raises(Forbidden):
        world.store.write_now(importing.begin, chosen.id, by=world.lin)
    world.store.write_now(importing.begin, chosen.id, by=world.anna)
    with pytest.raises(Conflict):
        world.store.write_now(importing.begin, chosen.id, by=world.anna)


def test_imports_run_on_either_database(world: World, tmp_path: Path) -> None:
    done = imported(world, tmp_path, JAPANESE.encode("cp932"))
    world.store.write_now(importing.undo, done.id, by=world.anna)
    work(world, tmp_path, importing.TAKE_BACK)
    assert by_number(world, "A-1") is None
    assert (
        world.store.read_now(queries.find_by_identity, world.kyoto_shop.id, Identity(VISITOR, "v1"))
        is None
    )


def test_rows_are_taken_once_by_whichever_worker(small_world: World, tmp_path: Path) -> None:
    world = small_world
    content = b"customer id,name,email\nA-1,Ann,ann@x.example\nA-2,Bo,wrong\n"
    chosen = choose(world, tmp_path, content)
    lines = importing.read_file(content).lines
    first = world.store.write_now(importing.take_rows, chosen.id, lines)
    again = world.store.write_now(importing.take_rows, chosen.id, lines)
    assert (first.rows_done, first.made, first.faulty) == (2, 1, 1)
    assert again == first


def test_a_row_that_is_refused_makes_nobody(small_world: World, tmp_path: Path) -> None:
    """It is refused in the preview already, not when half of it is taken."""
    world = small_world
    tags = ";".join(f"tag{number}" for number in range(21))
    content = f"customer id,name,tags\nA-1,Ann,{tags}\nA-2,{'B' * 101},\n".encode()
    preview = world.store.write_now(
        importing.keep_file,
        world.kyoto_shop.id,
        "customers.csv",
        asyncio.run(Blobs("", tmp_path / "attachments").put(content)),
        importing.read_file(content),
        by=world.anna,
    )
    assert [each.line for each in preview.faults] == [2, 3]
    done = imported(world, tmp_path, content)
    assert (done.made, done.faulty) == (0, 2)
    assert by_number(world, "A-1") is None
    assert by_number(world, "A-2") is None


def test_a_file_that_nobody_takes_in_goes(small_world: World, tmp_path: Path) -> None:
    world = small_world
    chosen = choose(world, tmp_path, JAPANESE.encode())
    world.store.write_now(importing.forget_unused)
    assert world.store.read_now(import_of, chosen.id, by=world.anna).state == "read"
    world.clock.move(days=8)
    world.store.write_now(importing.forget_unused)
    assert world.store.read_now(import_of, chosen.id, by=world.anna).state == "failed"
    with pytest.raises(Conflict):
        world.store.write_now(importing.begin, chosen.id, by=world.anna)

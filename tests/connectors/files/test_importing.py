"""Orders come in from files of any charset, once each, whatever breaks; and can be taken back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from madoguchi.connectors.files import queries
from madoguchi.connectors.files.contracts import OrderImport, OrderImportWish
from madoguchi.connectors.files.operations import choosing, taking
from madoguchi.connectors.files.rules.rows import Group
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from madoguchi.orders import operations
from madoguchi.orders.queries import orders as order_queries
from madoguchi.orders.tables import order_table
from tests.connectors.files.conftest import HEADER, begun, choose, imported, now, orders, work
from tests.world import World

_O = order_table.c


def numbers(world: World) -> list[str]:
    return world.store.read_now(
        lambda view: [*view.execute(sa.select(_O.number).order_by(_O.id)).scalars()]
    )


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-16", "euc_jp", "gb18030"])
def test_good_orders_go_in_and_broken_rows_are_told(
    small_world: World, tmp_path: Path, codec: str
) -> None:
    world = small_world
    content = HEADER + orders(3) + "A-9,きのう,JPY,1980,茶筒,1,1980,\r\n" + orders(2, first=4)
    done = imported(world, tmp_path, content.encode(codec))
    assert (done.state, done.made, done.faulty) == ("done", 5, 1)
    assert (done.rows_done, done.rows_total) == (6, 6)
    assert numbers(world) == [f"A-{number}" for number in range(1, 6)]
    (fault,) = world.store.read_now(queries.faults_of, done.id, by=world.anna)
    assert (fault.line, fault.key, fault.params["value"]) == (
        5, "order_import.bad_date", "きのう",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("codec", "title"),
    [("gb18030", "铁壶茶壶套装"), ("cp950", "鐵壺與茶壺組"), ("cp949", "무쇠 주전자")],
)
def test_charsets_of_the_neighbours(
    small_world: World, tmp_path: Path, codec: str, title: str
) -> None:
    header = {
        "gb18030": "订单编号,下单时间,币种,订单金额,商品名称,数量,单价,邮箱",
        "cp950": "訂單編號,訂單日期,幣別,訂單金額,商品名稱,數量,單價,電子郵件",
        "cp949": "주문번호,주문일시,통화,결제금액,상품명,수량,단가,이메일",
    }[codec]
    content = f"{header}\r\n{orders(4, title=title)}".encode(codec)
    done = imported(small_world, tmp_path, content)
    assert (done.made, done.faulty, done.encoding) == (4, 0, codec)


def test_the_same_file_twice_makes_nothing_twice(world: World, tmp_path: Path) -> None:
    content = (HEADER + orders(300)).encode()
    first = imported(world, tmp_path, content)
    again = imported(world, tmp_path, content)
    assert (first.made, first.same) == (300, 0)
    assert (again.made, again.changed, again.same) == (0, 0, 300)
    assert len(numbers(world)) == 300


def test_rows_of_one_order_that_stand_apart_are_told_also_pages_later(
    small_world: World, tmp_path: Path
) -> None:
    content = HEADER + orders(taking.PAGE + 5) + orders(1, title="急須")
    done = imported(small_world, tmp_path, content.encode())
    assert (done.made, done.faulty) == (taking.PAGE + 5, 1)
    (fault,) = small_world.store.read_now(queries.faults_of, done.id, by=small_world.anna)
    assert (fault.key, fault.params["line"]) == ("order_import.apart", 2)


def test_killed_within_a_page_it_goes_on_without_doubles(
    world: World, database_url: str, tmp_path: Path
) -> None:
    count = 5 * taking.PAGE + 17
    asked = begun(world, tmp_path, (HEADER + orders(count)).encode())
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.connectors.files.killed", database_url, str(tmp_path), "2"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    with worker, worker.stdout:
        assert worker.stdout.readline() == "within a page\n"
        worker.kill()
    broken = now(world, asked.id)
    assert (broken.state, broken.rows_done) == ("running", 2 * taking.PAGE)
    world.clock.move(days=2)
    work(world, tmp_path)
    done = now(world, asked.id)
    assert (done.state, done.made, done.changed, done.same) == ("done", count, 0, 0)
    assert sorted(numbers(world)) == sorted(f"A-{number}" for number in range(1, count + 1))


def test_a_second_worker_takes_no_page_again(small_world: World, tmp_path: Path) -> None:
    done = imported(small_world, tmp_path, (HEADER + orders(2)).encode())
    page: list[Group] = []
    assert not small_world.store.write_now(taking.take_page, done.id, 0, page)


def taken_back(world: World, folder: Path, of: OrderImport) -> OrderImport:
    world.store.write_now(choosing.undo, of.id, by=world.anna)
    work(world, folder, choosing.TAKE_BACK)
    return now(world, of.id)


def test_an_import_is_taken_back_but_for_what_changed_since(world: World, tmp_path: Path) -> None:
    old = imported(world, tmp_path, (HEADER + orders(1, title="古い茶筒")).encode())
    new = imported(world, tmp_path, (HEADER + orders(4)).encode())
    assert (old.made, new.made, new.changed) == (1, 3, 1)
    ids = world.store.read_now(
        lambda view: {row.number: row.id for row in view.execute(sa.select(_O.number, _O.id))}
    )
    world.store.write_now(operations.set_note, ids["A-3"], "calls back", by=world.anna)
    undone = taken_back(world, tmp_path, new)
    assert (undone.state, undone.kept) == ("undone", 1)
    assert sorted(filter(None, numbers(world))) == ["A-1", "A-3"]
    titles = world.store.read_now(
        lambda view: view.execute(sa.select(_O.lines).where(_O.number == "A-1")).scalar_one()
    )
    assert titles[0].title == "古い茶筒"
    # Taken back is not forbidden: the file can come again.
    again = imported(world, tmp_path, (HEADER + orders(4)).encode())
    assert (again.made, again.faulty) == (2, 0)


def test_a_file_fills_in_notes_and_flags_and_writes_over_none_of_ours(
    world: World, tmp_path: Path
) -> None:
    header = HEADER.rstrip() + ",店舗メモ,フラグ\r\n"
    rows = [row for row in orders(2).split("\r\n") if row]
    content = header + "".join(f"{row},至急,赤\r\n" for row in rows)
    imported(world, tmp_path, content.encode())
    found = world.store.read_now(order_queries.search, "A-1", by=world.anna)[0]
    assert (found.note, found.flag) == ("至急", "red")
    world.store.write_now(operations.set_note, found.id, "電話済み", by=world.anna)
    world.store.write_now(operations.set_flag, found.id, "green", by=world.anna)
    imported(world, tmp_path, content.replace("至急", "別のメモ").encode())
    found = world.store.read_now(order_queries.search, "A-1", by=world.anna)[0]
    assert (found.note, found.flag) == ("電話済み", "green")


def test_a_preview_stores_no_order_and_can_be_understood_otherwise(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    content = b"No,When,What,Sum\nA-1,2026-11-01 09:00,tea,19.80\n"
    chosen = choose(world, tmp_path, content)
    with pytest.raises(Invalid):
        world.store.write_now(choosing.begin, chosen.id, by=world.anna)
    wish = OrderImportWish(
        mapping={"number": 0, "placed_at": 1, "title": 2, "total": 3},
        currency="usd",
        zone="Europe/Paris",
        platform="Own",
    )
    given = choosing.read_file(content)
    preview = world.store.write_now(choosing.look_again, chosen.id, wish, given, by=world.anna)
    (order,) = preview.orders
    assert (order.total, order.currency, order.placed_at.isoformat()) == (
        1980, "USD", "2026-11-01T08:00:00+00:00",
    )  # fmt: skip
    assert (preview.of.platform, preview.faults, numbers(world)) == ("own", [], [])
    for wrong in (
        OrderImportWish(mapping={"number": 9, "placed_at": 1, "total": 3}),
        OrderImportWish(mapping={"number": 0, "total": 3}),
        OrderImportWish(currency="XXQ"),
        OrderImportWish(zone="Mars/Base"),
        OrderImportWish(zone="../../etc/passwd"),
    ):
        with pytest.raises(Invalid):
            world.store.write_now(choosing.look_again, chosen.id, wrong, given, by=world.anna)


def test_only_supervisors_of_the_shop_import(small_world: World, tmp_path: Path) -> None:
    world = small_world
    chosen = choose(world, tmp_path, (HEADER + orders(1)).encode())
    with pytest.raises(Forbidden):
        world.store.write_now(choosing.begin, chosen.id, by=world.sora)
    away = world.hire("ren", "supervisor", [world.canton_shop.id])
    with pytest.raises(NotFound):
        world.store.write_now(choosing.begin, chosen.id, by=away)
    world.store.write_now(choosing.begin, chosen.id, by=world.anna)
    with pytest.raises(Conflict):
        world.store.write_now(choosing.begin, chosen.id, by=world.anna)
    with pytest.raises(Conflict):
        world.store.write_now(choosing.undo, chosen.id, by=world.anna)


def test_after_a_month_nothing_is_kept_of_what_rows_said(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    done = imported(world, tmp_path, (HEADER + orders(1) + "A-2,?,JPY,1,花子,1,1,\r\n").encode())
    world.store.write_now(taking.forget_old)
    assert len(world.store.read_now(queries.faults_of, done.id, by=world.anna)) == 1
    world.clock.move(days=31)
    world.store.write_now(taking.forget_old)
    assert world.store.read_now(queries.faults_of, done.id, by=world.anna) == []
    with pytest.raises(Conflict, match="undo_too_late"):
        world.store.write_now(choosing.undo, done.id, by=world.anna)
    assert numbers(world) == ["A-1"]

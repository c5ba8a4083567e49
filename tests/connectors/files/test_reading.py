"""What cells, headers and rows of orders say, whoever exported them, in whatever writing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.connectors.files.contracts import OrderImport
from madoguchi.connectors.files.rules.columns import flag, guess_mapping, recognise, shape_of
from madoguchi.connectors.files.rules.rows import Group, Reader
from madoguchi.connectors.files.rules.values import amount, count, currency_of, moment
from madoguchi.kernel.errors import Invalid
from madoguchi.language.sheets import read
from madoguchi.orders.contracts import OrderDraft

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 11, 1, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "currency", "minor"),
    [
        ("1980", "JPY", 1980),
        ("1980", "USD", 198000),
        ("１，９８０円", "JPY", 1980),
        ("¥1,980", "JPY", 1980),
        ("1.980", "JPY", 1980),
        ("US$ 1,234.50", "USD", 123450),
        ("1.234,56", "EUR", 123456),
        ("1 234,56 €", "EUR", 123456),
        ("1’234.50", "EUR", 123450),
        ("12,345,678", "KRW", 12345678),
        ("₩12,345", "KRW", 12345),
        ("0.5", "USD", 50),
        ("19,8", "EUR", 1980),
        ("1,980.00", "JPY", 1980),
        ("-500", "JPY", -500),
        ("▲500", "JPY", -500),
        ("(5.00)", "USD", -500),
    ],
)
def test_amounts(cell: str, currency: str, minor: int) -> None:
    assert amount(cell, currency, "total") == minor


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("ten", "JPY"), ("1980.5", "JPY"), ("1.985", "USD"), ("1,2,3.4.5", "USD"), ("", "USD"),
     ("9" * 400, "USD"), ("=1+1", "USD"), ("NaN", "USD"), ("1e9", "USD")],
)  # fmt: skip
def test_what_is_no_amount_is_refused_not_guessed(cell: str, currency: str) -> None:
    with pytest.raises(Invalid):
        amount(cell, currency, "total")


@given(st.integers(0, 10**12), st.sampled_from([(",", "."), (".", ","), ("", "."), ("", ",")]))
def test_amounts_written_anyhow_are_the_same(minor: int, marks: tuple[str, str]) -> None:
    grouping, point = marks
    whole = f"{minor // 100:,}".replace(",", grouping)
    assert amount(f"{whole}{point}{minor % 100:02d}", "USD", "total") == minor


@pytest.mark.parametrize(
    "cell",
    ["2026-11-01 12:04:05", "2026/11/1 12:04:05", "2026年11月1日 12時04分05秒", "20261101120405",
     "2026-11-01T03:04:05Z", "2026-11-01 12:04:05 +0900", "2026-11-01 03:04:05 UTC",
     "２０２６／１１／０１　１２：０４：０５", "2026. 11. 1. 오후 12:04:05",
     "2026/11/01 12:04:05 PM", "2026-11-01T12:04:05+09:00", "2026年11月1日 下午12:04:05",
     "2026-11-01(日) 12:04:05"],
)  # fmt: skip
def test_times(cell: str) -> None:
    assert moment(cell, TOKYO, "placed_at") == NOON


@pytest.mark.parametrize(
    "cell", ["03/04/2026", "2026-13-01", "2026-02-30", "yesterday", "", "45962.5", "9999999"]
)
def test_days_that_could_be_others_are_refused(cell: str) -> None:
    with pytest.raises(Invalid, match="bad_date"):
        moment(cell, TOKYO, "placed_at")


def test_counts_and_money_by_name() -> None:
    assert [count(each) for each in ("2", "２", "2 個", "2.0")] == [2, 2, 2, 2]
    with pytest.raises(Invalid):
        count("2.5")
    assert [currency_of(each) for each in ("jpy", "円", "人民币", "ＵＳＤ", "원")] == [
        "JPY", "JPY", "CNY", "USD", "KRW",
    ]  # fmt: skip
    with pytest.raises(Invalid, match="unknown_currency"):
        currency_of("XXQ")


EXPORTS = {
    "shopify": (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,"
        "Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
        "Lineitem sku,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country,"
        "Vendor,Id\n"
        "#1042,ann@example.com,paid,2026-11-02 10:15:02 +0900,fulfilled,USD,80.00,19.90,0.00,99.90,"
        "0.00,2026-11-02 10:15:02 +0900,1,Andon lamp,60.00,ANDON-1,Ann Doe,12 rue des Lilas,Paris,"
        "'75001,FR,Kita,820982911946154508\n"
        "#1042,ann@example.com,,,,,,,,,,,2,Washi refill,10.00,WASHI,,,,,,Kita,\n"
    ),
    "rakuten": (
        "注文番号,ステータス,注文日時,請求金額,送料合計,注文者名字,注文者名前,商品名,単価,個数\n"
        '123456-20261102-00001,500,"2026-11-02 10:15:02","9,990",660,山田,花子,行灯,"9,330",1\n'
    ),
    "yahoo_shopping": (
        "OrderId,OrderTime,OrderStatus,TotalPrice,ShipCharge,BillName,Title,UnitPrice,Quantity\n"
        "kita-10000001,2026/11/02 10:15:02,5,9990,660,山田 花子,行灯,9330,1\n"
    ),
    "taobao": (
        "订单编号,买家会员名,买家应付货款,买家应付邮费,买家实际支付金额,订单状态,收货人姓名,收货地址,"
        "联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量,订单备注,备注旗帜\n"
        '="4012345678901234567",tb_hana,99.90,10.00,99.90,卖家已发货，等待买家确认,王花,'
        "广东省 广州市 越秀区,'13800138000,2026-11-02 09:15:02,2026-11-02 09:16:00,行灯,1,"
        "请验货,3\n"
    ),
    "amazon": (
        "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tproduct-name\tsku\t"
        "quantity\tcurrency\titem-price\titem-tax\tshipping-price\tship-city\tship-country\n"
        "250-1111111-2222222\t2026-11-02T01:15:02+00:00\t2026-11-03T01:00:00+00:00\tShipped\tAndon\t"
        "A-1\t1\tUSD\t60.00\t6.00\t5.00\tTokyo\tJP\n"
        "250-1111111-2222222\t2026-11-02T01:15:02+00:00\t2026-11-03T01:00:00+00:00\tShipped\tWashi\t"
        "W-1\t2\tUSD\t20.00\t2.00\t6.90\tTokyo\tJP\n"
    ),
}


def understood(text: str, **more: Any) -> list[Group]:
    sheet = read(text.encode())
    shape = shape_of(name := recognise(sheet.header))
    of = OrderImport(
        **{
            "id": 1, "version": 1, "shop_id": 7, "name": "orders.csv", "state": "read",
            "shape": name, "platform": shape.platform or "own", "currency": shape.currency or "JPY",
            "zone": shape.zone or "Asia/Tokyo", "encoding": "utf_8", "delimiter": ",",
            "header": list(sheet.header), "mapping": guess_mapping(sheet.header), "rows_total": 0,
            "rows_done": 0, "made": 0, "changed": 0, "same": 0, "faulty": 0, "kept": 0,
            "asked_by": None, "created_at": NOON, "finished_at": None, **more,
        }
    )  # fmt: skip
    return [*Reader(of).groups(sheet.rows())]


def only(groups: list[Group]) -> OrderDraft:
    assert [group.faults for group in groups] == [[]]
    draft = groups[0].draft
    assert draft is not None
    return draft


@pytest.mark.parametrize("name", EXPORTS)
def test_platforms_own_exports(name: str) -> None:
    assert recognise(read(EXPORTS[name].encode()).header) == name
    order = only(understood(EXPORTS[name]))
    assert order.total == 9990
    assert order.placed_at == datetime(2026, 11, 2, 1, 15, 2, tzinfo=UTC)
    # What sells within Japan alone sends nothing abroad.
    sent = "domestic_shipping" if name in {"rakuten", "yahoo_shopping"} else "export"
    assert (order.state, order.platform) == (sent, shape_of(name).platform)
    assert order.paid == 9990
    assert sum(line.quantity for line in order.lines) == (3 if len(order.lines) == 2 else 1)


def test_an_order_of_shopify_bears_the_name_that_its_webhooks_give_it() -> None:
    order = only(understood(EXPORTS["shopify"]))
    assert (order.external_id, order.number) == ("820982911946154508", "#1042")
    assert order.address is not None
    assert (order.address.postcode, order.address.country) == ("75001", "FR")
    assert [(line.title, line.price) for line in order.lines] == [
        ("Andon lamp", 6000), ("Washi refill", 1000),
    ]  # fmt: skip


def test_an_order_of_taobao_keeps_every_digit() -> None:
    order = only(understood(EXPORTS["taobao"]))
    assert (order.number, order.buyer_phone) == ("4012345678901234567", "13800138000")
    assert (order.note, order.flag) == ("请验货", "green")


@pytest.mark.parametrize(
    ("cell", "platform", "colour"),
    [
        ("1", "taobao", "red"), ("0", "tmall", "grey"), ("0", "pinduoduo", None),
        ("5", "pinduoduo", "pink"), ("1", "shopify", None), ("9", "taobao", None),
        ("红旗", "taobao", "red"), ("黃色", "own", "yellow"), ("Blue", "own", "blue"),
        ("ピンク", "own", "pink"), ("초록", "own", "green"),
        ("whatever", "own", None), ("", "own", None),
    ],
)  # fmt: skip
def test_a_flag_is_its_platforms_number_or_a_colours_name(
    cell: str, platform: str, colour: str | None
) -> None:
    assert flag(cell, platform) == colour


@pytest.mark.parametrize(
    "header",
    [
        "Order number,Order date,Status,Currency,Total,Product name,Quantity,Unit price,Email",
        "订单号,下单时间,订单状态,币种,订单金额,商品名称,数量,单价,邮箱",
        "訂單編號,訂單日期,訂單狀態,幣別,訂單金額,商品名稱,數量,單價,電子郵件",
        "注文番号,注文日時,ステータス,通貨,合計金額,商品名,個数,単価,メールアドレス",
        "주문번호,주문일시,주문상태,통화,결제금액,상품명,수량,단가,이메일",
    ],
)
def test_columns_are_guessed_from_headers_in_five_languages(header: str) -> None:
    row = "A-1,2026-11-01 12:04:05,paid,JPY,1980,茶筒,1,1980,hana@example.com"
    order = only(understood(f"{header}\n{row}\n"))
    assert (order.number, order.placed_at, order.total, order.buyer_email, order.state) == (
        "A-1", NOON, 1980, "hana@example.com", "paid",
    )  # fmt: skip
    assert (order.lines[0].title, order.lines[0].price) == ("茶筒", 1980)


def test_a_broken_row_keeps_its_order_out_and_no_other() -> None:
    header = "注文番号,注文日時,通貨,合計金額,商品名,単価\n"
    groups = understood(
        header
        + "A-1,2026-11-01,JPY,100,茶,100\n"
        + "A-2,2026-11-01,JPY,300,茶,100\n"
        + "A-2,2026-11-01,JPY,300,碗,二百\n"
        + "A-3,2026-11-01,XXQ,100,茶,100\n"
        + ",2026-11-01,JPY,100,茶,100\n"
        + 'A-5,2026-11-01,JPY,100,"茶"筒,100\n'
        + "A-6,2026-11-01,JPY,100,茶\0筒,100\n"
    )
    faults = [(each.line, each.key) for group in groups for each in group.faults]
    assert faults == [
        (3, "order_import.with_faulty"),
        (4, "order_import.bad_amount"),
        (5, "order.unknown_currency"),
        (6, "order_import.nameless"),
        (7, "import.broken_quote"),
    ]
    good = [group.draft for group in groups if group.draft is not None]
    assert [draft.number for draft in good] == ["A-1", "A-6"]
    assert good[-1].lines[0].title == "茶筒"


@given(st.text(alphabet='A1,"\n\t;=+年月日¥., \0', max_size=200))
def test_whatever_a_table_holds_every_row_is_taken_or_told(body: str) -> None:
    text = "注文番号,注文日時,合計金額\n" + body
    rows = sum(1 for _ in read(text.encode()).rows())
    groups = understood(text)
    assert sum(len(group.rows) for group in groups) == rows
    for group in groups:
        assert (group.draft is None) == bool(group.faults)

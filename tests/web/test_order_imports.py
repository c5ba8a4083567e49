"""Orders brought in over HTTP: looked at, taken in by the worker, told by line, refused early."""

from __future__ import annotations

import io
import socket
import zipfile
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from madoguchi.web.guards import CSRF_COOKIE
from tests.web.conftest import Join
from tests.web.running import Browser, Running, problem
from tests.worker.running import until

HEADER = "注文番号,注文日時,通貨,合計金額,商品名\r\n"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(rows: list[list[object]], **more: bytes) -> bytes:
    """Return the least that Excel calls a workbook; numbers are cells of numbers."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{body}</sheetData>'
        "</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (parts | more).items():
            packed.writestr(name, text)
    return out.getvalue()


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    made = anna.post("shops", json={"name": "京都の店", "locale": "ja", "zone": "Asia/Tokyo"})
    return dict(made.json())


def choose(by: Browser, shop: dict[str, Any], content: bytes) -> httpx.Response:
    files = {"file": ("orders.csv", content)}
    return by.post("order-imports", files=files, params={"shop_id": shop["id"]})


def taken_in(by: Browser, import_id: int) -> dict[str, Any]:
    assert by.post(f"order-imports/{import_id}/begin").status_code == 200
    until(lambda: by.get(f"order-imports/{import_id}").json()["state"] == "done")
    return dict(by.get(f"order-imports/{import_id}").json())


def test_from_the_file_to_the_orders_and_back(anna: Browser, shop: dict[str, Any]) -> None:
    rows = HEADER + '=1+1,2026/11/01 12:00,JPY,"１，９８０円",茶筒\r\n'
    rows += "A-2,2026/11/01 12:00,XXQ,1980,茶筒\r\n=2+2,gestern,JPY,1980,茶筒\r\n"
    seen = choose(anna, shop, rows.encode("cp932")).json()
    assert seen["of"]["encoding"] == "cp932"
    (order,) = seen["orders"]
    assert (order["total"], order["placed_at"]) == (1980, "2026-11-01T03:00:00Z")
    assert [fault["line"] for fault in seen["faults"]] == [3, 4]
    done = taken_in(anna, seen["of"]["id"])
    assert (done["made"], done["faulty"]) == (1, 2)
    table = anna.get(f"order-imports/{done['id']}/faults.csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=2+2 gestern" in lines[2]
    assert "XXQ" in anna.get(f"order-imports/{done['id']}/faults").json()[0]["text"]
    problem(anna.post(f"order-imports/{done['id']}/look", json={}), 409, "import.begun")
    assert anna.post(f"order-imports/{done['id']}/undo").json()["state"] == "undoing"
    until(lambda: anna.get(f"order-imports/{done['id']}").json()["state"] == "undone")
    assert anna.get("order-imports").json()[0]["kept"] == 0


def test_a_workbook(anna: Browser, shop: dict[str, Any]) -> None:
    rows: list[list[object]] = [
        ["Order number", "Order date", "Currency", "Total", "Product name"],
        [4711, "2026-11-01 12:00", "USD", 19.8, "Tea caddy"],
    ]
    seen = choose(anna, shop, workbook(rows)).json()
    (order,) = seen["orders"]
    assert (order["number"], order["total"], order["currency"]) == ("4711", 1980, "USD")
    assert taken_in(anna, seen["of"]["id"])["made"] == 1


def test_workbooks_that_would_not_end_are_refused(anna: Browser, shop: dict[str, Any]) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>'
    wide = f'<worksheet xmlns="{_SHEET}"><sheetData>{corners}</sheetData></worksheet>'
    problem(
        choose(anna, shop, workbook([], **{sheet: wide.encode()})), 413,
        "order_import.huge_workbook",
    )  # fmt: skip
    bomb = workbook([], **{"xl/media/zeros.bin": bytes(257 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    problem(choose(anna, shop, bomb), 413, "order_import.huge_workbook")
    for broken in (b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" + bytes(600)):
        problem(choose(anna, shop, broken), 422, "order_import.bad_workbook")


def test_what_is_too_large_is_refused_before_it_is_sent(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    address = urlsplit(str(anna.base_url))
    cookies = "; ".join(f"{name}={value}" for name, value in anna.cookies.items())
    head = (
        f"POST {address.path}order-imports?shop_id={shop['id']} HTTP/1.1\r\n"
        f"Host: {address.netloc}\r\nOrigin: {address.scheme}://{address.netloc}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {2 * 1024**3}\r\n"
        + f"X-CSRF-Token: {anna.cookies.get(CSRF_COOKIE)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 80)) as line:
        line.sendall(head.encode())
        # Not one byte of the two gigabytes is waited for.
        assert line.recv(12) == b"HTTP/1.1 413"


def test_one_endless_line_is_no_table(anna: Browser, shop: dict[str, Any]) -> None:
    problem(choose(anna, shop, b"a" * (4 * 1024 * 1024)), 422, "sheet.bad_header")


def test_agents_import_nothing(anna: Browser, join: Join, shop: dict[str, Any]) -> None:
    ren = join("ren")
    problem(choose(ren, shop, HEADER.encode()), 403, "people.supervisor_only")
    problem(ren.get("order-imports"), 403, "people.supervisor_only")

"""Customers brought in over HTTP: looked at, mapped, taken in, told by line, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Join
from tests.web.running import Browser, problem
from tests.worker.running import until

ROWS = (
    "编号,称呼,联系,备注\n"
    "A-1,王小明,wang@mail.example,喜欢绿茶\n"
    "A-2,李四,not an address,\n"
    "A-3,张三,zhang@mail.example,\n"
)


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    made = anna.post("shops", json={"name": "广府店", "locale": "zh-CN", "zone": "Asia/Shanghai"})
    return dict(made.json())


def choose(by: Browser, shop: dict[str, Any], content: bytes) -> Any:
    files = {"file": ("customers.csv", content)}
    return by.post("customer-imports", files=files, params={"shop_id": shop["id"]})


def names(by: Browser, query: str) -> list[str]:
    found = by.get("search", params={"q": query}).json()["found_customers"]
    return [each["customer"]["name"] for each in found]


def test_from_the_file_to_the_customers_and_back(
    anna: Browser, join: Join, shop: dict[str, Any]
) -> None:
    seen = choose(anna, shop, ROWS.encode("gb18030") + b"A-4,\xff\xff,x@mail.example,\n").json()
    one = f"customer-imports/{seen['of']['id']}"
    assert seen["of"]["encoding"] == "gb18030"
    assert seen["rows"][0] == ["A-1", "王小明", "wang@mail.example", "喜欢绿茶"]
    # Its headers are the shop's own words: somebody says what they mean.
    mapping = {"external_id": 0, "name": 1, "email": 2, "note": 3}
    problem(
        anna.post(f"{one}/look", json={"mapping": {"name": 1}}), 422, "import.nothing_to_know_by"
    )
    looked = anna.post(f"{one}/look", json={"mapping": mapping}).json()
    assert [fault["line"] for fault in looked["faults"]] == [3, 5]
    assert names(anna, "王小明") == []  # nothing is stored but the file
    problem(join("lin", all_shops=True).post(f"{one}/begin"), 403, "people.supervisor_only")
    assert anna.post(f"{one}/begin").status_code == 200
    until(lambda: anna.get(one).json()["state"] == "done")
    done = anna.get(one).json()
    assert (done["made"], done["faulty"], done["rows_done"]) == (2, 2, 4)
    faults = anna.get(f"{one}/faults").json()
    assert [(each["line"], each["begins"][:3]) for each in faults] == [(3, "A-2"), (5, "A-4")]
    assert all(each["text"] and "{" not in each["text"] for each in faults)
    assert names(anna, "王小明") == ["王小明"]
    problem(anna.post(f"{one}/look", json={}), 409, "import.begun")
    assert anna.post(f"{one}/undo").json()["state"] == "undoing"
    until(lambda: anna.get(one).json()["state"] == "undone")
    assert (names(anna, "王小明"), anna.get(one).json()["kept"]) == ([], 0)


def test_only_supervisors_of_the_shop_bring_customers(
    anna: Browser, join: Join, shop: dict[str, Any]
) -> None:
    problem(choose(join("lin", all_shops=True), shop, b"a,b\n"), 403, "people.supervisor_only")
    blind = join("sora", "supervisor", shop_ids=[])
    problem(choose(blind, shop, b"a,b\n"), 404, "shops.not_found")

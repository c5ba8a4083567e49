"""Tables in text: every charset is told, a broken row costs only itself and is told by its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.errors import Invalid
from madoguchi.language.sheets import Fault, guess_columns, read

JAPANESE = "顧客名,メールアドレス,電話番号,備考\n高橋 花子,hanako@example.jp,03-1234-5678,要確認\n"
SIMPLIFIED = "客户名称,邮箱,手机号码,备注\n王小明,wang@example.cn,13800138000,请先联系\n"
TRADITIONAL = "客戶名稱,電子郵件,手機號碼,備註\n陳大文,chan@example.hk,91234567,請先聯繫\n"
KOREAN = "고객명,이메일,전화번호,메모\n김하은,haeun@example.kr,010-1234-5678,먼저 연락 바랍니다\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        *(
            (text, codec)
            for text in (JAPANESE, SIMPLIFIED, TRADITIONAL, KOREAN)
            for codec in ("utf_8", "utf_8_sig", "utf_16", "utf_16_le", "utf_16_be", "gb18030")
            if codec != "gb18030" or text is SIMPLIFIED
        ),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (TRADITIONAL, "cp950"),
        (KOREAN, "euc_kr"),
    ],
)
def test_every_charset_is_told_from_the_bytes(text: str, codec: str) -> None:
    sheet = read(text.encode(codec))
    head, row = text.splitlines()
    assert sheet.header == tuple(head.split(","))
    assert [line.cells for line in sheet.rows()] == [tuple(row.split(","))]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_by_which_rows_agree(delimiter: str) -> None:
    rows = [["name", "note"], ["Li, Na", "a;b"], ["Kim", "x|y, z"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    sheet = read(out.getvalue().encode())
    assert sheet.delimiter == delimiter
    assert [list(line.cells) for line in sheet.rows()] == rows[1:]
    told = f"sep={delimiter}\r\n{out.getvalue()}"
    assert read(told.encode()).header == ("name", "note")


@pytest.mark.parametrize("codec", ["cp932", "utf_8", "euc_jp"])
def test_a_broken_row_costs_only_itself(codec: str) -> None:
    good = "佐藤 一郎,東京都千代田区\r\n".encode(codec)
    bad = "鈴木 ".encode(codec) + b"\x81,x\r\n"
    data = "氏名,住所\r\n".encode(codec) + good + bad + good
    sheet = read(data)
    assert sheet.encoding == codec
    assert [(line.number, line.fault) for line in sheet.rows()] == [
        (2, None),
        (3, Fault.BYTES),
        (4, None),
    ]


def test_quotes_that_never_close_do_not_swallow_the_rest() -> None:
    text = 'name,note\n"Anna,lost\nLin,"two\nlines"\n"a"b,c\nKim,"a ""b"" c",d\nPark,5" pipe\n'
    lines = list(read(text.encode()).rows())
    assert [(line.number, line.fault) for line in lines] == [
        (2, Fault.QUOTE),
        (3, None),
        (5, Fault.QUOTE),
        (6, Fault.CELLS),
        (7, None),
    ]
    assert lines[1].cells == ("Lin", "two\nlines")
    assert lines[4].cells == ("Park", '5" pipe')


def test_a_quote_open_over_a_long_file_costs_one_row() -> None:
    text = 'name,note\n"open,x\n' + "".join(f"n{number},ok\n" for number in range(1_000))
    lines = list(read(text.encode()).rows())
    assert [line.number for line in lines if line.fault] == [2]
    assert len(lines) == 1_001


def test_what_programs_put_around_a_cell_goes() -> None:
    sheet = read("編號,電話,式\n=\"00123\",'+886 912 345 678,'=1+1\n,,\n".encode())
    assert [line.cells for line in sheet.rows()] == [("00123", "+886 912 345 678", "=1+1")]


def test_reading_goes_on_after_a_line() -> None:
    sheet = read(b"a,b\n1,2\n\n3,4\n5,6\n")
    assert [line.number for line in sheet.rows(after=2)] == [4, 5]


@pytest.mark.parametrize(
    ("data", "options", "key"),
    [
        (b"", {}, "sheet.empty"),
        (b"\n \n,,\n", {}, "sheet.empty"),
        (b'"never closed\n', {}, "sheet.bad_header"),
        (b"a,b\n", {"encoding": "no-such"}, "sheet.unknown_encoding"),
        (b"a,b\n", {"delimiter": '"'}, "sheet.bad_delimiter"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, options: dict[str, str], key: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(data, **options)
    assert refused.value.key == key


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf"))
)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8), st.sampled_from(["utf-8", "utf-16"]))
def test_what_a_writer_wrote_is_read(rows: list[tuple[str, str, str]], codec: str) -> None:
    rows = [row for row in rows if any(row) and not any(cell[:1] in {"=", "'"} for cell in row)]
    out = io.StringIO()
    csv.writer(out).writerows([("one", "two", "three"), *rows])
    assert [line.cells for line in read(out.getvalue().encode(codec), delimiter=",").rows()] == rows


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        sheet = read(data)
    except Invalid:
        return
    numbers = [line.number for line in sheet.rows()]
    assert numbers == sorted(set(numbers))
    for line in sheet.rows():
        "".join(line.cells).encode()  # no half characters leave


def test_columns_are_known_by_what_headers_call_them() -> None:
    words = {"email": ["email", "メールアドレス", "邮箱"], "name": ["name", "氏名", "姓名"]}
    assert guess_columns(["氏名（漢字）", "メールアドレス"], words) == {"email": 1, "name": 0}
    assert guess_columns(["Customer E-Mail", "Full_Name"], words) == {"email": 0, "name": 1}
    assert guess_columns(["姓名", "郵箱", "地址"], words) == {"email": 1, "name": 0}
    assert guess_columns(["x", "y"], words) == {}

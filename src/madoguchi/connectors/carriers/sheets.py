"""Files of Japanese carriers, as a shop's own program posts them: a table with a row of headings.

Which order went under which number (what their labelling programs write), and what moved, with the
headings and words of the carriers' own pages. Pure.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from madoguchi.connectors.carriers.decoding import digest
from madoguchi.connectors.carriers.following import Following
from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import (
    Context,
    News,
    NoticeName,
    ParcelNews,
    Posted,
    TrackingNews,
)
from madoguchi.connectors.connections.rules.signatures import check_ours
from madoguchi.orders.contracts import Direction, MovementDraft, ParcelDraft

TOPIC = "sheet"
MOST_ROWS = 500
"""They are kept in one step, while others wait."""
_JST = ZoneInfo("Asia/Tokyo")
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:時]?(\d{2})分?(?::?\d{2}秒?)?")
_ASIDE = re.compile(r"\([^()]*\)")
# Two pages of one carrier name a column in two ways; the first that is there counts.
_NUMBER = ("伝票番号", "お問い合わせ番号", "お問い合わせ伝票番号", "送り状番号", "追跡番号")
_ORDER = ("お客様管理番号", "お客様側管理番号")
_AT = ("状態発生日", "日時")
_ON = ("日付", "年月日")
_HOUR = ("時刻",)
_STATUS = ("荷物状況", "配送履歴", "配送状況")
_DETAIL = ("詳細",)
_PLACE = ("担当店名", "取扱局", "取扱店")
_REGION = ("県名等",)


class Sheets(Following):
    """The beginning of such a carrier's adapter."""

    carrier: ClassVar[str]

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check `Madoguchi-Signature`, as of a shop's own program."""
        check_ours(posted, secrets)

    def name(self, posted: Posted) -> NoticeName:
        """Name a file by what it says, unless it was given an id."""
        return NoticeName(posted.headers.get("madoguchi-id") or digest(posted.body), TOPIC)

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read a file. Raises `Unreadable` with the line."""
        rows = csv.reader(io.StringIO(_text(body), newline=""))
        try:
            headings = [_plain(each) for each in next(rows, [])]
            news = [*self._news(headings, rows, context)]
        except csv.Error as error:
            raise Unreadable(f"line {rows.line_num}: {error}") from error
        return news

    def _news(
        self, headings: Sequence[str], rows: Iterator[list[str]], context: Context
    ) -> Iterator[News]:
        place = {heading: index for index, heading in reversed([*enumerate(headings)])}
        if not place.keys() & {*_NUMBER}:
            raise Unreadable(f"no column {' / '.join(_NUMBER)}")
        for count, row in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise Unreadable(f"more than {MOST_ROWS} rows")
            cells = {name: row[at].strip() for name, at in place.items() if at < len(row)}
            number = _first(cells, _NUMBER)
            if not number:
                continue
            if order := _first(cells, _ORDER):
                yield ParcelNews(
                    parcel=ParcelDraft(
                        shop_id=context.shop_id,
                        number=number,
                        carrier=self.carrier,
                        direction=_direction(number),
                    ),
                    numbers=[order],
                )
            if status := _first(cells, _STATUS):
                movement = self._movement(cells, status, count + 1)
                yield TrackingNews(number=number, carrier=self.carrier, movements=[movement])

    def _movement(self, cells: Mapping[str, str], status: str, line: int) -> MovementDraft:
        said = _plain(status)
        place = self._words.place(said, _ASIDE.sub("", said), _plain(_first(cells, _DETAIL)))
        return MovementDraft(
            at=_at(cells, line),
            status=place.status,
            detail=place.detail,
            place=" ".join(filter(None, (_first(cells, _PLACE), _first(cells, _REGION)))),
            text=" ".join(filter(None, (status, _first(cells, _DETAIL)))),
        )


def _text(body: bytes) -> str:
    """Return a file as text: UTF-8, or the Shift_JIS that Japanese programs still write."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("neither UTF-8 nor Shift_JIS")


def _at(cells: Mapping[str, str], line: int) -> datetime:
    written = _first(cells, _AT) or f"{_first(cells, _ON)} {_first(cells, _HOUR)}"
    text = _plain(written, keep_spaces=True)
    day = _DAY.match(text)
    time = _TIME.match(text[day.end() :].strip()) if day else None
    try:
        if day is None:
            raise ValueError
        hour, minute = (int(time[1]), int(time[2])) if time else (0, 0)
        year, month, date = (int(each) for each in day.groups())
        return datetime(year, month, date, hour, minute, tzinfo=_JST)
    except ValueError:
        raise Unreadable(f"line {line}: no time: {written.strip()[:40]}") from None


def _first(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _plain(text: str, *, keep_spaces: bool = False) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return folded.strip() if keep_spaces else "".join(folded.split())


def _direction(number: str) -> Direction:
    # Numbers of the Universal Postal Union go abroad; those of digits alone stay in Japan.
    return "domestic" if number.replace("-", "").isdigit() else "international"

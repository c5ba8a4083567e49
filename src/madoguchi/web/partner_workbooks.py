"""A month with a partner as an Excel workbook: figures, what repeats, and each request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from madoguchi.language.catalogue import text
from madoguchi.partners.contracts.reports import Detail, Packet
from madoguchi.partners.rules.wording import kind_name
from madoguchi.web.partner_sheets import COUNTS, cause_text, head_of, wanted_text

_DAY_SECONDS = 86_400
_LONGEST_NAME = 31
"""Characters of a sheet's name, as Excel has it."""


def workbook(packet: Packet, details: Sequence[Detail], locale: str) -> bytes:
    """Return an `.xlsx` in a language; times are the partner's, and lengths its working time.

    What people have typed goes in as text: none of it is a formula.
    """
    # Only whoever wants a workbook loads it.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        pages = _Pages(book, locale)
        pages.figures(packet)
        pages.causes(packet)
        pages.requests(details, ZoneInfo(packet.partner.zone))
    return out.getvalue()


class _Pages:
    """The sheets of one workbook, with the forms that their cells share."""

    def __init__(self, book: Any, locale: str) -> None:  # noqa: ANN401 - the library has no types
        self._book = book
        self._locale = locale
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._total = book.add_format({"bold": True, "top": 1})
        self._span = book.add_format({"num_format": "[h]:mm"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def figures(self, packet: Packet) -> None:
        heads = [self._say("kind"), *(head_of(each, self._locale) for each in COUNTS)]
        page = self._page("packet", heads, [24, *(13 for _ in COUNTS)])
        for row, each in enumerate((*packet.kinds, packet.total), start=1):
            total = each.kind is None
            name = self._say("all") if each.kind is None else kind_name(each.kind, self._locale)
            page.write_string(row, 0, name, self._total if total else None)
            for column, count in enumerate(COUNTS, start=1):
                value = getattr(each, count)
                if count.endswith("_s"):
                    self._write_span(page, row, column, value)
                else:
                    page.write_number(row, column, value, self._total if total else None)
        page.write_string(len(packet.kinds) + 3, 0, self._say("working_time"))

    def causes(self, packet: Packet) -> None:
        heads = [self._say(each) for each in ("kind", "cause", "times")]
        page = self._page("causes", heads, [24, 48, 10])
        for row, cause in enumerate(packet.causes, start=1):
            page.write_string(row, 0, kind_name(cause.kind, self._locale))
            page.write_string(row, 1, cause_text(cause, self._locale))
            page.write_number(row, 2, cause.count)

    def requests(self, details: Sequence[Detail], zone: ZoneInfo) -> None:
        locale = self._locale
        heads = [
            self._say("kind"),
            text("partners.portal.reference", locale),
            self._say("wanted"),
            text("partners.portal.asked_at", locale),
            self._say("count_answered"),
            self._say("state"),
            self._say("took"),
            self._say("count_late"),
        ]
        page = self._page("requests", heads, [22, 20, 44, 17, 17, 14, 12, 10])
        for row, detail in enumerate(details, start=1):
            request = detail.request
            page.write_string(row, 0, kind_name(request.kind, locale))
            page.write_string(row, 1, request.reference)
            page.write_string(row, 2, wanted_text(request, locale, zone.key), self._wrapped)
            self._write_moment(page, row, 3, request.asked_at, zone)
            self._write_moment(page, row, 4, request.answered_at, zone)
            page.write_string(row, 5, text(f"partners.state.{request.state}", locale))
            self._write_span(page, row, 6, detail.took_s)
            page.write_string(row, 7, text("partners.yes", locale) if detail.late else "")

    def _page(self, name: str, heads: Sequence[str], widths: Sequence[int]) -> Any:  # noqa: ANN401
        page = self._book.add_worksheet(self._say(name)[:_LONGEST_NAME])
        for column, (words, width) in enumerate(zip(heads, widths, strict=True)):
            page.write_string(0, column, words, self._head)
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        return page

    def _write_span(self, page: Any, row: int, column: int, seconds: int | None) -> None:  # noqa: ANN401
        if seconds is not None:
            page.write_number(row, column, seconds / _DAY_SECONDS, self._span)

    def _write_moment(
        self,
        page: Any,  # noqa: ANN401
        row: int,
        column: int,
        at: datetime | None,
        zone: ZoneInfo,
    ) -> None:
        if at is not None:
            # Excel knows no zones: what stands there is the partner's clock.
            page.write_datetime(row, column, at.astimezone(zone).replace(tzinfo=None), self._moment)

    def _say(self, key: str) -> str:
        return text(f"partners.sheet.{key}", self._locale)

"""What an agent and a supervisor come by through the API: asking, holding, passing on, sheets."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from madoguchi.language.catalogue import LOCALES, text
from madoguchi.partners.rules.wording import zone_text
from tests.partners.portal_place import Place, made
from tests.web.conftest import anna, empty, join, server
from tests.web.running import Browser, Running, problem

__all__ = ["anna", "empty", "join", "server"]

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def place(server: Running, anna: Browser) -> Place:
    return Place(server, anna)


def test_an_honest_word_says_that_it_is_peak_season_there_and_by_when(place: Place) -> None:
    asked = place.ask(place.osaka)
    (talk,) = (each["conversation_id"] for each in asked["places"])

    def told() -> dict[str, Any]:
        (found,) = place.anna.get(f"conversations/{talk}/partner-holdings").json()
        return dict(found)

    # Nobody knows the customer's own clock: then it is the shop's, and the word says so.
    due = datetime.fromisoformat(asked["due_at"]).astimezone(ZoneInfo(place.shop["zone"]))
    by_when = f"{due:%H:%M}（{zone_text(place.shop['zone'], 'ja')}）までに"
    usual = told()
    assert by_when in usual["text"]
    assert "繁忙期" not in usual["text"]
    assert (usual["peak"], usual["language"]) == (None, "ja")

    address = f"calendars/partner/{place.osaka['id']}"
    calendar = place.anna.get(address).json()["calendar"]
    today = datetime.now(UTC).astimezone(TOKYO).date()
    season = {
        "first": (today - timedelta(days=3)).isoformat(),
        "last": (today + timedelta(days=3)).isoformat(),
        "name": "年末繁忙期",
    }
    kept = place.anna.put(address, json={**calendar, "peaks": [season]})
    assert kept.status_code == 200, kept.text
    busy = told()
    assert busy["peak"] == "年末繁忙期"
    assert "繁忙期" in busy["text"]
    assert by_when in busy["text"]


def test_who_asks_nothing_in_particular_is_told_so_in_words(place: Place) -> None:
    talk = place.talk()
    asking = {"partner_id": place.osaka["id"], "kind": "reweigh"}
    refused = place.anna.post(f"conversations/{talk}/partner-requests", json=asking)
    body = problem(refused, 422, "partner.thing_unknown")
    assert body["field"] == "reference"
    assert body["detail"] == text("partner.thing_unknown", "ja")


def test_the_sheets_print_and_open_in_either_language(place: Place) -> None:
    place.ask(place.osaka, kind="count", wanted={}, reference="<i>R-1</i>", text="=1+1")
    again = place.ask(place.osaka, kind="measure", wanted={"subject": "item"}, reference="R-2")
    place.ask(place.osaka, kind="photo", reference="R-2")
    sizes = {"given.length": "30.5", "given.width": "20", "given.height": "15"}
    assert place.tanaka.enter(f"requests/{again['id']}/answer", **sizes).status_code == 303
    at = f"partners/{place.osaka['id']}"
    month = f"{datetime.now(UTC).astimezone(TOKYO):%Y-%m}"
    for locale in LOCALES:
        day = place.anna.get(f"{at}/hand-over/page?locale={locale}")
        assert day.status_code == 200
        assert "&lt;i&gt;R-1&lt;/i&gt;" in day.text
        assert "<i>" not in day.text
        owed, ours = (day.text.index(f"<h2>{name}") for name in (
            text("partners.sheet.owed", locale, partner="大阪倉庫"),
            text("partners.sheet.ours", locale),
        ))  # fmt: skip
        assert owed < day.text.index("R-1") < ours < day.text.rindex("R-2")
        page = place.anna.get(f"{at}/packet/page?month={month}&locale={locale}")
        assert text("partners.kind.measure", locale) in page.text
        book = place.anna.get(f"{at}/packet/xlsx?month={month}&locale={locale}")
        figures = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
        assert figures.to_python()[0][1] == text("partners.sheet.count_asked", locale)
    packet = made(place.anna.get(f"{at}/packet?month={month}"))
    assert (packet["total"]["asked"], packet["total"]["answered"]) == (3, 1)
    written = place.anna.get(f"{at}/packet/csv?month={month}")
    assert written.headers["content-disposition"].endswith('.csv"')
    rows = list(csv.reader(io.StringIO(written.content.decode("utf-8-sig"))))
    assert ["all", "3", "1", "0", "0", "2"] in [row[:6] for row in rows]
    problem(place.anna.get(f"{at}/packet?month=soon"), 422, "partner.bad_month")


def test_a_day_of_the_sheet_is_the_partners_and_can_be_turned_back(place: Place) -> None:
    place.ask(place.osaka, reference="R-1")
    at = f"partners/{place.osaka['id']}/hand-over"
    today = datetime.now(UTC).astimezone(TOKYO).date()
    earlier = (today - timedelta(days=2)).isoformat()
    assert earlier not in place.anna.get(f"{at}/page").text
    before = made(place.anna.get(f"{at}?day={earlier}"))
    assert (before["day"], before["owed"], before["ours"], before["asked"]) == (earlier, [], [], [])

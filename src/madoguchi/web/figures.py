"""Figures: what they mean, those of a period, what stands behind one, and the wallboard."""

from __future__ import annotations

import csv
import io
from datetime import date

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery

from madoguchi.insight.contracts import Behind, FigureName, Filter, Period, Split, Wallboard
from madoguchi.insight.figures.definitions import DEFINITIONS
from madoguchi.insight.queries.period import behind, period
from madoguchi.insight.queries.wallboard import wallboard
from madoguchi.kernel.transaction import View
from madoguchi.language.catalogue import best_locale, text
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from madoguchi.web.guards import By
from madoguchi.web.inputs import Asked, Limit, QueryNumber
from madoguchi.web.state import GivenDesk

Wanted = NamedDependency[Filter]


class Days(msgspec.Struct, frozen=True):
    """Which days are asked for, both included, and of what; None as `period` reads it."""

    first: date | None
    last: date | None
    wanted: Filter


GivenDays = NamedDependency[Days]


def of_what(
    shop_id: QueryNumber = None,
    channel: FromQuery[str | None] = None,
    language: FromQuery[str | None] = None,
    team_id: QueryNumber = None,
    person_id: QueryNumber = None,
    country: FromQuery[str | None] = None,
) -> Filter:
    """Provide `wanted` to handlers: what figures are of."""
    return Filter(
        shop_id=shop_id,
        channel=channel,
        language=language,
        team_id=team_id,
        person_id=person_id,
        country=country,
    )


def of_days(
    wanted: Wanted, first: FromQuery[date | None] = None, last: FromQuery[date | None] = None
) -> Days:
    """Provide `asked` to handlers: which days figures are of, and of what."""
    return Days(first, last, wanted)


GIVEN = {
    "wanted": Provide(of_what, sync_to_thread=False),
    "asked": Provide(of_days, sync_to_thread=False),
}


@get("/figures/definitions", tags=["Figures"], summary="What each figure means")
async def define(request: Asked, by: By) -> list[FigureName]:
    """List every figure with its formula in the reader's language."""
    locale = best_locale(request.headers.get("accept-language", by.locale))
    return [
        FigureName(
            name=name,
            version=each.version,
            unit=each.unit,
            title=text(f"insight.figure.{name}", locale),
            formula=text(f"insight.figure.{name}.formula", locale),
        )
        for name, each in DEFINITIONS.items()
    ]


@get("/figures", tags=["Figures"], summary="The figures of a period", dependencies=GIVEN)
async def show(
    by: By, desk: GivenDesk, asked: GivenDays, split: FromQuery[Split] = "day"
) -> Period:
    """Return the figures of some days, by default the last 30, as a whole and in parts.

    Supervisors and owners see all; an agent, their own with `person_id`.
    """
    return await desk.store.read(_period, asked, split, by)


@get(
    "/figures/csv",
    tags=["Figures"],
    summary="The figures of a period as a table",
    media_type="text/csv",
    dependencies=GIVEN,
)
async def export_table(
    by: By, desk: GivenDesk, asked: GivenDays, split: FromQuery[Split] = "day"
) -> Response[bytes]:
    """Return the same as a file with a line for each part and one for the whole."""

    def read(view: View) -> tuple[Period, dict[int, str]]:
        return _period(view, asked, split, by), _names(view, split, by)

    found, names = await desk.store.read(read)
    return Response(
        _table(found, names), media_type="text/csv", headers=_as_file(found, split, "csv")
    )


@get(
    "/figures/json",
    tags=["Figures"],
    summary="The figures of a period as a file for programs",
    dependencies=GIVEN,
)
async def export_json(
    by: By, desk: GivenDesk, asked: GivenDays, split: FromQuery[Split] = "day"
) -> Response[Period]:
    """Return the same as a file to be kept."""
    found = await desk.store.read(_period, asked, split, by)
    return Response(found, headers=_as_file(found, split, "json"))


def _period(view: View, asked: Days, split: Split, by: Actor) -> Period:
    return period(view, asked.first, asked.last, split, asked.wanted, by=by)


def _as_file(found: Period, split: Split, ending: str) -> dict[str, str]:
    name = f"figures-{found.first}-{found.last}-{split}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@get(
    "/figures/{name:str}/conversations",
    tags=["Figures"],
    summary="The conversations behind a figure",
    dependencies=GIVEN,
)
async def show_behind(
    name: FromPath[str],
    by: By,
    desk: GivenDesk,
    asked: GivenDays,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> Behind:
    """List the conversations that a figure counts, the newest first."""
    return await desk.store.read(
        behind, name, asked.first, asked.last, asked.wanted, by=by, limit=limit, cursor=cursor
    )


@get(
    "/wallboard",
    tags=["Figures"],
    summary="The wallboard as it stands",
    dependencies=GIVEN,
)
async def show_wallboard(by: By, desk: GivenDesk, wanted: Wanted) -> Wallboard:
    """Return today's figures; whoever wants them as they change asks for them by socket."""
    return await desk.store.read(wallboard, wanted, by=by)


def _names(view: View, split: Split, by: Actor) -> dict[int, str]:
    if split == "shop":
        return {each.id: each.name for each in shops.all_shops(view, by)}
    if split == "team":
        return {each.id: each.name for each in people.all_teams(view, by)}
    if split == "person":
        return {each.id: each.name for each in people.all_people(view, by)}
    return {}


def _table(found: Period, names: dict[int, str]) -> bytes:
    """A line for each part, and a last one for the whole; figures as they are, not rounded."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow([found.split, "name", *DEFINITIONS])
    for row in found.rows:
        name = names.get(row.key, "") if isinstance(row.key, int) else ""
        # What begins like a formula would be run by a spreadsheet.
        safe = f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t"} else name
        table.writerow([row.key, safe, *(row.figures[figure] for figure in DEFINITIONS)])
    table.writerow(["total", "", *(found.total[figure] for figure in DEFINITIONS)])
    # The mark tells a spreadsheet that this is UTF-8.
    return b"\xef\xbb\xbf" + written.getvalue().encode()

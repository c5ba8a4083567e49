"""Working calendars: whose hours count when something is owed in time."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import delete, get, post, put
from litestar.params import JSONBody, PathParameter

from madoguchi.clocks.contracts import CalendarForm, CalendarView, Holder, ShownYear
from madoguchi.clocks.operations import keeping
from madoguchi.clocks.queries import kept
from madoguchi.clocks.rules.writing import calendar_from, form_of, shown_year
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import Tx, View
from madoguchi.partners.queries import partners
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk

PathHolder = Annotated[Holder, PathParameter(description="Whose it is.")]


class YearAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A calendar, kept or not, and the year to lay out."""

    calendar: CalendarForm
    year: int


class Standing(msgspec.Struct, frozen=True):
    """The calendar that somebody works by: their own, or where they have none, a shop's hours."""

    own: bool
    calendar: CalendarForm | None


@get("/calendars", tags=["Calendars"], summary="All calendars")
async def show_all(by: By, desk: GivenDesk) -> list[CalendarView]:
    """List the calendars that shops, teams, partners and people have of their own."""
    return await desk.store.read(kept.calendars, by=by)


@post("/calendars/year", tags=["Calendars"], summary="Lay a year out", status_code=200, anew=True)
async def lay_out(data: JSONBody[YearAsked]) -> ShownYear:
    """Show what a calendar makes of each day of a year, before it is kept: hours, holidays by name,
    and whether the official holidays are known yet.
    """
    return shown_year(calendar_from(data.calendar), data.year)


@get("/calendars/{holder:str}/{holder_id:int}", tags=["Calendars"], summary="One calendar")
async def show(holder: PathHolder, holder_id: PathId, by: By, desk: GivenDesk) -> Standing:
    """Show a calendar; for a shop without one of its own, its opening hours as one."""

    def query(view: View) -> Standing:
        _must_exist(view, holder, holder_id, by)
        every = kept.calendars(view, by=by)
        own = next((e for e in every if (e.holder, e.holder_id) == (holder, holder_id)), None)
        if own is not None:
            return Standing(True, own.calendar)
        hours = shops.calendar_of(view, holder_id) if holder is Holder.SHOP else None
        return Standing(False, None if hours is None else form_of(hours))

    return await desk.store.read(query)


@put("/calendars/{holder:str}/{holder_id:int}", tags=["Calendars"], summary="Keep a calendar")
async def keep(
    holder: PathHolder, holder_id: PathId, data: JSONBody[CalendarForm], by: By, desk: GivenDesk
) -> CalendarView:
    """Give somebody a calendar, or another in its place. Clocks that run stay on theirs."""
    calendar = calendar_from(data)

    def run(tx: Tx) -> CalendarView:
        _must_exist(tx, holder, holder_id, by)
        return keeping.keep_calendar(tx, holder, holder_id, calendar, by=by)

    return await desk.store.write(run)


@delete("/calendars/{holder:str}/{holder_id:int}", tags=["Calendars"], summary="Remove a calendar")
async def remove(holder: PathHolder, holder_id: PathId, by: By, desk: GivenDesk) -> None:
    """Take a calendar away: a person works by their team's, a team by the shop's, a shop by its
    opening hours.
    """
    await desk.store.write(keeping.remove_calendar, holder, holder_id, by=by)


def _must_exist(view: View, holder: Holder, holder_id: int, by: Actor) -> None:
    if holder is Holder.SHOP:
        shops.visible(view, holder_id, by=by)
    elif holder is Holder.TEAM:
        people.team(view, holder_id)
    elif holder is Holder.PARTNER:
        partners.partner(view, holder_id)
    elif holder is Holder.PERSON and not any(
        each.id == holder_id for each in people.all_people(view, by)
    ):
        raise NotFound("people.not_found")

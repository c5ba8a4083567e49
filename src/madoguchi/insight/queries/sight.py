"""Which rows a reader's figures are made of: what they ask for, as far as they may see it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.insight.contracts import Filter, Split
from madoguchi.insight.figures.cuts import Grain
from madoguchi.insight.tables import figure_fact_table, figure_tally_table
from madoguchi.kernel.errors import Forbidden
from madoguchi.people.contracts import Actor


def check(wanted: Filter, by: Actor) -> None:
    """Refuse figures that are not for this reader: agents see their own. Raises `Forbidden`."""
    own = by.person_id is not None and wanted.person_id == by.person_id
    if not own and not by.at_least("supervisor"):
        raise Forbidden("insight.own_figures_only")


def grain_of(wanted: Filter, split: Split = "day") -> Grain | None:
    """The coarsest tallies that tell apart what is asked for, and by what it is to be split.

    None where there are none: people are not told apart within a channel, language or team.
    """
    by = {
        Grain.CHANNEL: wanted.channel,
        Grain.LANGUAGE: wanted.language,
        Grain.TEAM: wanted.team_id,
        Grain.PERSON: wanted.person_id,
        Grain.COUNTRY: wanted.country,
    }
    asked = [grain for grain, value in by.items() if value is not None or grain.value == split]
    if len(asked) > 1:
        return None if Grain.PERSON in asked else Grain.PLACE
    return asked[0] if asked else Grain.SHOP


def counts_time(wanted: Filter, by: Actor) -> bool:
    """Whether people's time belongs to what is asked for: it is of no shop, channel or language."""
    whole = wanted == Filter(person_id=wanted.person_id)
    return whole and (wanted.person_id is not None or by.all_shops)


def place_conditions(
    table: sa.FromClause, wanted: Filter, by: Actor
) -> list[sa.ColumnElement[bool]]:
    """The conditions on the shop, channel, language, team and country of a table's rows."""
    columns: Any = table.c
    conditions = []
    if wanted.shop_id is not None:
        conditions.append(columns.shop_id == wanted.shop_id)
    if not by.all_shops:
        conditions.append(columns.shop_id.in_(by.shop_ids))
    for column, value in (
        (columns.channel, wanted.channel),
        (columns.language, wanted.language),
        (columns.team_id, wanted.team_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.country is not None:
        # Only calls are of a country.
        known = "country" in columns
        conditions.append(columns.country == wanted.country if known else sa.false())
    return conditions


def tally_conditions(
    wanted: Filter, by: Actor, grain: Grain, split: Split = "day"
) -> list[sa.ColumnElement[bool]]:
    """The conditions on rows of tallies; days and half hours are left open.

    Whoever sees every shop, and asks for no one of them, reads the rows of the whole house.
    """
    columns = figure_tally_table.c
    conditions = [columns.grain == grain.value, *place_conditions(figure_tally_table, wanted, by)]
    if wanted.person_id is not None:
        conditions.append(columns.person_id == wanted.person_id)
    if split == "shop":
        conditions.append(columns.shop_id.is_not(None))
    elif by.all_shops and wanted.shop_id is None:
        conditions.append(columns.shop_id.is_(None))
    return conditions


def fact_conditions(wanted: Filter, by: Actor) -> list[sa.ColumnElement[bool]]:
    """The conditions on facts; kinds and days are left open."""
    conditions = place_conditions(figure_fact_table, wanted, by)
    if wanted.person_id is not None:
        conditions.append(figure_fact_table.c.person_id == wanted.person_id)
    return conditions

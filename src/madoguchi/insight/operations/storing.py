"""What is kept as rows of tables."""

from __future__ import annotations

from madoguchi.insight.figures.cuts import Row, place_of
from madoguchi.insight.figures.definitions import mark_of
from madoguchi.insight.figures.events import Where
from madoguchi.insight.figures.facts import Fact, Inquiry
from madoguchi.insight.figures.fold import Talk
from madoguchi.insight.figures.stored import write

Values = dict[str, object]


def tally_row(row: Row, written: str) -> Values:
    """Return a row of tallies as it is stored."""
    return {
        "cut": row.name,
        "grain": row.grain.value,
        "day": row.day,
        "slot": row.slot,
        "shop_id": row.where.shop,
        "channel": row.where.channel,
        "language": row.where.language,
        "team_id": row.where.team,
        "country": row.where.country,
        "person_id": row.person,
        "tally": written,
    }


def fact_row(fact: Fact) -> Values:
    """Return a fact as it is stored."""
    where, slot = place_of(fact)
    kind, one, two, three = fact.id
    return {
        "kind": kind,
        "one": one,
        "two": two,
        "three": three,
        "day": fact.day.toordinal(),
        "slot": slot,
        "shop_id": where.shop,
        "channel": where.channel,
        "language": where.language,
        "team_id": where.team,
        "country": where.country,
        "person_id": fact.agent,
        "mark": mark_of(fact),
        "customer_id": fact.customer if isinstance(fact, Inquiry) else None,
        "fact": write(fact),
    }


def talk_row(conversation_id: int, talk: Talk) -> Values:
    """Return what is remembered of a conversation as it is stored."""
    where = talk.where or Where()
    return {
        "conversation_id": conversation_id,
        "shop_id": where.shop,
        "channel": where.channel,
        "language": where.language,
        "team_id": where.team,
        "person_id": talk.agent,
        "served_at": None if talk.resolved or talk.agent is None else talk.said_at,
        "talk": write(talk),
    }

"""A partner works by its own clock from the first day, wherever the shop is, and moves with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from madoguchi.clocks.contracts import Calendar, Holder, PublicHolidays
from madoguchi.clocks.operations import keeping
from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import PartnerChanges, PartnerDraft
from madoguchi.partners.queries import partners as queries
from madoguchi.partners.rules.hours import usual_hours
from tests.partners.conftest import Trade


def test_a_new_partners_clock_runs_in_its_own_zone(trade: Trade) -> None:
    world = trade.world
    draft = PartnerDraft(kind="seller", name="Hudson Antiques", zone="America/New_York")
    seller = world.store.write_now(operations.make_partner, draft, by=world.anna)
    # Monday morning in Kyoto is Sunday evening there: four hours of work end on Monday at one.
    asked = trade.ask(trade.talk(), partner_id=seller.id, kind="ask_seller", wanted={}, text="?")
    assert asked.due_at is not None
    due = datetime(2026, 3, 2, 18, tzinfo=UTC)
    assert abs(asked.due_at - due) < timedelta(seconds=1)


def test_its_hours_move_with_it_and_what_was_kept_by_hand_stays(trade: Trade) -> None:
    world, write = trade.world, trade.world.store.write_now

    def hours(partner_id: int) -> Calendar:
        found = world.store.read_now(queries.calendar_of, partner_id)
        assert found is not None
        return found

    def move(partner_id: int, zone: str) -> Calendar:
        write(operations.change_partner, partner_id, PartnerChanges(zone=zone), by=world.anna)
        return hours(partner_id)

    # What nobody has touched is the other country's usual week; what somebody has keeps its days.
    assert hours(trade.seller.id).holidays == (PublicHolidays("JP"),)
    assert move(trade.seller.id, "Asia/Seoul") == usual_hours("Asia/Seoul")
    before = hours(trade.osaka.id)
    moved = move(trade.osaka.id, "Asia/Seoul")
    assert moved == replace(before, zone="Asia/Seoul")
    assert [peak.first for peak in moved.peaks] == [date(2026, 3, 20)]
    # Hours in another zone than the partner's own were meant so.
    apart = replace(before, zone="Asia/Taipei")
    write(keeping.keep_calendar, Holder.PARTNER, trade.osaka.id, apart, by=world.anna)
    assert move(trade.osaka.id, "Asia/Tokyo") == apart


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+5", "Antarctica/Troll"])
def test_where_no_country_is_known_there_are_no_holidays(zone: str) -> None:
    assert usual_hours(zone).holidays == ()

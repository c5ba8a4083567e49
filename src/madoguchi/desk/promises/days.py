"""On whose days a promise is counted: the agent's own, their team's, their shop's, office hours."""

from __future__ import annotations

from typing import NamedTuple

from madoguchi.clocks.contracts import AsPromised, Basis, FrozenCalendar, KeptStandard, Subject
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.queries.book import book
from madoguchi.clocks.rules import standards
from madoguchi.clocks.rules.freezing import frozen_in
from madoguchi.customers import queries as customers
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations.owing import calendar_for, places
from madoguchi.desk.promises import rules
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops


class Standing(NamedTuple):
    """What holds for a promise made here and now.

    `standard` is None where a supervisor has turned it off; `unnamed` is how many working days
    somebody has who names no time.
    """

    standard: KeptStandard | None
    calendar: FrozenCalendar
    days: rules.CalendarDays
    unnamed: int


def standing(view: View, conversation: Conversation, by: Actor) -> Standing:
    """Return what holds for what this actor promises in a conversation."""
    customer = customers.find(view, conversation.customer_id)
    kept = book(view).standard(Subject.PROMISE, places(conversation, customer))
    standard = _SHIPPED if kept is None else kept.standard
    calendar = None
    if standard.basis is not Basis.ALWAYS:
        try:
            calendar = calendar_for(
                view,
                standard,
                shop_id=conversation.shop_id,
                person_id=by.person_id,
                customer_zone=None if customer is None else customer.zone,
            )
        except CalendarError:
            calendar = None  # nobody shall be kept from promising by a calendar
    zone = rules.known_zone(by.zone)
    if calendar is None or not rules.ends_its_days(calendar, view.now):
        calendar = frozen_in(rules.office_hours(zone.key), view.now.year)
    shop = shops.calendar_of(view, conversation.shop_id)
    own = shop is None or calendar != frozen_in(shop, view.now.year)
    target = standard.target
    unnamed = target.days if isinstance(target, AsPromised) else 1
    return Standing(kept, calendar, rules.days_of(calendar, zone, own=own), unnamed)


_SHIPPED = next(each for each in standards.defaults() if each.subject is Subject.PROMISE)

"""Inquiries as they stand, and the orders by which they are judged: both change as events come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from madoguchi.insight.figures.days import day_of, slot_of
from madoguchi.insight.figures.events import Event
from madoguchi.insight.figures.facts import Fact, FactId, Inquiry
from madoguchi.insight.figures.inquiries import FINAL, Sale, answered, judged


class Asking:
    """What was asked, by whom and where; what it is told returns the inquiries that it changes.

    `sales` are the orders known so far, by number; new ones are put among them.
    """

    def __init__(self, zone: ZoneInfo, facts: Iterable[Fact], sales: dict[int, Sale]) -> None:
        self._zone = zone
        self._sales = sales
        self._inquiries: dict[FactId, Inquiry] = {}
        self._by: dict[int, dict[FactId, None]] = defaultdict(dict)
        self._in: dict[int, dict[FactId, None]] = defaultdict(dict)
        self._bought: dict[int, set[int]] = defaultdict(set)
        for fact in facts:
            if isinstance(fact, Inquiry):
                self._note(fact)
        for number, sale in sales.items():
            self._bought[sale.customer].add(number)

    def ask(self, event: Event, in_charge: int | None) -> list[Inquiry]:
        """Take in what a customer said: the first of a day in a conversation is an inquiry."""
        asked = Inquiry(
            day=day_of(event.at, self._zone),
            slot=slot_of(event.at, self._zone),
            where=event.where,
            conversation=event.conversation,
            customer=event.customer,
            asked_at=event.at,
            in_charge=in_charge,
        )
        return [] if asked.id in self._inquiries else [self._judge(asked)]

    def answer(self, event: Event) -> list[Inquiry]:
        """Take in what a person said to what was asked in the days before."""
        today = day_of(event.at, self._zone)
        return [
            self._judge(answered(asked, event.at, event.agent or 0))
            for asked in self._of(self._in[event.conversation])
            if (today - asked.day).days <= FINAL
        ]

    def recognise(self, event: Event) -> list[Inquiry]:
        """What was asked in a conversation is of whoever its customer turns out to be."""
        return [
            self._judge(replace(asked, customer=event.customer))
            for asked in self._of(self._in[event.conversation])
            if asked.customer != event.customer
        ]

    def sell(self, event: Event) -> list[Inquiry]:
        """Take in an order as it stands now; one that is older than what is known says nothing."""
        known = self._sales.get(event.number)
        if known is None and not event.customer:
            return []
        if known is not None and known.version >= event.version:
            return []
        sale = Sale(
            event.version, event.customer, event.placed or event.at, event.paid, event.ended
        )
        self._sales[event.number] = sale
        if known is not None:
            self._bought[known.customer].discard(event.number)
        self._bought[sale.customer].add(event.number)
        concerned = sorted({sale.customer, known.customer if known else 0} - {0})
        return [
            self._judge(asked) for customer in concerned for asked in self._of(self._by[customer])
        ]

    def _judge(self, inquiry: Inquiry) -> Inquiry:
        sales = [self._sales[number] for number in self._bought[inquiry.customer]]
        after = judged(inquiry, sales, self._zone)
        self._note(after)
        return after

    def _note(self, inquiry: Inquiry) -> None:
        before = self._inquiries.get(inquiry.id)
        if before is not None:
            self._by[before.customer].pop(inquiry.id)
        self._inquiries[inquiry.id] = inquiry
        self._by[inquiry.customer][inquiry.id] = None
        self._in[inquiry.conversation][inquiry.id] = None

    def _of(self, ids: Iterable[FactId]) -> list[Inquiry]:
        return [self._inquiries[each] for each in ids]

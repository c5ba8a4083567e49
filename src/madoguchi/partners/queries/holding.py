"""An honest word for a customer who waits on a partner: true in what it says of season and time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from madoguchi.customers import queries as customers
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.promises.queries import promises
from madoguchi.desk.queries.conversations import conversation
from madoguchi.kernel.transaction import View
from madoguchi.language.catalogue import CUSTOMER_LOCALES, best_locale, text
from madoguchi.partners.contracts.requests import Holding, PartnerRequest
from madoguchi.partners.queries.partners import busy_season, partner
from madoguchi.partners.queries.requests import requests
from madoguchi.partners.rules.wording import moment_text, zone_text
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops

SOON = timedelta(hours=1)


def holdings(view: View, conversation_id: int, *, by: Actor) -> list[Holding]:
    """Return what could be told the customer for each request that a partner still owes here."""
    talk = conversation(view, conversation_id, by=by)
    found = requests(view, "owed", by=by, conversation_id=conversation_id).items
    if not found:
        return []
    customer = customers.find(view, talk.customer_id)
    spoken = talk.language or (customer.locale if customer is not None else None)
    language = best_locale(spoken or "en", CUSTOMER_LOCALES)
    theirs = None if customer is None else customer.zone
    zone = theirs or shops.by_id(view, talk.shop_id).zone

    def when(at: datetime) -> str:
        said = moment_text(at, language, zone)
        if theirs is not None:
            return said
        # Nobody knows their clock: an hour of the shop's must say that it is one.
        return text("partners.holding.in_zone", language, at=said, zone=zone_text(zone, language))

    return [_holding(view, talk, each, language, when, by) for each in found]


def _holding(
    view: View,
    talk: Conversation,
    request: PartnerRequest,
    language: str,
    when: Callable[[datetime], str],
    by: Actor,
) -> Holding:
    owing, due_at = partner(view, request.partner_id), request.due_at
    peak = busy_season(view, owing.id, view.now)
    late = due_at is not None and due_at <= view.now
    case = "open" if due_at is None else "late" if late else "peak" if peak else "usual"
    words = text(
        f"partners.holding.{case}",
        language,
        partner=text(f"partners.holding.who.{owing.kind}", language),
        due="" if due_at is None else when(due_at),
    )
    owed = promises(view, "open", by=by, conversation_id=talk.id, limit=1).items
    lapses = [promise.due_at for promise in owed]
    if talk.clock is not None and talk.clock.due_at is not None and talk.waiting_since is not None:
        lapses.append(talk.clock.due_at)
    lapses_at = min(lapses, default=None)
    urgent = lapses_at is not None and (
        due_at is None or lapses_at <= due_at or lapses_at - view.now <= SOON
    )
    return Holding(
        request_id=request.id,
        text=words,
        language=language,
        due_at=due_at,
        peak=peak,
        lapses_at=lapses_at,
        urgent=urgent or late,
    )

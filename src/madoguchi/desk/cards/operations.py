"""Composing a card for an order of the customer one talks to, and counting those that were sent."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.desk.cards import rules
from madoguchi.desk.cards.contracts import CardKind, CardRules, CardRulesDraft, CardWish
from madoguchi.desk.cards.queries import rules_of
from madoguchi.desk.cards.tables import card_rules_table, sent_card_table
from madoguchi.desk.contracts import Message
from madoguchi.desk.promises.contracts import Reply
from madoguchi.desk.promises.rules import known_zone
from madoguchi.desk.queries.conversations import conversation
from madoguchi.kernel.errors import Conflict, Forbidden
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import CUSTOMER_LOCALES, best_locale
from madoguchi.orders import operations as ordering
from madoguchi.orders.contracts import OrderLink
from madoguchi.orders.queries import orders
from madoguchi.orders.queries.parcels import parcels_of
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops

_S = sent_card_table.c
_R = card_rules_table.c


def link_for(tx: Tx, conversation_id: int, wish: CardWish, *, by: Actor) -> OrderLink:
    """Check that a card may be sent in a conversation, and return the link that stands in it.

    Raises `Conflict` with the reason: another customer's order, paid, too often, at night.
    """
    talk = conversation(tx, conversation_id, by=by)
    order = orders.order(tx, wish.order_id, by=by)
    faces = {each.id for each in customers.faces(tx, talk.customer_id, by=by)}
    if order.customer_id not in faces:
        raise Conflict("card.not_theirs")
    if wish.kind in rules.ASKING:
        owner = customers.customer(tx, talk.customer_id, by=by)
        shop = shops.by_id(tx, order.shop_id)
        zone = known_zone(owner.zone or shop.zone)
        sent = _sent(tx, order.id, wish.kind)
        rules.check_asking(wish.kind, order, sent, rules_of(tx, shop.id), tx.now, zone)
    return ordering.link_to(tx, order.id, by=by)


def compose(tx: Tx, conversation_id: int, wish: CardWish, url: str, *, by: Actor) -> Reply:
    """Return what is to be said for a card, in the language of the conversation."""
    talk = conversation(tx, conversation_id, by=by)
    order = orders.order(tx, wish.order_id, by=by)
    owner = customers.customer(tx, talk.customer_id, by=by)
    spoken = owner.locale or talk.language or shops.by_id(tx, order.shop_id).locale
    body, choices = rules.say(
        wish.kind, order, parcels_of(tx, [order.id]), url, best_locale(spoken, CUSTOMER_LOCALES)
    )
    kind = "choice" if choices else "text"
    return Reply(client_id=wish.client_id, kind=kind, body=body, choices=choices)  # type: ignore[arg-type]


def count_sent(tx: Tx, wish: CardWish, message: Message) -> None:
    """Note that a card was sent."""
    tx.execute(
        sent_card_table.insert().values(
            order_id=wish.order_id, kind=wish.kind, message_id=message.id, sent_at=tx.now
        )
    )


def keep_rules(tx: Tx, shop_id: int, draft: CardRulesDraft, *, by: Actor) -> CardRules:
    """Say how often and when a shop asks; supervisors and owners."""
    if not by.at_least("supervisor"):
        raise Forbidden("card.rules_need_supervisor")
    shop = shops.visible(tx, shop_id, by=by)
    values = {
        "most": draft.most,
        "quiet_from": draft.quiet_from,
        "quiet_until": draft.quiet_until,
    }
    if insert_unless_there(tx, card_rules_table, id=shop.id, version=1, **values) is None:
        tx.execute(
            card_rules_table.update()
            .where(_R.id == shop.id)
            .values(version=_R.version + 1, **values)
        )
    kept = rules_of(tx, shop.id)
    change = Change("card_rules", kept.id, kept.version, kept)
    tx.record(NewEvent("card_rules_kept", by.doer, [change], shop_id=shop.id))
    return kept


def _sent(tx: Tx, order_id: int, kind: CardKind) -> int:
    # The order's row is held: two agents cannot both be the last that is allowed.
    ordering.hold(tx, order_id)
    counted: int = tx.execute(
        sa.select(sa.func.count()).where(_S.order_id == order_id, _S.kind == kind)
    ).scalar_one()
    return counted

"""What a shop allows of cards."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.desk.cards.contracts import CardRules
from madoguchi.desk.cards.tables import card_rules_table
from madoguchi.kernel.transaction import View


def rules_of(view: View, shop_id: int) -> CardRules:
    """Return a shop's rules, or those that ship with the desk."""
    found = sa.select(card_rules_table).where(card_rules_table.c.id == shop_id)
    row = view.execute(found).first()
    return CardRules(id=shop_id) if row is None else CardRules(**row._mapping)

"""Who may keep a partner: its people see all that it is asked, so who lets them in must, too."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.partners import operations
from madoguchi.partners.contracts.partners import (
    PartnerChanges,
    PartnerDraft,
    PartnerPersonChanges,
    PartnerPersonDraft,
)
from tests.partners.conftest import Trade
from tests.refusals import refused

SHUT = PartnerPersonChanges(disabled=True)
SOMEBODY = PartnerPersonDraft(name="Miki", email="miki@elsewhere.example")


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (operations.make_partner, (PartnerDraft(kind="broker", name="Everywhere"),)),
        (operations.change_partner, (1, PartnerChanges(email="miki@elsewhere.example"))),
        (operations.invite_person, (1, SOMEBODY)),
        (operations.invite_again, (1,)),
        (operations.change_person, (1, SHUT)),
    ],
)
def test_a_supervisor_of_one_shop_lets_nobody_into_what_others_ask(
    trade: Trade, act: Any, given: tuple[Any, ...]
) -> None:
    world = trade.world
    miki = world.hire("miki", "supervisor", [world.canton_shop.id])
    with refused("partner.keeps_not"):
        world.store.write_now(act, *given, by=miki)
    with refused("people.supervisor_only"):
        world.store.write_now(act, *given, by=world.lin)


def test_a_supervisor_of_one_shop_keeps_that_shops_partners(trade: Trade) -> None:
    world, write = trade.world, trade.world.store.write_now
    miki = world.hire("miki", "supervisor", [world.canton_shop.id])
    mine = PartnerDraft(kind="seller", name="广府货源", shop_ids=[world.canton_shop.id])
    made = write(operations.make_partner, mine, by=miki)
    assert write(operations.invite_person, made.id, SOMEBODY, by=miki).person.partner_id == made.id
    # It cannot be given a shop that its supervisor does not see.
    wider = PartnerChanges(shop_ids=[world.canton_shop.id, world.kyoto_shop.id])
    for changes in (wider, PartnerChanges(shop_ids=[])):
        with refused("partner.keeps_not"):
            write(operations.change_partner, made.id, changes, by=miki)

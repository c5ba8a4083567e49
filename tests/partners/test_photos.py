"""What partners photographed is there for whoever writes to its customer, and for nobody else."""

from __future__ import annotations

import pytest

from madoguchi.kernel.errors import NotFound
from madoguchi.partners import operations
from madoguchi.partners.contracts.requests import Answer
from madoguchi.partners.queries.photos import photos
from tests.partners.conftest import Trade


def test_photographs_of_a_customers_things_are_found_in_each_of_their_talks(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    talk, other = trade.talk("mei"), trade.talk("jun")
    asked = trade.ask(talk)
    trade.photo(trade.tanaka, asked)
    assert store.read_now(photos, talk, by=world.sora) == [], "nothing has been answered yet"
    store.write_now(operations.answer, asked.id, Answer(text="どうぞ"), by=trade.tanaka)
    (photo,) = store.read_now(photos, talk, by=world.sora)
    assert (photo.request_id, photo.partner_id) == (asked.id, trade.osaka.id)
    assert store.read_now(photos, other, by=world.sora) == []
    far = trade.talk("far", world.canton_shop.id)
    with pytest.raises(NotFound):
        store.read_now(photos, far, by=world.sora)

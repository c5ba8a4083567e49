"""An owner, an agent of one shop, and two shops."""

from __future__ import annotations

import pytest

from madoguchi.kernel.store import Store
from madoguchi.people.contracts import Actor
from madoguchi.shops import operations
from madoguchi.shops.contracts import Shop, ShopDraft
from tests.databases import clock, database_url, store

__all__ = ["clock", "database_url", "store"]


@pytest.fixture
def owner() -> Actor:
    return Actor(kind="person", id=1, name="Anna", role="owner", all_shops=True)


@pytest.fixture
def kyoto(store: Store, owner: Actor) -> Shop:
    draft = ShopDraft(
        name="京都の店",
        platform="rakuten",
        locale="ja",
        zone="Asia/Tokyo",
        allowed_origins=["https://kyoto.example"],
    )
    return store.write_now(operations.make_shop, draft, by=owner)


@pytest.fixture
def busan(store: Store, owner: Actor) -> Shop:
    return store.write_now(operations.make_shop, ShopDraft(name="부산 상점"), by=owner)


@pytest.fixture
def agent(kyoto: Shop) -> Actor:
    return Actor(kind="person", id=2, name="Sora", role="agent", shop_ids=frozenset({kyoto.id}))

"""The sample's telephone: lines that are called from the chat, laid once."""

from __future__ import annotations

from madoguchi.channels.phone.queries.lines import every, in_chat
from madoguchi.demo.telephone import lay_lines
from tests.databases import database_url, world
from tests.world import World

__all__ = ["database_url", "world"]


def test_every_shop_gets_one_line_in_its_own_language_first(world: World) -> None:
    for _ in range(2):
        world.store.write_now(lay_lines)
    laid = world.store.read_now(every)
    assert sorted(each.shop_id for each in laid) == [world.kyoto_shop.id, world.canton_shop.id]
    for shop in (world.kyoto_shop, world.canton_shop):
        line = world.store.read_now(in_chat, shop.id)
        assert line is not None
        assert line.languages[0][:2] == shop.locale[:2]
        assert (line.number, line.trunk, len(line.languages)) == ("", [], 5)

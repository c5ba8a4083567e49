"""What is begun is kept: words, files, a quote, and the answers of a card that is being made."""

from __future__ import annotations

import pytest

from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Draft
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.queries.snapshot import drafts
from tests.desk.worlds import database_url, world
from tests.refusals import refused
from tests.world import World

__all__ = ["database_url", "world"]


def kept(world: World) -> list[Draft]:
    """What lin finds at a desk that was just opened."""
    return world.store.read_now(drafts, by=world.lin)


def test_a_card_that_was_begun_is_found_again_and_goes_with_what_is_sent(world: World) -> None:
    number = world.receive(world.visitor("mei"), "茶碗はありますか").conversation_id
    write = world.store.write_now
    write(keep_draft, number, Writing(choices=["赤", ""]), by=world.lin)
    (draft,) = kept(world)
    assert (draft.conversation_id, draft.body, draft.choices) == (number, "", ["赤", ""])
    card = world.speech("どちらですか", kind="choice", choices=["赤", "青"])
    write(desk.post, number, card, by=world.lin)
    assert kept(world) == []


def test_a_quote_alone_is_found_again(world: World) -> None:
    number = world.receive(world.visitor("mei"), "茶碗はありますか").conversation_id
    world.store.write_now(keep_draft, number, Writing(quote_seq=1), by=world.lin)
    (draft,) = kept(world)
    assert draft.quote_seq == 1
    world.store.write_now(keep_draft, number, Writing(), by=world.lin)
    assert kept(world) == []


@pytest.mark.parametrize("choices", [["x"] * 11, ["x" * 81]])
def test_no_card_has_so_much_room(world: World, choices: list[str]) -> None:
    number = world.receive(world.visitor("mei"), "茶碗はありますか").conversation_id
    with refused("message.bad_choices"):
        world.store.write_now(keep_draft, number, Writing(choices=choices), by=world.lin)
    assert kept(world) == []


def test_an_identity_number_is_masked_in_a_card_as_well(world: World) -> None:
    number = world.receive(world.visitor("mei"), "茶碗はありますか").conversation_id
    resident = "11010519491231002X"
    world.store.write_now(keep_draft, number, Writing(choices=[resident, "没有"]), by=world.lin)
    (draft,) = kept(world)
    assert resident not in draft.choices[0]
    assert draft.choices[1] == "没有"

"""Who gives a document agrees to that alone, with proof; who no longer does has it erased."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from madoguchi.customers import operations as customers
from madoguchi.customers import queries as profiles
from madoguchi.customers.contracts import Consent, ConsentDraft
from madoguchi.customers.vault import queries, sealing
from madoguchi.customers.vault.contracts import Asking, Document
from madoguchi.customers.vault.operations.ending import erase_of
from madoguchi.desk.operations import papers
from madoguchi.kernel.feed import SYSTEM, event_table
from madoguchi.language.unnaming import Unnamer
from madoguchi.people.contracts import Actor
from tests.customers.people import somebody
from tests.customers.vault.test_vault import FIELDS, TOKEN, ask, give
from tests.desk.mirrors import Mirror
from tests.refusals import refused
from tests.world import World


def agreed(world: World, customer_id: int) -> list[Consent]:
    return world.store.read_now(profiles.profile, customer_id, by=world.lin).consents


def standing(world: World, customer_id: int, by: Actor) -> list[Document]:
    found = world.store.read_now(queries.documents_of, [customer_id], by=by)
    return [each for each in found if each.erased_at is None]


def test_what_was_agreed_to_by_a_link_stands_in_the_profile(world: World) -> None:
    screen = Mirror(world, world.lin)
    ask(world)
    document = give(world)
    (consent,) = agreed(world, document.customer_id)
    assert (consent.purpose, consent.channel, consent.noted_by) == (
        "identity_document", "link", None,
    )  # fmt: skip
    assert (consent.text, consent.locale) == ("I agree.", "zh-CN")
    assert consent.given_at == document.consented_at
    screen.agrees()


def test_without_consent_nothing_is_taken(world: World) -> None:
    ask(world)
    with refused("vault.consent_missing", "consent"):
        world.store.write_now(papers.hand_in, TOKEN, sealing.parcel(FIELDS))


@pytest.mark.parametrize("under_another_name", [False, True])
def test_who_no_longer_agrees_has_it_erased(world: World, under_another_name: bool) -> None:
    ask(world)
    document = give(world)
    ask(world, "second")
    owner = document.customer_id
    if under_another_name:
        member = somebody(world, "phone", number="A-1")
        world.store.write_now(customers.merge, member.id, owner, by=world.lin)
    elsewhere = world.receive(world.visitor("li", world.canton_shop.id), "清关要什么？")
    asking = Asking(kind="cn_id")
    write = world.store.write_now
    write(papers.ask_for_document, elsewhere.conversation_id, asking, "third", by=world.lin)
    other = give(world, "third")
    screen = Mirror(world, world.lin)
    (consent,) = [each for each in agreed(world, owner) if each.purpose == "identity_document"]
    write(customers.withdraw_consent, consent.id, "phone", by=world.lin)
    assert standing(world, owner, world.lin) == []
    (gone,) = world.store.read_now(queries.documents_of, [owner], by=world.lin)
    assert (gone.erased_why, gone.mask) == ("withdrawn", "")
    with refused("vault.link_withdrawn"):
        give(world, "second")
    screen.agrees()
    # Another shop was agreed with on its own.
    assert standing(world, other.customer_id, world.lin) == [other]


def test_another_purpose_withdrawn_erases_nothing(world: World) -> None:
    ask(world)
    document = give(world)
    draft = ConsentDraft(purpose="marketing_chat", text="好", locale="zh-CN", channel="webchat")
    write = world.store.write_now
    kept = write(customers.give_consent, document.customer_id, draft, by=world.lin)
    write(customers.withdraw_consent, kept.id, "webchat", by=world.lin)
    assert standing(world, document.customer_id, world.lin) == [document]


def test_links_that_end_with_their_person_are_told_of(world: World) -> None:
    """Open desks hold them: what the feed does not tell of stays on their screens."""
    ask(world)
    document = give(world)
    ask(world, "second")
    world.store.write_now(erase_of, document.customer_id, Unnamer([]), SYSTEM)
    requests = world.store.read_now(queries.requests_of, [document.customer_id], by=world.lin)
    assert told(world, "document_request") == {each.id: each.version for each in requests}


def told(world: World, kind: str) -> dict[int, int]:
    """The latest version of each entity of a type that the feed has told of."""
    texts = world.store.read_now(
        lambda view: (
            view.execute(sa.select(event_table.c.changes).order_by(event_table.c.id))
            .scalars()
            .all()
        )
    )
    changes = [change for text in texts for change in json.loads(text)]
    return {each["id"]: each["version"] for each in changes if each["type"] == kind}

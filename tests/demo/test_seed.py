"""The sample company is built whole, on both databases, and told in every language it speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from madoguchi.demo import company, pictures, post, story
from madoguchi.demo.seed import MovingClock, seed
from madoguchi.desk.contracts import Conversation, Message
from madoguchi.desk.queries import messages
from madoguchi.desk.queries.conversations import inbox
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import THE_DESK
from tests.databases import database_url

__all__ = ["database_url"]

KEYRING = Keyring(b"k" * 32)
NOW = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
"""A Friday, 22:30 in Tokyo and 21:30 in Shanghai."""


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2000, 1, 1, tzinfo=UTC))


@pytest.fixture
def company_store(database_url: str, clock: MovingClock, tmp_path: Path) -> Iterator[Store]:
    make_ready(database_url)
    store = Store(database_url, clock=clock, keyring=KEYRING)
    try:
        seed(store, Blobs("", tmp_path / "attachments"), KEYRING, clock, NOW, lambda _: None)
        yield store
    finally:
        store.close()


def all_of(store: Store) -> list[tuple[Conversation, list[Message]]]:
    found = store.read_now(inbox, "all", by=THE_DESK, limit=200).items
    return [
        (each, store.read_now(messages.messages, each.id, by=THE_DESK, limit=200)) for each in found
    ]


def test_the_company_lives_and_is_never_built_twice(
    company_store: Store, clock: MovingClock, tmp_path: Path
) -> None:
    told = all_of(company_store)
    assert len(told) == len(story.stories()) + post.conversations()
    assert clock() <= NOW
    states = Counter(each.state for each, _ in told)
    assert states["open"] >= 12
    assert states["snoozed"] >= 4
    assert states["resolved"] >= 25
    waiting = [each for each, _ in told if each.waiting_since is not None]
    assert len(waiting) >= 8
    assert len([each for each, _ in told if each.rating is not None]) >= 20
    assert {each.language for each, _ in told} >= {
        "zh-Hans",
        "zh-Hant",
        "ja",
        "ko",
        "en",
        "fr",
        "es",
    }
    kinds = Counter(message.kind for _, said in told for message in said)
    assert min(kinds[kind] for kind in ("text", "note", "choice", "line")) >= 6
    assert len([1 for _, said in told for message in said if message.attachments]) >= 10
    for _, said in told:
        times = [message.at for message in said]
        assert times == sorted(times)
        assert times[-1] <= NOW
    with pytest.raises(Conflict):
        seed(company_store, Blobs("", tmp_path), KEYRING, MovingClock(NOW), NOW, lambda _: None)
    assert len(all_of(company_store)) == len(told)


_SAID = {"", "note", "card", "promise", "keep"}


@pytest.mark.parametrize("each", story.stories(), ids=lambda each: each.name)
def test_a_story_names_only_what_there_is(each: story.Story) -> None:
    """Also the steps that a seeding at another hour leaves for later."""
    people = {person.key for person in company.company().people}
    receivers = people | {team.key for team in company.company().teams}
    for step in story.steps(each):
        verb, _, rest = step.deed.partition(" ")
        assert step.who in people | {story.CUSTOMER}
        if verb == "photo" or (verb == "note" and rest):
            assert rest in pictures.PICTURES
        elif verb == "give":
            assert rest in receivers
        elif verb == "tag":
            assert set(rest.split()) <= {tag.key for tag in company.company().tags}
        else:
            assert verb in {
                "", "note", "card", "choose", "rate", "snooze", "resolve", "urgent", "high",
                "promise", "keep",
            }  # fmt: skip
            assert bool(step.text) == (verb in _SAID) or verb == "rate"


def test_who_speaks_to_a_customer_sees_the_shop() -> None:
    shops = {
        person.key: set(person.shops) or {shop.key for shop in company.shops()}
        for person in company.company().people
    }
    for each in story.stories():
        for step in story.steps(each):
            assert step.who == story.CUSTOMER or each.shop in shops[step.who], (each.name, step)


def test_what_a_shop_says_it_says_in_all_its_languages() -> None:
    for shop in company.shops():
        for texts in (shop.greeting, *shop.questions, *shop.texts.values()):
            assert set(texts) == set(shop.languages), (shop.key, texts)


def test_canned_replies_use_only_the_variables_there_are() -> None:
    for reply in company.canned_replies():
        assert len(reply.texts) >= 2
        for text in reply.texts.values():
            assert text.format(customer="王思远", agent="林嘉", shop="屿禾")


@pytest.mark.parametrize(
    "wrong", ["lin: too early to have no time\nlin: x", "+4 lin: x", "+4s Lin"]
)
def test_a_line_that_is_no_step_is_named(wrong: str) -> None:
    told = story.Story(
        shop="tmall", name="A", locale="en", zone="UTC", begins="1m", told=f"customer: x\n{wrong}"
    )
    with pytest.raises(ValueError, match="no step"):
        story.steps(told)


def test_the_same_picture_is_drawn_every_time() -> None:
    assert pictures.draw("scale") == pictures.draw("scale")


def test_each_shop_has_words_of_its_own_in_its_tone() -> None:
    for shop in company.shops():
        assert shop.texts, shop.key
        for words in (shop.greeting, *shop.questions, *shop.texts.values()):
            assert len({*words.values()}) == len(words), shop.key
            said = "".join(words.get(locale, "") for locale in ("zh-CN", "zh-TW"))
            assert not {"你", "妳"} & {*said}, shop.key

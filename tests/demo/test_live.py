"""Simulated customers write at real sockets, react, and nobody else can pass for one."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from madoguchi.channels.webchat.visitors import VISITOR_KEY, VisitorTokens
from madoguchi.demo import crowd
from madoguchi.demo.command import NotTheSample, prepare
from madoguchi.demo.live import MOST_AT_ONCE, Crowd, Door, Pace
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Conversation, Message, Speech
from madoguchi.desk.queries import messages
from madoguchi.desk.queries.conversations import inbox
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import THE_DESK
from tests.web.running import Running

HURRIED = Pace(arrivals=(0.01, 0.05), thinking=(0, 0.05), patience=(0.3, 0.6), typing=0.01)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("demo")
    prepare(found)
    return found


@pytest.fixture
def server(folder: Path) -> Iterator[Running]:
    with Running(folder) as running:
        yield running


def tokens(server: Running) -> VisitorTokens:
    return VisitorTokens(server.desk.keyring.key(VISITOR_KEY))


def simulated(store: Store) -> list[Conversation]:
    found = store.read_now(inbox, "all", by=THE_DESK, limit=200).items
    return [each for each in found if each.simulated]


async def until(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 30
    while not (found := await asyncio.to_thread(condition)):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    return found


def test_they_come_react_and_stop_coming_while_nobody_answers(
    folder: Path, server: Running
) -> None:
    doors = prepare(folder)
    store = server.desk.store

    async def play() -> None:
        visitors = Crowd(server.url, tokens(server), doors, chance=random.Random(7), pace=HURRIED)
        running = asyncio.create_task(visitors.run())
        try:
            await until(lambda: len(simulated(store)) >= MOST_AT_ONCE)
            await asyncio.sleep(1)
            assert len(simulated(store)) == MOST_AT_ONCE
            first = simulated(store)[0]
            await answer(first)
            # Their leaving makes room for others.
            await store.write(desk.resolve, first.id, by=THE_DESK)
            await until(lambda: len(simulated(store)) > MOST_AT_ONCE)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def answer(conversation: Conversation) -> None:
        """Answer with a card, then with words, and see each answered in turn."""
        card = Speech(
            client_id="card-0001", kind="choice", body="どちらですか", choices=["はい", "いいえ"]
        )
        await store.write(desk.post, conversation.id, card, by=THE_DESK)
        await until(lambda: said(conversation.id, "はい") or said(conversation.id, "いいえ"))
        before = len(said_by_customer(conversation.id))
        reply = Speech(client_id="reply-0001", body="かしこまりました。")
        await store.write(desk.post, conversation.id, reply, by=THE_DESK)
        await until(lambda: len(said_by_customer(conversation.id)) > before)

    def said(conversation_id: int, text: str) -> list[Message]:
        return [each for each in said_by_customer(conversation_id) if each.body == text]

    def said_by_customer(conversation_id: int) -> list[Message]:
        found = store.read_now(messages.messages, conversation_id, by=THE_DESK, limit=200)
        return [each for each in found if each.author.kind == "customer"]

    asyncio.run(play())


def test_a_stranger_cannot_pass_for_simulated(folder: Path, server: Running) -> None:
    """Neither by saying so, nor with a token signed by another key, nor a changed one."""
    door = prepare(folder)["proxy"]
    forged, _ = VisitorTokens(b"x" * 32).make(door.shop_id, simulated=True)
    genuine, visitor = tokens(server).make(door.shop_id)
    claiming, _ = VisitorTokens(b"x" * 32).make(visitor.shop_id, simulated=True)
    changed = f"{claiming.partition('.')[0]}.{genuine.partition('.')[2]}"

    async def write(token: str, body: str) -> None:
        address = f"{server.url.replace('http', 'ws')}/live/chat?shop={door.public_key}"
        async with connect(address, origin=Origin(server.url)) as socket:
            hello = {"do": "hello", "visitor": token, "simulated": True, "locale": "en"}
            await socket.send(msgspec.json.encode(hello).decode())
            say = {"do": "say", "client_id": "stranger-1", "body": body}
            await socket.send(msgspec.json.encode(say).decode())
            while "ack" not in msgspec.json.decode(await socket.recv()):
                pass

    known = {each.id for each in simulated(server.desk.store)}
    for number, token in enumerate((forged, genuine, changed)):
        asyncio.run(write(token, f"I am not real, says {number}"))
    found = server.desk.store.read_now(inbox, "all", by=THE_DESK, limit=200).items
    strangers = [
        each for each in found if each.last_message and "not real" in each.last_message.preview
    ]
    assert len(strangers) == 3
    assert not [each for each in strangers if each.simulated or each.id in known]


def test_a_shop_that_is_away_harms_nobody(folder: Path) -> None:
    """The crowd outlives a server that does not answer."""

    async def play() -> None:
        door = Door(1, "shop_none", b"secret")
        doors = {"tmall": door, "rakuten": door, "proxy": door}
        visitors = Crowd(
            "http://127.0.0.1:9",
            VisitorTokens(b"k" * 32),
            doors,
            chance=random.Random(1),
            pace=HURRIED,
        )
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(visitors.run(), 0.5)

    asyncio.run(play())


def test_the_demo_leaves_another_desk_alone(tmp_path: Path) -> None:
    with Running(tmp_path):
        pass
    with pytest.raises(NotTheSample, match="empty desk"):
        prepare(tmp_path)


def test_a_broken_off_company_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "being-made"
    half.mkdir()
    (half / "madoguchi.db").write_text("half")
    assert set(prepare(tmp_path)) == {"tmall", "rakuten", "proxy"}
    assert not half.exists()


@pytest.mark.parametrize("tongue", crowd.tongues(), ids=lambda each: each.locale)
def test_every_customer_says_something_at_every_turn(tongue: crowd.Tongue) -> None:
    for number in range(60):
        customer = crowd.Customer(tongue, random.Random(number))
        said = [customer.opening(), *customer.page, customer.nag()]
        said += [customer.answer("好的？"), customer.answer("OK."), customer.answer("はい。")]
        assert all(text.strip() and "{" not in text for text in said)
        assert customer.shop in {"tmall", "rakuten", "proxy"}
        rating = customer.rating()
        assert rating is None or 1 <= rating[0] <= 5

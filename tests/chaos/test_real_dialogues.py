"""What 720 real customers said, played through real sockets by many at once: each line is stored
once, in order, and search finds it."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.talkers import Customer
from tests.chaos.town import QUIET_SECONDS, stored_messages
from tests.warm import Server

pytestmark = pytest.mark.chaos

DIALOGUES = Path(__file__).parent / "data" / "en_multidogo_customer_turns.jsonl"
AT_ONCE = 120


def dialogues() -> list[list[str]]:
    """Return each customer's lines in order."""
    lines = DIALOGUES.read_text("utf-8").splitlines()
    spoken = [[turn["text"] for turn in json.loads(line)["customer_turns"]] for line in lines]
    return [[text for text in turns if text.strip()] for turns in spoken]


def test_every_line_is_stored_once_in_order_and_found(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    try:
        client = server.sign_in()
        shop = server.shop(client)
        spoken = dialogues()
        assert len(spoken) == 720
        asyncio.run(_play(server, shop["public_key"], spoken))
        _hold_against(stored_messages(tmp_path), spoken)
        _find(client, spoken)
        client.close()
    finally:
        server.stop()


async def _play(server: Server, key: str, spoken: list[list[str]]) -> None:
    turn = asyncio.Semaphore(AT_ONCE)

    async def play(number: int, lines: list[str]) -> None:
        async with turn:
            customer = Customer(f"c{number:07d}", [server.origin], key, random.Random(number))
            customer.start()
            await asyncio.wait_for(customer.ready.wait(), QUIET_SECONDS)
            for line in lines:
                customer.say({"body": line})
            while customer.unsent:  # noqa: ASYNC110 - acknowledgements come one by one
                await asyncio.sleep(0.02)
            await customer.stop()
            assert not customer.refusals

    await asyncio.gather(*(play(number, lines) for number, lines in enumerate(spoken)))


def _hold_against(stored: list[tuple[Any, ...]], spoken: list[list[str]]) -> None:
    by_customer: dict[str, list[str]] = {}
    for _, _, client_id, body in stored:
        if client_id:
            by_customer.setdefault(client_id.partition("-")[0], []).append(body)
    assert len(by_customer) == len(spoken)
    for number, lines in enumerate(spoken):
        # What we keep has its line ends made alike and its ends as they were typed.
        assert [body.split() for body in by_customer[f"c{number:07d}"]] == [
            line.split() for line in lines
        ]


def _find(client: httpx.Client, spoken: list[list[str]]) -> None:
    dice = random.Random(20261121)
    for line in (dice.choice(lines) for lines in dice.sample(spoken, 60)):
        words = max((line.split()), key=len).strip(".,!?\"'()").lower()
        if len(words) < 4 or not words.isalnum():
            continue
        found = client.get("/api/v1/search", params={"q": words, "limit": 100}).json()
        assert any(words in item["message"]["body"].lower() for item in found["items"]), (
            f"{words!r} of {line!r} is not found"
        )

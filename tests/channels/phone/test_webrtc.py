"""A browser's leg against aiortc's insides and against offers that no browser writes."""

from __future__ import annotations

import asyncio
import random
import re

import pytest

from madoguchi.channels.phone.exchange.warmth import MOST_EACH, Warmth
from madoguchi.channels.phone.media.browser import BadOffer, BrowserLeg, listen_on
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import nonsense, note


def nothing() -> None:
    """Nobody wants to know."""


async def until_up(up: asyncio.Event) -> None:
    async with asyncio.timeout(15):
        await up.wait()


def test_only_the_codec_of_telephones_is_spoken_and_losses_are_reported() -> None:
    listen_on("127.0.0.1")

    async def play() -> None:
        agent, up = Agent(hertz=700), asyncio.Event()
        leg = BrowserLeg(up.set, nothing)
        answer = await leg.accept(await agent.offer())
        # Nothing is encoded twice on its way from the carrier.
        assert re.findall(r"^m=audio \d+ UDP/TLS/RTP/SAVPF(.*)\r$", answer, re.M) == [" 0"]
        await agent.accept(answer)
        await until_up(up)
        position = 0
        async with asyncio.timeout(15):
            while not (reports := await lost_as_reported(agent)):
                leg.give(note(350, position))
                leg.take()
                position += 160
                await asyncio.sleep(0.02)
        assert reports == [0]
        assert agent.frames > 0
        leg.close()
        await leg.closed()
        await agent.close()

    asyncio.run(play())


async def lost_as_reported(agent: Agent) -> list[int]:
    """Return what the telephone's receiver reports have told of loss."""
    stats = await agent._peer.getStats()
    return [each.packetsLost for each in stats.values() if each.type == "remote-inbound-rtp"]


def test_no_offer_is_too_strange() -> None:
    listen_on("127.0.0.1")

    async def play() -> None:
        agent = Agent(hertz=700)
        offer = await agent.offer()
        chance = random.Random(7)
        texts = ["v=0\r\n", offer + offer[offer.index("m=") :], offer.replace("audio", "video")]
        texts += [nonsense(chance.randrange(10**6), offer.encode()).decode("latin1")
                  for _ in range(60)]  # fmt: skip
        refused = 0
        for text in texts:
            leg = BrowserLeg(nothing, nothing)
            try:
                await leg.accept(text)
            except BadOffer:
                refused += 1
            leg.close()
            await leg.closed()
        assert refused >= 3
        await agent.close()

    asyncio.run(play())


def test_a_browser_is_kept_warm_for_its_own_person_and_only_a_few_of_them() -> None:
    listen_on("127.0.0.1")

    async def play() -> None:
        warmth, agents, names = Warmth(lambda: []), [], []
        for _ in range(MOST_EACH + 1):
            agent = Agent(hertz=700)
            name, answer = await warmth.open(7, await agent.offer())
            await agent.accept(answer)
            agents.append(agent)
            names.append(name)
        assert warmth.use(names[0], 7) is None
        assert warmth.use(names[-1], 8) is None
        leg = warmth.use(names[-1], 7)
        assert leg is not None
        assert warmth.use(names[-1], 7) is None
        up = asyncio.Event()
        leg.hand_to(up.set, nothing)
        await until_up(up)
        leg.close()
        await leg.closed()
        with pytest.raises(BadOffer):
            await warmth.open(7, "v=0\r\n")
        await warmth.close()
        for agent in agents:
            await agent.close()

    asyncio.run(play())

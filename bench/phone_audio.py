"""Audio through the telephone, bridged to WebRTC and parked in the queue: packets a second."""

from __future__ import annotations

import asyncio
import tempfile
import time
from functools import partial
from statistics import median

from bench.figures import Figure, at_least, at_most
from bench.phone_house import House, sipp, telephone
from madoguchi.channels.phone.contracts.calls import Call
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import Ear, strength

BRIDGED, PARKED = 20, 100
MEASURED_S = 10.0
WANTED = 49.0
"""Packets a second of the 50 that there should be."""


def bridged() -> list[Figure]:
    """20 calls at once, each bridged to a browser's leg and recorded."""
    return asyncio.run(_bridged())


async def _bridged() -> list[Figure]:
    async with telephone(record=True) as house:
        people = [each.person_id or 0 for each in house.people(BRIDGED)]
        ears = [await Ear.listen(hertz=350) for _ in people]
        playing = asyncio.create_task(_calls(house, ears))
        agents = []
        for person in people:
            call = await house.stage.call(
                lambda each: each.phase == "waiting" and bool(each.ringing)
            )
            agent = Agent(hertz=700)
            told = await house.board.ask("take", person, call_id=call.id, offer=await agent.offer())
            await agent.accept(told.answer)
            await house.stage.call(partial(_talks, call.id))
            agents.append(agent)
        await asyncio.sleep(2)
        used, begun = house.cpu_seconds(), time.monotonic()
        before = [(ear.packets, agent.frames) for ear, agent in zip(ears, agents, strict=True)]
        await asyncio.sleep(MEASURED_S)
        passed = time.monotonic() - begun
        after = [(ear.packets, agent.frames) for ear, agent in zip(ears, agents, strict=True)]
        share = (house.cpu_seconds() - used) / passed
        rates = [
            [(b - a) / passed for a, b in zip(old, new, strict=True)]
            for old, new in zip(before, after, strict=True)
        ]
        intact = sum(
            _hums(bytes(agent.heard), 350) and _hums(bytes(ear.heard), 700)
            for ear, agent in zip(ears, agents, strict=True)
        )
        for agent in agents:
            await agent.close()
        for ear in ears:
            ear.close()
        playing.cancel()
    note = f"{BRIDGED} calls, worst of them, {MEASURED_S:g} s; {share:.0%} of a core"
    return [
        at_least("bridged: to the caller", min(r[0] for r in rates), "packets/s", WANTED, note),
        at_least("bridged: heard both ways by its pitch", intact, "calls", BRIDGED, note),
        at_least("bridged: to the agent", min(r[1] for r in rates), "packets/s", WANTED, note),
    ]


def parked() -> list[Figure]:
    """100 callers in the queue, hearing the tone."""
    return asyncio.run(_parked())


async def _parked() -> list[Figure]:
    async with telephone(record=True, patience_s=600) as house:
        ears = [await Ear.listen() for _ in range(PARKED)]
        playing = asyncio.create_task(_calls(house, ears))
        while min(ear.packets for ear in ears) < 10:  # noqa: ASYNC110 - it is polled once
            await asyncio.sleep(0.2)
        await asyncio.sleep(6)  # until the last has heard the announcement
        used, begun = house.cpu_seconds(), time.monotonic()
        before = [ear.packets for ear in ears]
        await asyncio.sleep(MEASURED_S)
        passed = time.monotonic() - begun
        rates = [(ear.packets - old) / passed for ear, old in zip(ears, before, strict=True)]
        share = (house.cpu_seconds() - used) / passed
        for ear in ears:
            ear.close()
        playing.cancel()
    note = f"{PARKED} callers, worst of them, {MEASURED_S:g} s"
    return [
        at_least("parked: tone to the caller", min(rates), "packets/s", WANTED, note),
        at_most("parked: processor", 100 * share, "% of a core", 100, note),
    ]


def _hums(samples: bytes, hertz: float) -> bool:
    """Say whether the last second is mostly that note, in windows of 60 ms."""
    windows = [samples[at : at + 960] for at in range(len(samples) - 15_360, len(samples), 960)]
    return median(strength(each, hertz) for each in windows) > 0.6


def _talks(call_id: int, call: Call) -> bool:
    return call.id == call_id and call.phase == "talking"


async def _calls(house: House, ears: list[Ear]) -> None:
    """Let as many call as there are ears, five a second, and stay on the line."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("SEQUENTIAL\n" + "".join(f"{ear.port};\n" for ear in ears))
        file.flush()
        many = str(len(ears))
        await sipp(
            "wait_for_bye_each.xml", house.sip_port, "-inf", file.name, "-m", many, "-l", many,
            "-r", "5", "-timeout", "180s",
        )  # fmt: skip

"""Calls by sipp against the telephone: many, lossy, spoilt; rings against sipp's own timer."""

from __future__ import annotations

import asyncio
import itertools
import random
import socket
import time

from bench.figures import Figure, at_least, at_most
from bench.phone_house import House, sipp, telephone
from tests.channels.phone.agent import Agent
from tests.channels.phone.carrier import nonsense
from tests.channels.phone.test_sip import INVITE

CALLS, RATE = 1_000, 20
LOSSY, LOSS = 50, 15
SPOILT = 10_000
RINGS, AT_ONCE = 100, 10
DEATHS = 5


def storm() -> list[Figure]:
    """1,000 calls at 20 a second, each answered by the machine and hung up."""
    return asyncio.run(_storm())


async def _storm() -> list[Figure]:
    async with telephone(open=False) as house:
        await sipp("hang_up.xml", house.sip_port, "-m", "40", "-r", "20", "-d", "300")
        before = house.megabytes()
        begun, used = time.monotonic(), house.cpu_seconds()
        good, _, _ = await sipp(
            "hang_up.xml", house.sip_port, "-m", str(CALLS), "-r", str(RATE), "-d", "300"
        )
        share = (house.cpu_seconds() - used) / (time.monotonic() - begun)
        await asyncio.sleep(35)  # until the last dialog is forgotten
        grown = house.megabytes() - before
    note = f"{CALLS} calls at {RATE}/s, {share:.0%} of a core"
    return [
        at_least("calls by sipp that came through", good, "calls", CALLS, note),
        at_most("memory grown by them", grown, "MB", 20, f"from {before:.0f} MB, 35 s after"),
    ]


def lossy() -> list[Figure]:
    """50 calls while 15 % of what sipp says and hears is lost."""

    async def play() -> int:
        async with telephone(open=False) as house:
            good, _, _ = await sipp(
                "hang_up.xml", house.sip_port, "-m", str(LOSSY), "-r", "10", "-d", "300",
                "-lost", str(LOSS),
            )  # fmt: skip
            return good

    good = asyncio.run(play())
    return [at_least(f"calls with {LOSS} % loss", good, "calls", LOSSY, f"of {LOSSY}, by sipp")]


def spoilt() -> list[Figure]:
    """10,000 spoilt datagrams, a flood of strangers' among them; then a call as if nothing was."""

    async def play() -> tuple[float, int]:
        async with telephone(open=False) as house:
            await sipp("hang_up.xml", house.sip_port, "-m", "5", "-r", "5", "-d", "300")
            before = house.megabytes()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
                out.bind(("127.0.0.1", 0))
                for seed in range(SPOILT):
                    out.sendto(nonsense(seed, INVITE), ("127.0.0.1", house.sip_port))
                    if seed % 50 == 0:
                        await asyncio.sleep(0.1)  # within what a trunk may say
            await asyncio.sleep(40)
            good, _, _ = await sipp(
                "hang_up.xml", house.sip_port, "-m", "5", "-r", "5", "-d", "300"
            )
            return house.megabytes() - before, good

    grown, good = asyncio.run(play())
    note = f"{SPOILT} spoilt datagrams, no exception"
    return [
        at_least("calls that came through after them", good, "calls", 5, note),
        at_most("memory grown by them", grown, "MB", 20),
    ]


def killed() -> list[Figure]:
    """The telephone killed with a caller in the queue: until the desk offers them for callback."""
    return asyncio.run(_killed())


async def _killed() -> list[Figure]:
    found = []
    for _ in range(DEATHS):
        async with telephone() as house:
            calling = asyncio.create_task(
                sipp("hang_up_unheard.xml", house.sip_port, "-m", "1", "-key", "caller", "+8190")
            )
            await house.stage.call(lambda each: each.phase == "waiting")
            begun = time.monotonic()
            house.kill()
            dropped = await house.stage.call(lambda each: each.ending == "dropped")
            found.append(time.monotonic() - begun)
            assert dropped.callback_at is not None
            calling.cancel()
    note = f"{DEATHS} times, the slowest"
    return [at_most("telephone killed → offered for callback", max(found), "s", 2, note)]


def rings() -> list[Figure]:
    """Rings as we count them against the seconds that sipp measured from its 180 to its 200."""
    return asyncio.run(_rings())


async def _rings() -> list[Figure]:
    chance = random.Random(1)
    async with telephone(wrap_up_s=0) as house:
        people = [each.person_id or 0 for each in house.people(AT_ONCE)]
        equal = 0
        for _ in range(RINGS // AT_ONCE):
            waits = [chance.randrange(3) * 3 + chance.uniform(0.4, 2.2) for _ in people]
            found = await asyncio.gather(*map(lambda p, w: _one(house, p, w), people, waits))
            equal += sum(found)
            await asyncio.sleep(0.5)
    note = (
        "⌊180 → 200 by sipp's own timer ÷ cycle⌋ + 1; no answer within 0.4 s after a ring's"
        " beginning or 0.8 s before the next, for sipp also counts the browser's connecting"
    )
    return [at_least("ring counts equal to the carrier's", equal, "calls", RINGS, note)]


NUMBERS = itertools.count(1)


async def _one(house: House, person: int, wait: float) -> int:
    """Let one call ring for so long before somebody takes it; whether both counts are equal."""
    # Each call from a number of its own: an earlier one's would be found in its place.
    number = f"+8190{next(NUMBERS):08d}"
    playing = asyncio.create_task(
        sipp("rings.xml", house.sip_port, "-m", "1", "-key", "caller", number,
             "-trace_rtt", "-rtt_freq", "1")
    )  # fmt: skip
    call = await house.stage.call(lambda each: each.number == number and each.rang_at is not None)
    assert call.rang_at is not None
    agent = Agent(hertz=700)
    offer = await agent.offer()
    await asyncio.sleep(max(0, wait - (house.stage.store.clock() - call.rang_at).total_seconds()))
    told = await house.board.ask("take", person, call_id=call.id, offer=offer)
    await agent.accept(told.answer)
    talking = await house.stage.call(lambda each: each.id == call.id and each.phase == "talking")
    await house.board.ask("hang_up", person, call_id=call.id)
    _, _, folder = await playing
    await agent.close()
    (timed,) = folder.glob("*rtt.csv")
    milliseconds = float(timed.read_text().splitlines()[-1].split(";")[1])
    return int(int(milliseconds // call.ring_cycle_ms) + 1 == talking.rings)

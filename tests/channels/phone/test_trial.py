"""A line's test call: what it finds out at a carrier that answers, refuses, or says nothing."""

from __future__ import annotations

import asyncio

import pytest

from madoguchi.channels.phone.link.wire import Ask
from madoguchi.channels.phone.rules.trials import BY_STATUS, GOOD, status_of, verdict
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.language.catalogue import LOCALES, text
from tests.channels.phone.carrier import Ear, Sipp, free_port
from tests.channels.phone.stage import Stage


def asking(line_id: int) -> Ask:
    return Ask(id=1, deed="try", person_id=1, line_id=line_id, number="+81 90-1111-2222")


@pytest.mark.parametrize(
    ("scenario", "found"),
    [
        ("called.xml", "heard"),
        ("called_busy.xml", "busy refused 486"),
        ("called_password.xml", "password refused 407"),
    ],
)
def test_what_a_carrier_says_is_found_out(stage: Stage, scenario: str, found: str) -> None:
    trunk = free_port()
    line = stage.line(trunk_port=trunk)

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with (
            stage.exchange() as exchange,
            Sipp(scenario, exchange.sip_port, "-d", "300", at=trunk, ear=ear.port) as called,
        ):
            assert (await exchange.do(asking(line.id))).answer == found
            await called.done()
        ear.close()

    asyncio.run(play())
    assert stage.calls() == []


def test_a_carrier_that_is_not_there_says_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.channels.phone.exchange.trial.SILENCE_SECONDS", 0.6)
    line = stage.line(trunk_port=free_port())

    async def play() -> None:
        async with stage.exchange() as exchange:
            assert (await exchange.do(asking(line.id))).answer == "silence"
            with pytest.raises(NotFound):
                await exchange.do(asking(line.id + 1))

    asyncio.run(play())


def test_a_line_is_tried_as_it_has_just_been_set_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.channels.phone.exchange.trunks.LINES_SECONDS", 3_600.0)
    trunk = free_port()

    async def play() -> None:
        ear = await Ear.listen(hertz=350)
        async with (
            stage.exchange() as exchange,
            Sipp("called.xml", exchange.sip_port, "-d", "300", at=trunk, ear=ear.port) as called,
        ):
            line = stage.line(trunk_port=trunk)
            assert (await exchange.do(asking(line.id))).answer == "heard"
            await called.done()
        ear.close()

    asyncio.run(play())


def test_a_line_without_a_trunk_cannot_be_tried(stage: Stage) -> None:
    line = stage.line(in_chat=True, trunk=[])

    async def play() -> None:
        async with stage.exchange() as exchange:
            with pytest.raises(Conflict):
                await exchange.do(asking(line.id))

    asyncio.run(play())


def test_every_outcome_has_its_sentence() -> None:
    outcomes = {*BY_STATUS.values(), *GOOD, "silence", "slow", "no_audio", "refused"}
    for locale in LOCALES:
        for each in outcomes:
            assert text(f"phone.trial.{each}", locale, where="192.0.2.7:5060", number="+81 3")
    assert (verdict("refused 699"), status_of("refused 699")) == ("refused", 699)
    assert (verdict("bye"), status_of("bye")) == ("busy", None)
    assert verdict("silence") == "silence"

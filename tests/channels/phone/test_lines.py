"""Lines: by which numbers they are found, who may reach them, and who may settle their calls."""

from __future__ import annotations

import asyncio

import pytest

from madoguchi.channels.phone.contracts.calls import WrapUp
from madoguchi.channels.phone.contracts.lines import LineChanges
from madoguchi.channels.phone.exchange.trunks import Trunks
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.operations.lines import change_line
from madoguchi.channels.phone.operations.wrapping import wrap_up
from madoguchi.channels.phone.rules.fields import check_trunk, key_of, names_of
from madoguchi.channels.phone.sip.message import Request
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid
from tests.channels.phone.stage import Stage


def invite(number: str) -> Request:
    return Request(
        method="INVITE",
        uri=f"sip:{number}@192.0.2.1",
        headers=[("to", f"<sip:{number}@192.0.2.1>")],
        body=b"",
    )


@pytest.mark.parametrize("written", ["03-1234-5678", "+81 3-1234-5678", "+81312345678"])
def test_a_line_is_found_however_it_and_the_call_are_written(stage: Stage, written: str) -> None:
    line = stage.line()
    stage.store.write_now(change_line, line.id, LineChanges(number=written), by=stage.world.anna)

    async def play() -> None:
        trunks = Trunks(stage.store)
        await trunks.read()
        for called in ("+81312345678", "81312345678", "0312345678", "03-1234-5678"):
            found = trunks.line_of(invite(called))
            assert found is not None, called
            assert found.id == line.id
        assert trunks.line_of(invite("+82312345678")) is None

    asyncio.run(play())


def test_one_number_is_one_line_however_it_is_written(stage: Stage) -> None:
    line = stage.line()
    with pytest.raises(Conflict):
        stage.line()
    assert key_of("03-1234-5678", "JP") == key_of(line.number, "DE") == "81312345678"
    assert names_of("", "JP") == []


@pytest.mark.parametrize(
    "trunk", [["0.0.0.0/0"], ["10.0.0.0/8"], ["2001::/16"], ["198.51.100.0/28", "192.0.2.7"]]
)
def test_neither_half_the_world_is_a_trunk_nor_is_a_network_called(trunk: list[str]) -> None:
    with pytest.raises(Invalid):
        check_trunk(trunk)


def test_a_line_that_nobody_could_call_is_refused(stage: Stage) -> None:
    with pytest.raises(Invalid):
        stage.line(trunk=[])
    line = stage.line(trunk=[], in_chat=True)
    with pytest.raises(Invalid):
        stage.store.write_now(change_line, line.id, LineChanges(in_chat=False), by=stage.world.anna)
    with pytest.raises(Invalid):
        stage.store.write_now(
            change_line,
            line.id,
            LineChanges(trunk=["192.0.2.7"], number=""),
            by=stage.world.anna,
        )


def test_a_colleagues_talk_is_wrapped_up_by_them_or_a_supervisor(stage: Stage) -> None:
    line = stage.line()
    assert stage.lin.person_id is not None
    coming = Coming(external_id="a", process="p", number="+819011112222")
    call = stage.store.write_now(come, line, coming)
    stage.store.write_now(calls.enqueue, call.id)
    stage.store.write_now(calls.take, call.id, stage.lin.person_id, at=stage.store.clock())
    stage.store.write_now(calls.connect, call.id, sip_answered_at=None)
    stage.store.write_now(calls.end, call.id, "talked")
    done = WrapUp(outcome="solved")
    with pytest.raises(Forbidden):
        stage.store.write_now(wrap_up, call.id, done, by=stage.sora)
    assert stage.store.write_now(wrap_up, call.id, done, by=stage.lin).outcome == "solved"

"""The telephone over HTTP: who may do what, and what is said where there is no telephone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.link import wire
from madoguchi.channels.phone.link.client import Switchboard
from madoguchi.channels.phone.link.server import Desks
from madoguchi.channels.phone.operations import calls, guests
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.operations.recordings import hear, keep
from madoguchi.channels.phone.queries.calls import calls as all_calls
from madoguchi.customers import operations as customers
from madoguchi.customers.rules import Profile
from madoguchi.kernel.errors import Conflict, Forbidden, NotFound, Unavailable
from madoguchi.kernel.keys import Keyring
from madoguchi.people.contracts import THE_DESK
from tests.channels.phone.stage import Stage
from tests.web.running import OWNER, Browser, Running

LINE = {
    "shop_id": 1,
    "name": "京都",
    "number": "+81 3-1234-5678",
    "country": "JP",
    "languages": ["ja", "en"],
    "trunk": ["192.0.2.7", "198.51.100.0/28"],
}


def test_lines_are_set_up_by_owners_and_checked(tmp_path: Path) -> None:
    with Running(tmp_path / "data") as server:
        owner = Browser(server)
        owner.post("setup", json=OWNER).raise_for_status()
        owner.post("shops", json={"name": "京都屋", "locale": "ja"}).raise_for_status()
        made = owner.post("phone-lines", json=LINE)
        assert made.status_code == 201, made.text
        line = made.json()
        assert line["patience_s"] == 120
        assert owner.post("phone-lines", json=LINE).json()["key"] == "phone.number_taken"
        for change, field in (
            ({"number": "call me"}, "number"),
            ({"country": "ZZ"}, "country"),
            ({"languages": []}, "languages"),
            ({"languages": ["fr"]}, "languages"),
            ({"trunk": ["carrier.example"]}, "trunk"),
            ({"keep_days": 0}, "keep_days"),
        ):
            refused = owner.patch(f"phone-lines/{line['id']}", json=change)
            assert (refused.status_code, refused.json()["field"]) == (422, field)
        changed = owner.patch(f"phone-lines/{line['id']}", json={"active": False}).json()
        assert (changed["active"], changed["version"]) == (False, 2)
        assert owner.get("phone").json() == {"running": False, "relays": []}
        offer = {"offer": "v=0\r\n", "line_id": line["id"], "number": "+819011112222"}
        # It may be night in Japan while this runs.
        assert (
            owner.post("calls", json={**offer, "anyway": True}).json()["key"] == "phone.none_here"
        )


def coming(number: str, external_id: str) -> Coming:
    return Coming(external_id=external_id, process="p", number=number)


def test_a_call_told_twice_is_one_and_a_known_number_is_its_customer(
    stage_anywhere: Stage,
) -> None:
    stage = stage_anywhere
    line = stage.line()
    first = stage.store.write_now(come, line, coming("090-1111-2222", "a"))
    again = stage.store.write_now(come, line, coming("090-1111-2222", "a"))
    assert again == first
    # The line's country makes it the number it is; the profile has it too.
    assert first.number == "+819011112222"
    later = stage.store.write_now(come, line, coming("+819011112222", "b"))
    assert later.customer_id == first.customer_id
    assert later.conversation_id == first.conversation_id
    withheld = [stage.store.write_now(come, line, coming("", name)) for name in "cd"]
    assert len({each.customer_id for each in withheld}) == 2


@pytest.mark.parametrize(
    ("country", "kept", "calling"),
    [
        ("JP", "090-3333-4444", "+819033334444"),
        ("JP", "+819033334444", "+819033334444"),
        ("JP", "09033334444", "+819033334444"),
        ("JP", "+81 90 3333 4444", "09033334444"),
        ("FR", "06 12 34 56 78", "0612345678"),  # no group of four
        ("FR", "+33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_customer_of_the_chat_who_calls_is_the_same_customer(
    stage_anywhere: Stage, country: str, kept: str, calling: str
) -> None:
    stage = stage_anywhere
    line = stage.line(country=country)
    posted = stage.world.receive(stage.world.visitor("v1"), "電話番号は 090-3333-4444 です")
    assert posted.message.author.id is not None
    stage.store.write_now(
        customers.change_profile,
        posted.message.author.id,
        Profile(phone=kept),
        by=stage.world.anna,
    )
    call = stage.store.write_now(come, line, coming(calling, "a"))
    assert call.customer_id == posted.message.author.id


def test_the_dead_telephones_calls_are_dropped_and_keep_their_place(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    line = stage.line()
    assert stage.lin.person_id is not None
    call = stage.store.write_now(come, line, coming("+819011112222", "a"))
    queued = stage.store.write_now(calls.enqueue, call.id)
    stage.store.write_now(calls.ring, call.id, [stage.lin.person_id])
    at = stage.store.clock()
    stage.store.write_now(calls.take, call.id, stage.lin.person_id, at=at)
    assert stage.store.write_now(calls.drop_all, but="p") == []
    assert stage.store.write_now(calls.drop_all) == [call.id]
    assert stage.store.write_now(calls.drop_all) == []
    (dropped,) = stage.store.read_now(all_calls, "missed", by=stage.lin).items
    assert dropped.ending == "dropped"
    assert dropped.callback_at == queued.queued_at
    # Nothing is out of sight for those who see the shop, and nothing in sight for the rest.
    stranger = stage.world.hire("umi", "agent", [stage.world.canton_shop.id])
    assert stage.store.read_now(all_calls, "all", by=stranger).items == []


def test_talks_are_heard_by_whoever_spoke_and_by_supervisors(stage: Stage) -> None:
    line = stage.line()
    assert stage.lin.person_id is not None
    call: Call = stage.store.write_now(come, line, coming("+819011112222", "a"))
    stage.store.write_now(calls.enqueue, call.id)
    stage.store.write_now(calls.take, call.id, stage.lin.person_id, at=stage.store.clock())
    kept = stage.store.write_now(
        keep, call.id, "talk", f"aa/{'a' * 64}-{'0' * 16}", seconds=3, size=9, announced_at=None
    )
    number = kept.recordings[0].id
    for by in (stage.lin, stage.world.anna):
        assert stage.store.write_now(hear, number, by=by).size == 9
    with pytest.raises(Forbidden):
        stage.store.write_now(hear, number, by=stage.sora)
    with pytest.raises(NotFound):
        stage.store.write_now(hear, number + 1, by=THE_DESK)


def test_only_who_knows_the_key_speaks_over_the_link(stage: Stage, tmp_path: Path) -> None:
    async def play() -> None:
        async def do(ask: wire.Ask) -> wire.Tell:
            if ask.deed == "hold":
                raise Conflict("phone.not_now")
            return wire.Tell(id=ask.id, answer="v=0")

        keyring, socket = Keyring(b"k" * 32), str(tmp_path / "phone.sock")
        desks = Desks(keyring, socket, do)
        await desks.open()
        board = Switchboard(stage.store, keyring, socket)
        stranger = Switchboard(stage.store, Keyring(b"x" * 32), socket)
        running = [asyncio.create_task(each.run()) for each in (board, stranger)]
        async with asyncio.timeout(10):
            while not board.connected:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.01)
        assert (await board.ask("take", 1, call_id=1, offer="v=0")).answer == "v=0"
        with pytest.raises(Conflict):
            await board.ask("hold", 1, call_id=1)
        with pytest.raises(Unavailable):
            await stranger.ask("take", 1, call_id=1)
        assert not stranger.connected
        heard = asyncio.Event()
        loop = asyncio.get_running_loop()

        def woken() -> None:
            loop.call_soon_threadsafe(heard.set)

        unsubscribe = stage.store.wakeup.subscribe(woken)
        desks.hint()
        async with asyncio.timeout(10):
            await heard.wait()
        unsubscribe()
        await desks.close()
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    asyncio.run(play())


def test_what_comes_late_does_not_bring_a_call_back(stage_anywhere: Stage) -> None:
    """A desk that lost its telephone has ended the call; the telephone goes on telling of it."""
    stage = stage_anywhere
    line = stage.line()
    call = stage.store.write_now(come, line, coming("090-1111-2222", "a"))
    stage.store.write_now(calls.enqueue, call.id)
    (dropped,) = stage.store.write_now(calls.drop_all)
    person = stage.lin.person_id or 0
    for late in (
        lambda tx: calls.take(tx, dropped, person, at=stage.store.clock()),
        lambda tx: calls.connect(tx, dropped, sip_answered_at=None),
        lambda tx: calls.hold(tx, dropped, held=True),
        lambda tx: calls.requeue(tx, dropped),
        lambda tx: calls.enqueue(tx, dropped),
        lambda tx: guests.ask(tx, dropped, person, person),
    ):
        with pytest.raises(Conflict):
            stage.store.write_now(late)
    (ended,) = stage.calls()
    assert (ended.phase, ended.ending, ended.person_id) == ("ended", "dropped", None)

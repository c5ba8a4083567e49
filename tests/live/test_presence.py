"""What one process tells the others of who is here, and what these make of it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from madoguchi.kernel.wakeup import LARGEST_WHISPER
from madoguchi.live.presence import Census, Presence
from tests.live.sockets import chat, desk, say
from tests.web.conftest import Join, set_up
from tests.web.running import Browser, Running


def test_a_full_house_still_says_who_is_at_a_desk() -> None:
    said: list[str] = []
    presence = Presence("here", said.append, lambda _: None)
    for number in range(400):
        presence.arrive(number)
        presence.look(object(), number, 10**6 + number)
        presence.customer_arrives(10**6 + number)
    presence.tell_census()
    assert len(said[0].encode()) <= LARGEST_WHISPER
    other = Presence("there", said.append, lambda _: None)
    other.hear(said[0])
    assert other.people_online() == list(range(400))


def test_a_desk_learns_who_looks_in_another_process(server: Running, anna: Browser) -> None:
    shop = anna.post("shops", json={"name": "京都屋"}).json()
    with chat(server, shop) as line:
        line.until("hello")
        talk = say(line, "hello", "hello-0001")["message"]["conversation_id"]
    me = anna.get("session").json()["me"]["id"]
    with desk(server, anna, position="0.0") as tab:
        tab.send(do="view", conversation_id=talk)
        assert tab.until("viewers")["viewers"]["person_ids"] == [me]
        for there in ([99], []):
            census = Census("elsewhere", there, {talk: there} if there else {}, [])
            server.app.state.live._hear_from_thread(msgspec.json.encode(census).decode())
            assert tab.until("viewers")["viewers"]["person_ids"] == [me, *there]


def test_a_desk_sees_where_a_customer_of_another_process_is(
    tmp_path: Path, postgres_url: str
) -> None:
    pages = [{"url": f"https://kyoto.example/{name}", "title": name} for name in ("tea", "bowls")]
    with Running(tmp_path / "data", database=postgres_url) as first:
        anna = set_up(first)
        shop = anna.post("shops", json={"name": "京都屋"}).json()
        with Running(tmp_path / "data", database=postgres_url) as second, desk(first, anna) as tab:
            tab.send(do="resume", position=anna.get("desk/snapshot").json()["position"])
            tab.until("events")

            def seen(online: bool, title: str | None) -> None:
                """Wait until the desk is told this."""
                while True:
                    told = tab.until("presence")["presence"]
                    page = told["page"] and told["page"]["title"]
                    if (told["online"], page) == (online, title):
                        return

            with chat(second, shop, page=pages[0]) as line:
                line.until("hello")
                say(line, "hello", "hello-0001")
                seen(True, "tea")
                line.send(do="page", **pages[1])
                seen(True, "bowls")
            seen(False, None)


def test_only_who_may_answer_there_counts_as_being_there(
    server: Running, anna: Browser, join: Join
) -> None:
    kyoto, canton = (
        anna.post("shops", json={"name": name}).json() for name in ("京都屋", "广府店")
    )
    lin = join("lin", shop_ids=[kyoto["id"]])
    me = lin.get("session").json()["me"]["id"]
    with desk(server, lin, position="0.0") as tab:
        tab.until("events")
        for shop, there in ((kyoto, True), (canton, False)):
            with chat(server, shop) as line:
                assert line.until("hello")["hello"]["agents_online"] is there
        with chat(server, canton) as line:
            line.until("hello")
            changed = anna.patch(f"people/{me}", json={"shop_ids": [canton["id"]]})
            assert changed.status_code == 200, changed.text
            assert line.until("presence")["presence"]["agents_online"] is True
    with chat(server, canton) as line:
        assert line.until("hello")["hello"]["agents_online"] is False

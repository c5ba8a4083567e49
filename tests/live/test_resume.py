"""A desk says where to go on from; until then it is answered, and hears nothing."""

from __future__ import annotations

from tests.live.sockets import desk
from tests.web.running import Browser, Running


def test_a_position_that_is_none_is_refused_at_once(server: Running, anna: Browser) -> None:
    with desk(server, anna) as line:
        line.send(do="ping")
        assert line.next() == {"pong": True}
        for nowhere in ("", "here", "1", "-1.2", "9" * 39 + "." + "9"):
            line.send(do="resume", position=nowhere)
            assert line.next()["refused"] == "resume"
        line.send(do="resume", position=anna.get("desk/snapshot").json()["position"])
        assert line.until("position")["events"] == []
        anna.post("shops", json={"name": "京都屋"})
        assert line.until("position")["events"]

"""What strangers try on the sockets: each is refused with a sentence, and nothing is lost."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from madoguchi.shops.rules.identity import sign_identity
from tests.live.sockets import Line, chat, desk, say
from tests.web.conftest import Join, set_up
from tests.web.running import OWNER, Browser, Running


@pytest.fixture
def shop(anna: Browser) -> dict[str, Any]:
    made = anna.post(
        "shops",
        json={"name": "京都屋", "locale": "ja", "allowed_origins": ["https://kyoto.example"]},
    )
    return dict(made.json())


def test_a_foreign_page_may_not_open_either_socket(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    for origin in ("https://evil.example", None, "null", server.url + ".evil.example"):
        with chat(server, shop, origin=origin, greet=False) as line:
            assert line.next()["problem"]["status"] == 404
            assert line.closing_code() == 4403
        with desk(server, anna, origin=origin) as line:
            assert line.next()["problem"]["status"] == 403
            assert line.closing_code() == 4403
    with chat(server, shop, origin="https://kyoto.example") as line:
        assert "hello" in line.next()


def test_what_a_proxy_in_front_is_told_opens_no_desk_to_a_foreign_page(
    server: Running, anna: Browser
) -> None:
    # A browser sends the name and password that a proxy has asked for to whoever opens a socket.
    cookie = "; ".join(f"{name}={value}" for name, value in anna.cookies.items())
    for said in ("Basic a2l0YTpraXRh", "Visitor x", "Bearer"):
        for origin in ("https://evil.example", "null", None):
            with connect(
                server.url.replace("http", "ws") + "/live/desk",
                origin=origin,  # type: ignore[arg-type]
                additional_headers={"Cookie": cookie, "Authorization": said},
            ) as raw:
                line = Line(raw)
                assert line.next()["problem"]["status"] == 403
                assert line.closing_code() == 4403


def test_nobody_signed_in_opens_no_desk(server: Running) -> None:
    with desk(server, Browser(server)) as line:
        assert line.closing_code() == 4401


def test_a_forged_or_foreign_visitor_token_is_a_new_visitors(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    other = anna.post("shops", json={"name": "other"}).json()
    with chat(server, shop) as line:
        token = line.next()["hello"]["visitor"]
        say(line, "わたしの住所は……", "first-0001")
    for forged in (token[:-2] + "xx", token.split(".")[0] + ".", "." + token, "x" * 5000, "é.é"):
        with chat(server, shop, visitor=forged) as line:
            hello = line.next()["hello"]
            assert hello["conversation"] is None
            assert hello["messages"] == []
    with chat(server, other, visitor=token) as line:
        assert line.next()["hello"]["conversation"] is None
    with chat(server, shop, visitor=token) as line:
        assert line.next()["hello"]["messages"][0]["body"] == "わたしの住所は……"


def test_no_frame_reaches_another_visitors_conversation(
    server: Running, shop: dict[str, Any], anna: Browser
) -> None:
    with chat(server, shop) as mine, chat(server, shop) as theirs:
        mine.next(), theirs.next()
        secret = say(theirs, "secret words", "theirs-001")["message"]
        own = say(mine, "hello", "mine-00001")["message"]
        for number in range(1, 30):
            mine.send(do="read", seq=number, conversation_id=secret["conversation_id"])
            mine.send(do="say", client_id=f"guess-{number:04d}", body="x", quote_seq=number)
            mine.send(
                do="say", client_id=f"choose-{number:03d}", choose={"seq": number, "index": 0}
            )
            mine.send(do="say", client_id=f"attach-{number:03d}", body="x", attachment_ids=[number])
        mine.send(do="ping")
        heard: list[str] = []
        while True:
            frame = mine.next()
            heard.append(json.dumps(frame, ensure_ascii=False))
            if "pong" in frame:
                break
        assert not any("secret words" in text for text in heard)
        assert own["conversation_id"] != secret["conversation_id"]
    # The other's client id, taken by somebody else, shows them nothing of the other's.
    with chat(server, shop) as thief:
        thief.next()
        assert say(thief, "mine now", "theirs-001")["message"]["body"] == "mine now"
    page = anna.get(f"conversations/{secret['conversation_id']}/messages").json()["items"]
    assert [one["body"] for one in page] == ["secret words"]
    conversation = anna.get(f"conversations/{secret['conversation_id']}").json()["conversation"]
    assert conversation["message_count"] == 1


def test_only_the_shops_signature_makes_somebody_its_customer(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    secret = anna.get(f"shops/{shop['id']}/secret").json()["secret"].encode()
    now = datetime.now(UTC)
    good = sign_identity(secret, "member-7", now + timedelta(hours=1), name="佐藤")
    with chat(server, shop, identity=good) as line:
        line.until("hello")
        say(line, "会員です", "member-001")
    expired = sign_identity(secret, "member-7", now - timedelta(seconds=1))
    forged = sign_identity(b"guess", "member-7", now + timedelta(hours=1))
    for bad in (expired, forged, '{"external_id":"member-7"}', "e30.e30", good + "x"):
        with chat(server, shop, identity=bad) as line:
            assert line.until("refused")["refused"] == "identity"
            assert line.until("hello")["hello"]["conversation"] is None
    # The same member in another browser finds what they said.
    with chat(server, shop, identity=good) as line:
        assert line.until("hello")["hello"]["messages"][0]["body"] == "会員です"
    customer = anna.get("conversations?view=all").json()["customers"][0]
    assert (customer["name"], customer["verified"]) == ("佐藤", True)


def test_what_cannot_be_taken_is_refused_in_the_readers_language(
    server: Running, shop: dict[str, Any]
) -> None:
    with chat(server, shop, locale="ko-KR") as line:
        line.next()
        long = say(line, "가" * 100_000, "long-00001")
        assert long["refused"] == "long-00001"
        assert (long["problem"]["status"], "10000" in long["problem"]["detail"]) == (413, True)
        assert "자" in long["problem"]["detail"]
        assert say(line, " \n\u200b ", "empty-0001")["problem"]["key"] == "message.empty"
        assert say(line, "x", "bad id")["problem"]["key"] == "message.bad_client_id"
        line.raw.send("{")
        assert line.until("refused")["problem"]["key"] == "live.bad_frame"
        line.raw.send(b"\x00\x01")
        assert line.until("refused")["problem"]["key"] == "live.bad_frame"
        assert say(line, "still here", "alive-0001")["ack"] == "alive-0001"
        line.raw.send("x" * 300_000)
        assert line.closing_code() == 4413


def test_invalid_utf8_ends_the_socket_and_nothing_else(
    server: Running, shop: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with chat(server, shop) as line:
        token = line.next()["hello"]["visitor"]
        say(line, "before", "before-001")
        line.raw.socket.sendall(b"\x81\x84\x00\x00\x00\x00\xff\xfe\xfd\xfc")
        assert line.closing_code() == 1007
    assert caplog.text == "", "whoever sends such again and again would fill the log"
    with chat(server, shop, visitor=token) as line:
        assert [one["body"] for one in line.next()["hello"]["messages"]] == ["before"]


def test_markup_and_direction_tricks_are_kept_as_text(
    server: Running, anna: Browser, shop: dict[str, Any]
) -> None:
    tricks = ["<script>alert(1)</script>", "abc\u202egpj.exe", "a\u0000b", "\ud800 x", "🙂\u200d"]
    with chat(server, shop) as line:
        line.next()
        for number, trick in enumerate(tricks):
            frame = {"do": "say", "client_id": f"trick-{number:03d}", "body": trick}
            line.raw.send(json.dumps(frame))
            answer = line.until("ack", "refused")
            if "ack" in answer:
                body = answer["message"]["body"]
                assert "\x00" not in body
                # Whatever turns the direction is turned back within the line.
                assert body.count("\u202e") <= body.count("\u202c")
        kept = say(line, tricks[0], "script-001")["message"]
    assert kept["body"] == tricks[0]
    page = anna.get(f"conversations/{kept['conversation_id']}/messages")
    assert page.headers["content-type"].startswith("application/json")
    assert page.headers["x-content-type-options"] == "nosniff"


def test_saying_twice_is_saying_once(server: Running, shop: dict[str, Any]) -> None:
    with chat(server, shop) as line:
        token = line.next()["hello"]["visitor"]
        first = say(line, "一度だけ", "again-0001")
        again = say(line, "一度だけ", "again-0001")
    with chat(server, shop, visitor=token) as line:
        line.next()
        third = say(line, "something else", "again-0001")
    assert not first["again"]
    assert again["again"]
    assert third["again"]
    assert first["message"] == again["message"] == third["message"]


def test_a_flood_is_slowed_and_the_neighbours_are_not(
    server: Running, shop: dict[str, Any]
) -> None:
    with chat(server, shop) as flooder, chat(server, shop) as neighbour:
        flooder.next(), neighbour.next()
        for number in range(200):
            flooder.send(do="say", client_id=f"flood-{number:04d}", body="x")
        answers = [flooder.until("ack", "refused") for _ in range(200)]
        refused = [one for one in answers if "refused" in one]
        assert refused
        assert {one["problem"]["key"] for one in refused} == {"live.too_fast"}
        assert say(neighbour, "a normal question", "normal-001")["ack"] == "normal-001"


def test_a_flood_of_nothing_waits_in_its_own_line(server: Running, shop: dict[str, Any]) -> None:
    with chat(server, shop) as flooder, chat(server, shop) as neighbour:
        flooder.next(), neighbour.next()
        begun = time.monotonic()
        for _ in range(160):
            flooder.send(do="ping")
            flooder.raw.send("nonsense")
        assert say(neighbour, "a normal question", "normal-001")["ack"] == "normal-001"
        heard = [flooder.next() for _ in range(320)]
        # Each is answered, but no faster than anybody can mean it.
        assert sum("pong" in frame for frame in heard) == 160
        assert time.monotonic() - begun > 2
        assert say(flooder, "still here", "flooder-01")["ack"] == "flooder-01"


def test_many_tabs_are_one_visitor(server: Running, shop: dict[str, Any]) -> None:
    with chat(server, shop) as first:
        token = first.until("hello")["hello"]["visitor"]
        with (
            chat(server, shop, visitor=token) as second,
            chat(server, shop, visitor=token) as third,
        ):
            tabs = [first, second, third]
            for tab in tabs[1:]:
                tab.until("hello")
            for number in range(40):
                for name, tab in enumerate(tabs):
                    tab.send(do="say", client_id=f"flood-{name}-{number:03d}", body="x")
            answers = [tab.until("ack", "refused") for tab in tabs for _ in range(40)]
    # Each alone would have been let through: forty at once are a visitor's own.
    assert sum("refused" in answer for answer in answers) > 10


def test_new_visitors_from_one_address_share_a_far_larger_measure(tmp_path: Path) -> None:
    with Running(tmp_path, address_rate=3) as server:
        anna = Browser(server)
        anna.post("setup", json=OWNER)
        shop = anna.post("shops", json={"name": "京都屋"}).json()
        refused = []
        for number in range(40):
            with chat(server, shop) as line:
                line.until("hello")
                answer = say(line, "x", f"script-{number:04d}")
                refused += [answer["problem"]["key"]] if "refused" in answer else []
        assert {*refused} == {"live.too_fast"}
        assert len(refused) < 15  # thirty at once, and three a second


def test_a_revoked_session_loses_its_desk_within_two_seconds(
    server: Running, anna: Browser, join: Join
) -> None:
    lin = join("lin", all_shops=True)
    with desk(server, lin, position="0.0") as line:
        line.until("position", "reset")
        person = lin.get("session").json()["me"]["id"]
        assert anna.patch(f"people/{person}", json={"disabled": True}).status_code == 200
        began = datetime.now(UTC)
        assert line.closing_code() == 4401
        # Far more than it takes, far less than a time-out would.
        assert datetime.now(UTC) - began < timedelta(seconds=8)


def test_every_id_of_another_shop_is_as_if_it_did_not_exist(
    server: Running, anna: Browser, join: Join, shop: dict[str, Any]
) -> None:
    other = anna.post("shops", json={"name": "other"}).json()
    sora = join("sora", shop_ids=[other["id"]])
    with chat(server, shop) as line:
        line.next()
        message = say(line, "only for kyoto", "kyoto-0001")["message"]
    dice = random.Random(7)
    for number in {message["conversation_id"], *(dice.randrange(1, 10**6) for _ in range(20))}:
        for path in ("", "/messages", "/export"):
            assert sora.get(f"conversations/{number}{path}").status_code == 404
        assert sora.post(f"conversations/{number}/resolve").status_code == 404
        assert sora.put(f"conversations/{number}/assignee", json={}).status_code == 404
        say_it = {"client_id": "intruder-1", "body": "x"}
        assert sora.post(f"conversations/{number}/messages", json=say_it).status_code == 404
    assert sora.get("customers/1").status_code == 404
    assert sora.get("search", params={"q": "kyoto"}).json()["items"] == []
    assert sora.get("conversations?view=all").json()["items"] == []
    feed = sora.get("events").json()["items"]
    assert not any(one["conversation_id"] == message["conversation_id"] for one in feed)
    with desk(server, sora, position="0.0") as line:
        frame = line.until("position")
        assert "only for kyoto" not in json.dumps(frame)
        line.send(do="say", client_id="intruder-2", conversation_id=1, body="x")
        assert line.until("refused")["problem"]["status"] == 404


def test_a_hello_full_of_nonsense_is_still_a_visitors(anywhere: Running) -> None:
    anna = set_up(anywhere)
    shop = anna.post("shops", json={"name": "京都屋", "locale": "ja"}).json()
    nonsense = {
        "locale": "ja\0<script>",
        "zone": "Asia/Tokyo\0",
        "page": {"url": "https://kyoto.example/\0", "title": "\0\u202e"},
    }
    with chat(anywhere, shop, **nonsense) as line:
        line.until("hello")
        assert say(line, "聞こえますか", "hello-0001")["ack"] == "hello-0001"
    known = anna.get("conversations?view=all").json()["customers"][0]
    assert (known["locale"], known["zone"]) == ("ja", None)
    assert "\0" not in known["page"]["url"] + known["page"]["title"]

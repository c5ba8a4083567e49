"""Promises over HTTP: offered, sent with a reply, kept; and what is no promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.web.conftest import set_up
from tests.web.running import Running, problem
from tests.web.visits import Visit, make_shop


def later(**by: float) -> str:
    return (datetime.now(UTC) + timedelta(**by)).isoformat()


def test_promises_over_http(tmp_path: Path) -> None:
    with Running(tmp_path) as server:
        anna = set_up(server)
        kyoto = make_shop(anna, "kyoto")
        with Visit(server, kyoto, "mei") as mei:
            number = mei.say(server, "いつ届きますか").conversation_id

        offers = anna.post(
            f"conversations/{number}/promise-offers", json={"text": "明日中にご連絡いたします。"}
        )
        assert offers.status_code == 200, offers.text
        (offer,) = offers.json()["items"]
        assert offer["text"] == "明日中にご連絡いたします"
        assert offers.json()["zone"] == "Asia/Tokyo"
        assert anna.get("promises").json()["items"] == []  # nothing is stored

        reply = {
            "client_id": "a-client-id-of-ours",
            "body": "明日中にご連絡いたします。",
            "promises": [offer],
        }
        for _ in range(2):
            said = anna.post(f"conversations/{number}/messages", json=reply)
            assert said.status_code == 201, said.text
        answer = anna.get("promises").json()
        (promise,) = answer["items"]
        assert promise["message_seq"] == said.json()["message"]["seq"]
        assert promise["due_at"] == offer["due_at"]
        assert [each["id"] for each in answer["customers"]] == [promise["customer_id"]]
        path = f"promises/{promise['id']}"
        assert anna.get(path).json() == promise

        moved = anna.post(f"{path}/move", json={"due_at": later(days=3), "reason": "棚卸し"})
        assert moved.json()["version"] == promise["version"] + 1, moved.text
        kept = anna.post(f"{path}/keep").json()
        assert kept["state"] == "kept"
        problem(anna.post(f"{path}/withdraw", json={"reason": "x"}), 409, "promise.kept_already")
        assert anna.get("promises").json()["items"] == []
        every = anna.get("promises", params={"view": "all", "conversation_id": number}).json()
        assert every["items"] == [kept]


def test_what_cannot_be_promised_over_http(tmp_path: Path) -> None:
    with Running(tmp_path) as server:
        anna = set_up(server)
        kyoto = make_shop(anna, "kyoto")
        with Visit(server, kyoto, "mei") as mei:
            number = mei.say(server, "いつ届きますか").conversation_id
        path = f"conversations/{number}/promises"
        problem(anna.post(path, json={"due_at": later(hours=-1)}), 422, "promise.in_the_past")
        problem(anna.post(path, json={"due_at": later(days=2000)}), 422, "promise.too_far")
        problem(anna.post(path, json={"due_at": "2099-01-01T10:00:00"}), 422, "promise.no_offset")
        problem(anna.post(path, json={"text": "あ" * 10_000}), 413, "promise.too_long")
        refused = anna.post(
            f"conversations/{number}/messages",
            json={
                "client_id": "a-client-id-of-ours",
                "body": "はい",
                "promises": [{"text": "はい", "due_at": later(hours=-1)}],
            },
        )
        problem(refused, 422, "promise.in_the_past")
        assert len(anna.get(f"conversations/{number}/messages").json()["items"]) == 1
        long = anna.post(
            f"conversations/{number}/promise-offers", json={"text": "明日ご連絡します。" * 2_000}
        )
        assert len(long.json()["items"]) == 10
        problem(anna.get("promises/999"), 404, "promise.not_found")
        made = anna.post(path, json={"text": "電話"}).json()
        problem(anna.post(f"promises/{made['id']}/withdraw", json={"reason": " "}), 422,
                "promise.needs_reason")  # fmt: skip

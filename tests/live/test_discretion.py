"""What a customer's socket says of what staff do: their words, and nothing of how they work."""

from __future__ import annotations

import json

from tests.live.sockets import chat, say
from tests.web.running import Browser, Running


def test_a_customer_is_not_told_what_staff_do_among_themselves(
    server: Running, anna: Browser
) -> None:
    shop = anna.post("shops", json={"name": "京都屋"}).json()
    me = anna.get("session").json()["me"]["id"]
    with chat(server, shop) as line:
        line.until("hello")
        talk = say(line, "hello", "hello-0001")["message"]["conversation_id"]
        path = f"conversations/{talk}"
        note = {"client_id": "note-00001", "kind": "note", "body": "a difficult one"}
        assert anna.post(f"{path}/messages", json=note).status_code == 201
        assert anna.put(f"{path}/priority", json={"priority": 2}).status_code == 200
        assert anna.put(f"{path}/assignee", json={"person_id": me}).status_code == 200
        reply = {"client_id": "reply-0001", "body": "good day"}
        assert anna.post(f"{path}/messages", json=reply).status_code == 201
        heard = ""
        while "good day" not in heard:
            heard += json.dumps(line.next())
    for word in ("note", "difficult", "prioritised", "assigned", "handed_over"):
        assert word not in heard

"""Customers without a browser, for stories that need many of them."""

from __future__ import annotations

import json
from uuid import uuid4

from websockets.sync.client import connect
from websockets.typing import Origin

SECONDS = 60


def knock(origin: str, public_key: str, text: str) -> int:
    """Let a new visitor of a shop write once and leave; returns the conversation."""
    url = f"{origin.replace('http', 'ws')}/live/chat?shop={public_key}"
    with connect(url, origin=Origin(origin), max_size=None) as line:
        line.send(json.dumps({"do": "hello", "locale": "en"}))
        line.send(json.dumps({"do": "say", "client_id": str(uuid4()), "body": text}))
        while True:
            frame = json.loads(line.recv(SECONDS))
            if "refused" in frame:
                raise AssertionError(frame)
            if "ack" in frame:
                return int(frame["message"]["conversation_id"])

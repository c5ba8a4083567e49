"""The whole application on a real port, and browsers that speak to it."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from argon2 import PasswordHasher

from madoguchi.app import House, create, largest_body
from madoguchi.installation import DATABASE
from madoguchi.people.rules import passwords
from madoguchi.settings import Settings, load
from madoguchi.web.guards import CSRF_COOKIE
from madoguchi.web.server import configuration
from tests import garbage, ready

OWNER = {
    "organisation": "北 Trading",
    "name": "Anna",
    "email": "anna@kita.example",
    "password": "three calm herons",
    "locale": "ja",
    "zone": "Asia/Tokyo",
}


# A hash that is slow on purpose takes longer than most tests: here the lightest is dear enough.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

_idle: dict[int, list[House]] = {}
"""Applications that have served, by the largest body they take: making one takes a second."""


class Running:
    """`with Running(folder) as server`: listening when it begins, stopped when it ends."""

    def __init__(self, data: Path, **settings: Any) -> None:
        self.browsers: list[httpx.Client] = []
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        port: int = self._socket.getsockname()[1]
        self.settings: Settings = load(environment={}, data=str(data), port=port, **settings)
        if not self.settings.database and not (file := data / DATABASE).exists():
            ready.copy_to(file)
        self.url = f"http://127.0.0.1:{port}"
        waiting = _idle.setdefault(largest_body(self.settings), [])
        house = waiting.pop() if waiting else None
        self.app = create(self.settings, house=house)
        if house is None:
            garbage.set_aside()
        self._doors = len(self.app.routes)
        self._server = uvicorn.Server(configuration(self.app, self.settings))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> Running:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for browser in self.browsers:
            browser.close()
        self._server.should_exit = True
        self._thread.join(30)
        self._socket.close()
        if not self._thread.is_alive() and len(self.app.routes) == self._doors:
            _idle[largest_body(self.settings)].append(self.app)

    @property
    def desk(self) -> Any:
        """The open house behind the application."""
        return self.app.state.desk


class Browser(httpx.Client):
    """Keeps cookies and sends what our screens send: the CSRF token, the origin, a fresh key."""

    def __init__(self, server: Running, **headers: str) -> None:
        super().__init__(
            base_url=f"{server.url}/api/v1/",
            headers={"Origin": server.url, **headers},
            timeout=30,
            # Plain http: reading the authorities of https would take longer than most tests.
            verify=False,
        )
        server.browsers.append(self)

    def request(self, method: str, url: Any, **kwargs: Any) -> httpx.Response:
        headers = dict(kwargs.pop("headers", None) or {})
        token = self.cookies.get(CSRF_COOKIE)
        if token and method not in {"GET", "HEAD"}:
            headers.setdefault("X-CSRF-Token", token)
        if method == "POST":
            headers.setdefault("Idempotency-Key", str(uuid4()))
        return super().request(method, url, headers=headers, **kwargs)

    def sign_in(self, email: str, password: str, **more: str) -> httpx.Response:
        return self.post("session", json={"email": email, "password": password, **more})


def problem(response: httpx.Response, status: int, key: str) -> dict[str, Any]:
    """The body of an expected refusal."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["key"] == key, body
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body

"""A router without its loop: it follows the feed and decides when it is told to."""

from __future__ import annotations

import asyncio

from madoguchi.desk.queries import conversations
from madoguchi.kernel import feed
from madoguchi.worker.routing import Router
from tests.world import World


class Following:
    """The router of one process, brought up to date by hand."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._position = world.store.read_now(lambda view: feed.last_position(view.connection))
        self._loop = asyncio.new_event_loop()
        self.router = Router(world.store)
        self._loop.run_until_complete(self.router.work())

    def route(self) -> None:
        """Take in what has happened, and decide until nothing is left to decide."""
        self.catch_up()
        self.decide()
        self.catch_up()

    def decide(self) -> None:
        """Decide on what is known, until nothing is left to decide."""
        while self._loop.run_until_complete(self.router.work()):
            pass

    def catch_up(self) -> None:
        """Read the feed, as the hub does."""
        events = self._world.store.read_now(
            lambda view: feed.read(view.connection, self._position, 10_000)
        )
        for event in events:
            self.router.notice(event)
            self._position = event.position

    def place(self, conversation_id: int) -> int | None:
        """Return a customer's place in the queue."""
        found = self.router.place(conversation_id)
        return None if found is None else found.position

    def assignee(self, conversation_id: int) -> int | None:
        """Return who has a conversation."""
        found = self._world.store.read_now(conversations.find, conversation_id)
        assert found is not None
        return found.assignee_id

    def close(self) -> None:
        """Let go."""
        self._loop.run_until_complete(self.router.close())
        self._loop.close()

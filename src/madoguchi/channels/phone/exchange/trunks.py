"""The lines as the exchange knows them: who may call, which line a call is for, who calls."""

from __future__ import annotations

import asyncio
import ipaddress

import structlog

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.channels.phone.rules.fields import digits, names_of
from madoguchi.channels.phone.sip.message import Malformed, Request, read_address, read_uri
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.store import Store

LINES_SECONDS = 2.0
"""How soon a changed line is taken up."""
MOST_REMEMBERED = 10_000

log = structlog.get_logger("madoguchi.phone")


class Trunks:
    """Read once, then `follow` as a task."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: list[Line] = []
        self._lines: dict[str, Line] = {}
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        self._admitted: dict[str, bool] = {}

    def line(self, line_id: int) -> Line | None:
        """Return a line that takes calls."""
        return next((each for each in self._found if each.id == line_id), None)

    def any_line(self) -> Line | None:
        """Return some line, None where there is none."""
        return next(iter(self._found), None)

    def admits(self, address: str) -> bool:
        """Say whether an address belongs to a trunk."""
        known = self._admitted.get(address)
        if known is None:
            if len(self._admitted) > MOST_REMEMBERED:
                self._admitted.clear()
            host = ipaddress.ip_address(address)
            known = any(host in network for network in self._networks)
            self._admitted[address] = known
        return known

    def line_of(self, request: Request) -> Line | None:
        """Return the line that was called, by the number in the request or in To."""
        for text in (request.uri, read_address(request.get("to")).raw_uri):
            try:
                line = self._lines.get(digits(read_uri(text).user))
            except Malformed:
                continue
            if line is not None:
                return line
        return None

    async def follow(self) -> None:
        """Keep up with changes until cancelled."""
        while True:
            await asyncio.sleep(LINES_SECONDS)
            try:
                await self.read()
            except Refusal as refusal:
                log.warning("lines_unreadable", detail=str(refusal))

    async def read(self) -> None:
        """Read the lines."""
        found = await self._store.read(queries.lines_in_use)
        if found != self._found:
            self._found = found
            names = [(names_of(each.number, each.country), each) for each in found]
            # As written goes before as dialled, where two countries' numbers look alike.
            self._lines = {
                name: each
                for place in (2, 1, 0)
                for known, each in names
                for name in known[place : place + 1]
            }
            self._networks = [ipaddress.ip_network(a) for each in found for a in each.trunk]
            self._admitted.clear()


def caller_of(request: Request) -> str:
    """Return the number that calls; empty where it is withheld.

    What the trunk asserts (RFC 3325) goes before what the caller says of themselves.
    """
    for name in ("p-asserted-identity", "remote-party-id", "from"):
        text = request.get(name)
        if not text:
            continue
        try:
            user = read_address(text).uri.user
        except Malformed:
            continue
        number = ("+" if user.startswith("+") else "") + digits(user)
        if len(number) >= 3:
            return number
        return ""
    return ""

"""Passwords are hashed and checked here, on threads of their own, before an operation runs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from madoguchi.kernel.one_core import roam
from madoguchi.people.rules import passwords as rules

AT_ONCE = 2
"""Each check takes a processor and 19 MiB for tens of milliseconds; others wait their turn."""


class Passwords:
    """Close it when done."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password", initializer=roam)

    async def hash(self, password: str) -> str:
        """Return the hash to be stored."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, rules.hash_password, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Say whether the password fits; takes as long when nothing is stored."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, rules.verify_password, stored, password)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

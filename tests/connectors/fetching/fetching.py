"""A process that fetches, and nothing else: `python -m tests.connectors.fetching.fetching URL PEM`.

Run beside a test to be killed; the test runs the same to the end by itself.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import Callable

import madoguchi.installation  # noqa: F401 - every room's tables
from madoguchi.kernel.store import Store
from madoguchi.worker.fetching import Fetcher
from tests.worker.running import KEYRING


async def fetch(store: Store, pem: str, ended: Callable[[], bool], *, private: bool = True) -> None:
    """Fetch until it has ended; the caller sets a limit to that."""
    trusted = ssl.create_default_context(cafile=pem)
    fetcher = Fetcher(store, KEYRING, private=private, trusted=trusted)
    try:
        while not ended():
            if not await fetcher.work():
                await asyncio.sleep(0.02)
    finally:
        await fetcher.close()


if __name__ == "__main__":
    asyncio.run(fetch(Store(sys.argv[1], keyring=KEYRING), sys.argv[2], lambda: False))

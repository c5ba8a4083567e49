"""The worker of an import as a process of its own: stalls within a transaction, to be killed.

`python -m tests.connectors.files.killed URL FOLDER PAGES`
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from madoguchi.connectors.files.importing import OrderImporter
from madoguchi.connectors.files.operations import choosing, noting
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import claim
from madoguchi.kernel.store import Store
from tests.world import START


def main() -> None:
    """Take in so many pages, and stand still in the next, its orders written, not yet kept."""
    url, folder, pages = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    store = Store(url, clock=lambda: START + timedelta(hours=1), writers=1, readers=1)
    left = [pages]
    record = noting.record

    def stall(*arguments: Any) -> Any:
        if not left[0]:
            sys.stdout.write("within a page\n")
            sys.stdout.flush()
            time.sleep(3600)
        left[0] -= 1
        return record(*arguments)

    setattr(noting, "record", stall)  # noqa: B010 (to the type checker it is another function)
    (delivery,) = store.write_now(claim, 1, [choosing.TAKE_IN])
    asyncio.run(OrderImporter(store, Blobs("", folder / "attachments")).take_in(delivery))


if __name__ == "__main__":
    main()

"""A process that does nothing but fire clocks: `python -m tests.worker.engine_process URL [die]`.

With `die` it kills itself when a firing is written and not yet committed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

import sqlalchemy as sa

from madoguchi.kernel import writer
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx, flush
from madoguchi.worker.clocks import Engine
from madoguchi.worker.loops import Alarm, Work, Worker


def flush_and_die(connection: sa.Connection, transactions: Sequence[Tx]) -> None:
    """Write what was fired, and be killed before the commit."""
    flush(connection, transactions)
    if any(row[0] == "clock_fired" for tx in transactions for row in tx.events):
        os.kill(os.getpid(), signal.SIGKILL)


async def run(url: str) -> None:
    """Fire until killed."""
    store = Store(url, writers=2, readers=2)
    engine = Engine(store)
    worker = Worker(store, [Work(name="clocks", do=engine.work, every=1.0, alarm=Alarm())])
    print("ready", flush=True)
    await asyncio.Event().wait()
    await worker.close()


if __name__ == "__main__":
    if "die" in sys.argv[2:]:
        writer.flush = flush_and_die  # type: ignore[attr-defined]
    asyncio.run(run(sys.argv[1]))
